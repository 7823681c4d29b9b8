//! Node and the packages of `ui/`.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use super::system;
use crate::{process, repo};

/// The oldest Node that the locked packages run on.
const OLDEST: u32 = 20;

/// Installs exactly what `ui/package-lock.json` names, if that is not what is there.
pub(crate) fn packages() -> anyhow::Result<()> {
    check_version()?;
    let ui = repo::ui();
    let lock = fs::read(ui.join("package-lock.json")).context("ui/package-lock.json")?;
    // A copy of the lock beside what it installed: npm's own record is in another form.
    let installed = ui.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|old| old == lock) {
        return Ok(());
    }
    process::run(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    if system::is_ubuntu() {
        // There the system's own package is only a pointer to a snap.
        process::run(npm().args([
            "exec",
            "--",
            "playwright",
            "install",
            "--with-deps",
            "chromium",
        ]))?;
    }
    fs::write(installed, lock).context("ui/node_modules")
}

/// `npm`, in `ui/`.
pub(crate) fn npm() -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(repo::ui());
    npm
}

/// `npm run <script>`, in `ui/`.
pub(crate) fn npm_run(script: &str) -> Command {
    let mut npm = npm();
    npm.args(["run", "--silent", script]);
    npm
}

fn check_version() -> anyhow::Result<()> {
    let Ok(reply) = Command::new("node").arg("--version").output() else {
        bail!("Node {OLDEST} or newer is missing: https://nodejs.org");
    };
    let version = String::from_utf8_lossy(&reply.stdout).trim().to_owned();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    ensure!(
        major.is_some_and(|major| major >= OLDEST),
        "Node {OLDEST} or newer is needed; this one is {version}"
    );
    Ok(())
}
