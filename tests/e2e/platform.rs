//! The reference platform, as a program of its own: started, stopped, and asked to act as an official.

mod configuration;
mod policy;

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::session::{Built, Process, wait_for};
use crate::wire::Wire;
pub(crate) use configuration::Configuration;
pub(crate) use policy::Published;

/// What goes over the wire and must never reach a disk.
const SECRETS: [&str; 5] = [
    "access_token",
    "refresh_token",
    "auth_session",
    "authorization_code",
    "code_verifier",
];

/// A platform with data of its own, which outlive a stop.
pub(crate) struct Platform {
    folder: PathBuf,
    wire: Wire,
    process: Option<Process>,
    address: Option<SocketAddr>,
}

impl Platform {
    /// Starts it on a free port, with the sample data.
    pub(crate) fn start(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut platform = Self {
            folder: folder.to_owned(),
            wire: Wire::new()?,
            process: None,
            address: None,
        };
        platform.command(&["seed"], &[])?;
        platform.resume()?;
        Ok(platform)
    }

    /// The address for the app's configuration; it stays the same over a stop.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.wire.address())
    }

    /// Ends it with SIGKILL, so that what it acknowledged must already be on its disk.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Starts it again.
    pub(crate) fn resume(&mut self) -> anyhow::Result<()> {
        let log = self.folder.join("serve.log");
        let mut command = Command::new(Built::platform());
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--resend-after",
            "1",
            "--issuer",
            &self.url(),
        ]);
        command
            .args(["--sms", &format!("file:{}", self.sms().display()), "--data"])
            .arg(self.data());
        let process = Process::start("serve", &mut command, &self.folder)?;
        let address: SocketAddr = wait_for("the platform", Duration::from_secs(20), || {
            let text = fs::read_to_string(&log)?;
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("listening on http://"));
            Ok(line.and_then(|address| address.trim().parse().ok()))
        })?;
        self.wire.lead_to(address);
        self.address = Some(address);
        self.process = Some(process);
        Ok(())
    }

    /// Where the platform itself listens.
    pub(crate) fn address(&self) -> anyhow::Result<SocketAddr> {
        self.address.context("the platform was not started")
    }

    /// Has the app talk to somebody else from now on, until the platform is started again.
    pub(crate) fn lead_to(&self, address: SocketAddr) {
        self.wire.lead_to(address);
    }

    /// Runs one of its commands on its data and gives back what it printed.
    pub(crate) fn command(&self, name: &[&str], arguments: &[&str]) -> anyhow::Result<String> {
        let mut command = Command::new(Built::platform());
        command
            .args(name)
            .arg("--data")
            .arg(self.data())
            .args(arguments);
        let reply = command.output().context("sst-platform did not start")?;
        ensure!(
            reply.status.success(),
            "sst-platform {}: {}",
            name.join(" "),
            String::from_utf8_lossy(&reply.stderr)
        );
        Ok(String::from_utf8_lossy(&reply.stdout).into_owned())
    }

    /// How many codes were sent so far.
    pub(crate) fn codes_sent(&self) -> usize {
        self.codes().len()
    }

    /// The code after the first `seen` ones, waited for.
    pub(crate) fn code_after(&self, seen: usize) -> anyhow::Result<String> {
        wait_for("the code", Duration::from_secs(10), || {
            Ok(self.codes().get(seen).cloned())
        })
    }

    /// Every token that the platform handed out, as it went over the wire.
    pub(crate) fn tokens(&self) -> BTreeSet<String> {
        SECRETS
            .iter()
            .flat_map(|name| self.wire.values(name))
            .filter(|token| !token.is_empty())
            .collect()
    }

    fn codes(&self) -> Vec<String> {
        let text = fs::read_to_string(self.sms()).unwrap_or_default();
        let code = |line| {
            serde_json::from_str::<Value>(line).ok()?["code"]
                .as_str()
                .map(str::to_owned)
        };
        text.lines().filter_map(code).collect()
    }

    fn sms(&self) -> PathBuf {
        self.folder.join("sms")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}
