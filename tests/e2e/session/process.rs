//! A program that ends when its owner does.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process_group};

/// A running program in a process group of its own.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts the program; what it prints goes to `<name>.log` in `logs`.
    pub(crate) fn start(name: &str, command: &mut Command, logs: &Path) -> anyhow::Result<Self> {
        let log = File::create(logs.join(format!("{name}.log")))?;
        command
            .stdout(log.try_clone()?)
            .stderr(log)
            .stdin(Stdio::null());
        Self::start_with(name, command)
    }

    /// Starts the program with the streams as the caller set them.
    pub(crate) fn start_with(name: &str, command: &mut Command) -> anyhow::Result<Self> {
        // A group of its own, so that what it starts in turn ends with it.
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not start {name}"))?;
        Ok(Self { child })
    }

    /// The streams that were asked for as pipes.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Asks the program and its children to end, and makes them after two seconds.
    pub(crate) fn stop(&mut self) {
        self.signal(Signal::TERM);
        let patience = Instant::now() + Duration::from_secs(2);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.kill();
    }

    /// Ends the program and its children with SIGKILL, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }

    /// It keeps its connections, and answers nobody.
    pub(crate) fn stand_still(&self) {
        self.signal(Signal::STOP);
    }

    /// It goes on where it stood.
    pub(crate) fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // An error means that nobody is left to signal.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Asks every 50 ms until there is an answer.
pub(crate) fn wait_for<T>(
    what: &str,
    patience: Duration,
    mut ask: impl FnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if Instant::now() > end {
            bail!("{what}: nothing within {} s", patience.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
