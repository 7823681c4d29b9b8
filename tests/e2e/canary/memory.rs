//! The search through the memory of a running process.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::Canary;
use super::owner::{Owner, Owners};
use super::pages::{Run, in_use};
use super::shapes::Shapes;
use crate::session::wait_for;

/// How much is read at once.
const PIECE: u64 = 4 << 20;
/// The smallest of programs uses more.
const LEAST: u64 = 64 << 10;

/// Where in memory a canary was found. It carries the canary's name, never its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MemoryHit {
    pub(crate) canary: String,
    pub(crate) encoding: &'static str,
    /// The mapping that it begins in, with its permissions.
    pub(crate) mapping: String,
    pub(crate) owner: Owner,
    pub(crate) address: u64,
}

/// Stops a process, looks through all of its memory that is in use, and lets it go on. An error if there was
/// next to nothing to look through, because then finding nothing would mean nothing.
pub(crate) fn search_memory(pid: Pid, canaries: &[Canary]) -> anyhow::Result<Vec<MemoryHit>> {
    let shapes = Shapes::of(canaries)?;
    let _stopped = Stopped::stop(pid)?;
    let memory = File::open(format!("/proc/{}/mem", pid.as_raw_nonzero()))?;
    let runs = in_use(pid)?;
    let bytes: u64 = runs.iter().map(Run::bytes).sum();
    ensure!(bytes > LEAST, "only {bytes} bytes are in use");
    let owners = Owners::of(pid, &memory)?;
    look_through(&memory, &runs, &shapes, &owners)
}

fn look_through(
    memory: &File,
    runs: &[Run],
    shapes: &Shapes,
    owners: &Owners<'_>,
) -> anyhow::Result<Vec<MemoryHit>> {
    let overlap = shapes.longest().saturating_sub(1);
    let mut hits = Vec::new();
    // Begins with the end of what was read before, so that what lies across a border is seen.
    let mut buffer: Vec<u8> = Vec::new();
    let mut next = 0;
    for run in runs {
        if run.addresses.start != next {
            buffer.clear();
        }
        next = run.addresses.start;
        while next < run.addresses.end {
            let kept = buffer.len();
            let length = PIECE.min(run.addresses.end - next);
            buffer.resize(kept + usize::try_from(length)?, 0);
            memory
                .read_exact_at(&mut buffer[kept..], next)
                .with_context(|| format!("{next:x}: {}", run.mapping))?;
            let begins = next - u64::try_from(kept)?;
            for found in shapes.found_in(&buffer) {
                let address = begins + u64::try_from(found.start)?;
                hits.push(MemoryHit {
                    canary: found.canary.to_owned(),
                    encoding: found.encoding,
                    mapping: run.mapping.clone(),
                    owner: owners.owner(run, address),
                    address,
                });
            }
            next += length;
            buffer.drain(..buffer.len().saturating_sub(overlap));
        }
    }
    hits.sort();
    hits.dedup();
    Ok(hits)
}

/// A process that stands still until this is dropped.
struct Stopped(Pid);

impl Stopped {
    fn stop(pid: Pid) -> anyhow::Result<Self> {
        kill_process(pid, Signal::STOP)?;
        let stopped = Self(pid);
        wait_for("the process to stand still", Duration::from_secs(5), || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))?;
            let state = stat
                .rsplit_once(") ")
                .map(|(_, rest)| rest.starts_with('T'));
            Ok(state.unwrap_or(false).then_some(()))
        })?;
        Ok(stopped)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        // An error means that it has ended.
        let _ = kill_process(self.0, Signal::CONT);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};

    use super::*;
    use crate::session::Process;

    #[test]
    fn what_another_process_holds_is_found_and_what_it_does_not_hold_is_not() {
        let canaries = [
            Canary::new("held", "测试街九十九号"),
            Canary::key("other", b"0123456789abcdef"),
        ];
        let mut command = Command::new("sh");
        command
            .args(["-c", "read -r line; echo ready; read -r end"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut shell = Process::start_with("sh", &mut command).unwrap();
        let mut to = shell.child().stdin.take().unwrap();
        writeln!(to, "测试街九十九号").unwrap();
        let mut from = BufReader::new(shell.child().stdout.take().unwrap());
        from.read_line(&mut String::new()).unwrap();
        let hits = search_memory(Pid::from_child(shell.child()), &canaries).unwrap();
        assert!(!hits.is_empty());
        assert!(hits.iter().all(|hit| hit.canary == "held"), "{hits:?}");
        // It goes on.
        writeln!(to).unwrap();
        assert!(shell.child().wait().unwrap().success());
    }

    #[test]
    fn what_lies_across_a_border_is_found_once_and_nothing_beyond_a_gap() {
        let canary = Canary::new("held", "测试街九十九号");
        let shapes = Shapes::of(std::slice::from_ref(&canary)).unwrap();
        let mut bytes = vec![0; 2 * PIECE as usize];
        let place = |at: u64| at as usize - 5..at as usize - 5 + canary.bytes().len();
        bytes[place(PIECE)].copy_from_slice(canary.bytes());
        bytes[place(4096)].copy_from_slice(canary.bytes());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("memory");
        std::fs::write(&path, &bytes).unwrap();
        let memory = File::open(&path).unwrap();
        let run = |addresses: std::ops::Range<u64>| Run {
            whole: addresses.clone(),
            addresses,
            mapping: "rw-p [heap]".to_owned(),
        };
        let owners = Owners::of(rustix::process::getpid(), &memory).unwrap();
        let found = |runs: &[Run]| {
            let hits = look_through(&memory, runs, &shapes, &owners).unwrap();
            hits.iter().map(|hit| hit.address).collect::<Vec<_>>()
        };
        let whole = [4096 - 5, PIECE - 5];
        assert_eq!(found(&[run(0..2 * PIECE)]), whole, "between two pieces");
        assert_eq!(found(&[run(0..4096), run(4096..2 * PIECE)]), whole);
        assert_eq!(found(&[run(0..4096), run(8192..2 * PIECE)]), [PIECE - 5]);
    }
}
