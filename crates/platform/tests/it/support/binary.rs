//! The binary as a person runs it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// Runs the binary to its end.
pub(crate) fn run(arguments: &[impl AsRef<OsStr>]) -> Output {
    command().args(arguments).output().unwrap()
}

/// What it printed, if all went well.
#[track_caller]
pub(crate) fn run_ok(arguments: &[impl AsRef<OsStr>]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What it said when it refused.
#[track_caller]
pub(crate) fn run_refused(arguments: &[impl AsRef<OsStr>]) -> String {
    let output = run(arguments);
    assert!(!output.status.success());
    assert!(
        output.stdout.is_empty(),
        "a refusal prints nothing on standard output"
    );
    String::from_utf8(output.stderr).unwrap()
}

fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sst-platform"))
}

/// A server of its own process.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    codes: PathBuf,
}

impl Server {
    /// Starts on any free port; codes go to a file in the data folder's parent.
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        let codes = data.with_extension("codes");
        let mut command = command();
        command
            .arg("serve")
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data);
        command
            .arg("--sms")
            .arg(format!("file:{}", codes.display()))
            .args(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .trim_end()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Self { child, url, codes }
    }

    /// The code that was sent last.
    pub(crate) fn last_code(&self) -> String {
        let text = std::fs::read_to_string(&self.codes).unwrap();
        let line: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        line["code"].as_str().unwrap().to_owned()
    }

    /// Asks it to stop as a service manager does; gives the rest of standard output, and standard error.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> (String, String) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        let (mut out, mut err) = (String::new(), String::new());
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert!(self.child.wait().unwrap().success(), "{err}");
        (out, err)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
