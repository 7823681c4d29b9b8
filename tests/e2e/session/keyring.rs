//! A real Secret Service, unlocked, with its files in the session's home.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;

use super::place::Place;
use super::process::{Process, wait_for};

pub(super) fn start(place: &Place) -> anyhow::Result<Process> {
    let log = std::fs::File::create(place.harness().join("keyring.log"))?;
    let mut command = place.command(Path::new("gnome-keyring-daemon"));
    command.args(["--unlock", "--components=secrets", "--foreground"]);
    command
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut daemon = Process::start_with("gnome-keyring-daemon", &mut command)?;
    daemon
        .child()
        .stdin
        .take()
        .context("the keyring's standard input")?
        .write_all(b"a test's password")?;
    // Asking a service that is not there yet would have the bus start a second, locked one.
    wait_for("the keyring's name", Duration::from_secs(20), || {
        Ok(is_on_the_bus(place)?.then_some(()))
    })?;
    wait_for("the keyring", Duration::from_secs(10), || {
        Ok(keeps_a_secret(place)?.then_some(()))
    })?;
    Ok(daemon)
}

fn is_on_the_bus(place: &Place) -> anyhow::Result<bool> {
    let reply = place
        .command(Path::new("dbus-send"))
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/",
        ])
        .args(["org.freedesktop.DBus.NameHasOwner"])
        .arg("string:org.freedesktop.secrets")
        .output()?;
    Ok(String::from_utf8_lossy(&reply.stdout).contains("boolean true"))
}

/// Stores something and reads it back, so that no test runs against a keyring that only seems to be there.
fn keeps_a_secret(place: &Place) -> anyhow::Result<bool> {
    let tool = || {
        // Before a dialogue that nobody answers it would wait without end.
        let mut tool = place.command(Path::new("timeout"));
        tool.args(["5", "secret-tool"]);
        tool
    };
    let mut store = tool()
        .args(["store", "--label=probe", "probe", "harness"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    store
        .stdin
        .take()
        .context("secret-tool's standard input")?
        .write_all(b"kept")?;
    if !store.wait()?.success() {
        return Ok(false);
    }
    let found = tool().args(["lookup", "probe", "harness"]).output()?;
    tool().args(["clear", "probe", "harness"]).status()?;
    Ok(found.stdout == b"kept")
}
