//! The reference platform, as a program of its own: started, stopped, and asked to act as an official.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::session::{Built, Process, wait_for};

/// A platform with data of its own, which outlive a stop.
pub(crate) struct Platform {
    folder: PathBuf,
    address: SocketAddr,
    process: Option<Process>,
}

impl Platform {
    /// Starts it on a free port, with the sample data.
    pub(crate) fn start(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut platform = Self {
            folder: folder.to_owned(),
            address: any,
            process: None,
        };
        platform.command(&["seed"])?;
        platform.resume()?;
        Ok(platform)
    }

    /// The address for the app's configuration.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it with SIGKILL, so that what it acknowledged must already be on its disk.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Starts it again where it was.
    pub(crate) fn resume(&mut self) -> anyhow::Result<()> {
        let log = self.folder.join("serve.log");
        let mut command = Command::new(Built::platform());
        command
            .args(["serve", "--listen", &self.address.to_string(), "--data"])
            .arg(self.data());
        command.args(["--sms", "file"]);
        let process = Process::start("serve", &mut command, &self.folder)?;
        self.address = wait_for("the platform", Duration::from_secs(20), || {
            let text = fs::read_to_string(&log)?;
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("listening on http://"));
            Ok(line.and_then(|address| address.trim().parse().ok()))
        })?;
        self.process = Some(process);
        Ok(())
    }

    /// Runs one of its commands on its data and gives back what it printed.
    pub(crate) fn command(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let mut command = Command::new(Built::platform());
        command.args(arguments).arg("--data").arg(self.data());
        let reply = command.output().context("sst-platform did not start")?;
        let printed = String::from_utf8_lossy(&reply.stdout).into_owned();
        ensure!(
            reply.status.success(),
            "sst-platform {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&reply.stderr)
        );
        Ok(printed)
    }

    /// How the app is set up to talk to it.
    pub(crate) fn configuration(&self) -> Configuration {
        Configuration::sample(&self.url())
    }

    /// Where its data lie.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

/// A machine's configuration file.
pub(crate) struct Configuration(Value);

impl Configuration {
    /// The package's own sample policy and key.
    pub(crate) fn sample(platform_url: &str) -> Self {
        Self(json!({ "platform_url": platform_url }))
    }

    /// An operator's policy and key.
    pub(crate) fn with_policy(mut self, bundle: &Path, key: &str) -> Self {
        self.0["policy_bundle"] = json!(bundle);
        self.0["policy_keys"] = json!([key]);
        self
    }

    /// Writes it and answers with its path.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
        let path = folder.join("config.json");
        fs::write(&path, serde_json::to_vec_pretty(&self.0)?)?;
        Ok(path)
    }
}
