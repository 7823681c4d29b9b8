//! Running other programs.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead as _, BufReader, IsTerminal as _, PipeReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::repo;

/// A command that runs in the workspace root.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repo::root());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// How many of the last lines of a command that failed are repeated.
const LAST_LINES: usize = 60;

/// How long the rest of its output is waited for once a command has ended.
const GRACE: Duration = Duration::from_secs(2);

/// A command that did not succeed.
#[derive(Debug)]
pub(crate) struct Unsuccessful {
    shown: String,
    status: ExitStatus,
    /// The last of what it printed; empty where it printed to a terminal.
    pub(crate) last_lines: VecDeque<String>,
}

impl fmt::Display for Unsuccessful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ended with {}", self.shown, self.status)
    }
}

impl std::error::Error for Unsuccessful {}

/// Runs to the end; anything but success is an error that shows the command line. What it prints is passed
/// on; where nobody watches, its end is kept too, for the summary of a long log.
///
/// # Errors
///
/// [`Unsuccessful`], or that it could not be started.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let line = shown(command);
    let could_not = || format!("could not start {line}");
    let (status, last_lines) = if std::io::stdout().is_terminal() {
        let status = command.status();
        (status.with_context(could_not)?, VecDeque::new())
    } else {
        let (reader, writer) = std::io::pipe()?;
        let started = command.stdout(writer.try_clone()?).stderr(writer).spawn();
        // The command holds the other end of the pipe, which has to be gone before the reading can end.
        command.stdout(Stdio::inherit());
        command.stderr(Stdio::inherit());
        let mut child = started.with_context(could_not)?;
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (keep, (done, read)) = (Arc::clone(&kept), mpsc::channel());
        std::thread::spawn(move || {
            pass_on(reader, &keep);
            // Nobody may be waiting any more.
            let _ = done.send(());
        });
        let status = child.wait()?;
        // A program that it leaves behind may hold the pipe: what counts is that it has ended itself.
        let _ = read.recv_timeout(GRACE);
        (status, std::mem::take(&mut *lock(&kept)))
    };
    if status.success() {
        return Ok(());
    }
    Err(Unsuccessful {
        shown: line,
        status,
        last_lines,
    }
    .into())
}

fn pass_on(from: PipeReader, keep: &Mutex<VecDeque<String>>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let _ = std::io::stdout().write_all(&line);
        let mut keep = lock(keep);
        if keep.len() == LAST_LINES {
            keep.pop_front();
        }
        keep.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
        line.clear();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs to the end and returns what it wrote on its standard output.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start {}", shown(command)))?;
    let status = output.status;
    ensure!(status.success(), "{} ended with {status}", shown(command));
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a program of this name is on the path.
pub(crate) fn found(name: &str) -> bool {
    path_of(name).is_some()
}

/// Where a program of this name lies on the path.
pub(crate) fn path_of(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The command line as a person would type it, without the environment.
fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_what_a_failed_command_printed_is_kept() {
        let mut shell = command("sh");
        shell.args(["-c", "seq 1 100; echo last >&2; exit 3"]);
        let (reader, writer) = std::io::pipe().unwrap();
        let keep = Mutex::new(VecDeque::new());
        shell.stdout(writer.try_clone().unwrap()).stderr(writer);
        let mut child = shell.spawn().unwrap();
        drop(shell);
        pass_on(reader, &keep);
        assert_eq!(child.wait().unwrap().code(), Some(3));
        let kept = lock(&keep);
        assert_eq!(kept.len(), LAST_LINES);
        assert_eq!(kept.back().unwrap(), "last");
        assert_eq!(kept.front().unwrap(), "42");
    }
}
