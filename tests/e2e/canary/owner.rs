//! Whose a piece of memory is, as far as it can be told from outside.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

use rustix::process::Pid;

use super::pages::Run;

/// The C library's allocator asks for the memory of threads in pieces of this size, each at a multiple of it.
const HEAP: u64 = 64 << 20;

/// Who has a piece of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// The C library's allocator, from which the app's own allocator has its memory, too.
    Malloc,
    /// A thread, for its local variables.
    Stack,
    /// The data of a program or library, or a file that is shared.
    Named,
    /// An allocator of its own. Nothing in the process has one but WebKit.
    WebKit,
}

/// What tells owners apart in a process that stands still.
pub(super) struct Owners<'a> {
    memory: &'a File,
    stack_pointers: Vec<u64>,
}

impl<'a> Owners<'a> {
    pub(super) fn of(pid: Pid, memory: &'a File) -> anyhow::Result<Self> {
        let mut stack_pointers = Vec::new();
        for thread in fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero()))? {
            // proc_pid_syscall(5): … stack pointer, program counter.
            let line = fs::read_to_string(thread?.path().join("syscall"))?;
            let pointer = line.split_whitespace().rev().nth(1);
            let pointer = pointer.and_then(|hex| hex.strip_prefix("0x"));
            stack_pointers.extend(pointer.and_then(|hex| u64::from_str_radix(hex, 16).ok()));
        }
        Ok(Self {
            memory,
            stack_pointers,
        })
    }

    pub(super) fn owner(&self, run: &Run, address: u64) -> Owner {
        let is_stack = |pointer: &u64| run.whole.contains(pointer);
        match run.mapping.split_once(' ').map(|(_, name)| name) {
            Some("[heap]") => Owner::Malloc,
            Some("[stack]") => Owner::Stack,
            Some("anonymous") if self.stack_pointers.iter().any(is_stack) => Owner::Stack,
            Some("anonymous") if self.is_of_an_arena(address) => Owner::Malloc,
            Some("anonymous") => Owner::WebKit,
            _ => Owner::Named,
        }
    }

    /// Each piece begins with the address of its arena, which stands behind the head of the arena's first.
    fn is_of_an_arena(&self, address: u64) -> bool {
        let arena_of = |place: u64| {
            let mut word = [0; 8];
            let read = self.memory.read_exact_at(&mut word, place & !(HEAP - 1));
            read.ok().map(|()| u64::from_ne_bytes(word))
        };
        let Some(arena) = arena_of(address) else {
            return false;
        };
        (1..=0x100).contains(&(arena & (HEAP - 1))) && arena_of(arena) == Some(arena)
    }
}
