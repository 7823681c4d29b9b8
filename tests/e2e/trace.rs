//! What a process tree asks of the system, recorded by strace and read back.

mod read;

use std::path::Path;

pub(crate) use read::{Peer, Trace};

/// The tracer's command line, to stand before the program's. The program keeps its process id.
pub(crate) fn command_line(into: &Path) -> String {
    format!(
        "strace -D -f --seccomp-bpf -qq -yy -s 256 -e signal=none -e trace=%network,%file,execve -o '{}'",
        into.display()
    )
}
