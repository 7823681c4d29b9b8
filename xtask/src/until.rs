//! Running a program until it ends, or until this one is asked to: nothing that it started outlives it.

use std::process::Command;

use anyhow::{Context as _, ensure};
use tokio::runtime::{Builder, Runtime};

/// From when it is made on, being asked to end (SIGTERM) does not end this program by itself.
pub(crate) struct Asked {
    runtime: Runtime,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Asked {
    /// Begins to listen.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        #[cfg(unix)]
        let terminate = {
            use tokio::signal::unix::{SignalKind, signal};
            let _within = runtime.enter();
            signal(SignalKind::terminate())?
        };
        Ok(Self {
            runtime,
            #[cfg(unix)]
            terminate,
        })
    }

    /// Runs `command` to its end; ends it where this program is asked to end, which is no error.
    pub(crate) fn run(self, command: Command) -> anyhow::Result<()> {
        let name = command.get_program().to_string_lossy().into_owned();
        #[cfg(unix)]
        let mut terminate = self.terminate;
        self.runtime.block_on(async {
            #[cfg(unix)]
            let asked = terminate.recv();
            #[cfg(not(unix))]
            let asked = std::future::pending::<Option<()>>();
            let mut child = tokio::process::Command::from(command)
                .spawn()
                .with_context(|| format!("could not start {name}"))?;
            tokio::select! {
                status = child.wait() => {
                    let status = status?;
                    ensure!(status.success(), "{name} ended with {status}");
                }
                _ = asked => child.kill().await?,
            }
            Ok(())
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::process;

    fn shell(script: &str) -> Command {
        let mut shell = process::command("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn a_program_ends_by_itself_or_with_this_one() {
        Asked::listen().unwrap().run(shell("exit 0")).unwrap();
        let failed = Asked::listen().unwrap().run(shell("exit 3"));
        assert!(failed.unwrap_err().to_string().contains('3'));
        // It asks the program that runs it to end, and would go on for a minute.
        let begun = Instant::now();
        let asked = Asked::listen().unwrap();
        asked.run(shell("kill -TERM $PPID; exec sleep 60")).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
