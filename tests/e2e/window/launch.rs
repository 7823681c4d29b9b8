//! How the app is started: through a small script of the test's own, which notes the process id, keeps
//! what the app prints among the files that are searched for leaks, and can put a tracer beside it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::Pid;

use crate::session::{Place, wait_for};
use crate::trace;

/// What to start, and how.
#[derive(Clone)]
pub(crate) struct Launch {
    app: PathBuf,
    variables: Vec<(String, String)>,
    trace: Option<PathBuf>,
    pid_file: PathBuf,
}

impl Launch {
    /// The app with this configuration file.
    pub(crate) fn new(app: PathBuf, place: &Place, configuration: &Path) -> Self {
        Self {
            app,
            variables: vec![("SST_CONFIG".into(), configuration.display().to_string())],
            trace: None,
            pid_file: place.harness().join("app.pid"),
        }
    }

    /// One more environment variable.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Records what the whole process tree asks of the system into a file.
    pub(crate) fn traced(mut self, into: &Path) -> Self {
        self.trace = Some(into.to_owned());
        self
    }

    /// Writes the script that starts the app.
    pub(crate) fn script(&self, place: &Place) -> anyhow::Result<PathBuf> {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let path = |path: &Path| quoted(&path.display().to_string());
        let log = place.person().join("home/app.log");
        let mut script = format!("#!/bin/sh\necho $$ > {}\n", path(&self.pid_file));
        for (name, value) in &self.variables {
            script += &format!("export {name}={}\n", quoted(value));
        }
        let tracer = self
            .trace
            .as_deref()
            .map(trace::command_line)
            .unwrap_or_default();
        script += &format!(
            "exec {tracer} {} \"$@\" >> {} 2>&1\n",
            path(&self.app),
            path(&log)
        );
        let file = place.harness().join("app.sh");
        let _ = fs::remove_file(&self.pid_file);
        fs::write(&file, script)?;
        fs::set_permissions(&file, Permissions::from_mode(0o700))?;
        Ok(file)
    }

    /// The process id that the script noted. Script, tracer's tracee and app are one process.
    pub(crate) fn pid(&self) -> anyhow::Result<Pid> {
        wait_for("the app's process id", Duration::from_secs(5), || {
            let text = fs::read_to_string(&self.pid_file).unwrap_or_default();
            Ok(text.trim().parse().ok().and_then(Pid::from_raw))
        })
        .context("the app was not started")
    }
}
