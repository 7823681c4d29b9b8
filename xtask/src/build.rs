//! Building the desktop. One set of features everywhere, so that nothing is built twice.

use std::process::Command;

use crate::setup::npm_run;
use crate::{process, repo};

/// Serves the screens from the binary, as a package does, rather than from a development server.
pub(crate) const FEATURES: &str = "shengshitong/custom-protocol";

/// The screens, into `ui/build`, from where the shell's build takes them in.
pub(crate) fn screens() -> anyhow::Result<()> {
    process::run(&mut npm_run("build"))
}

/// The desktop and the reference platform, with the `dev` profile.
pub(crate) fn programs() -> anyhow::Result<()> {
    process::run(workspace("build").arg("--bins"))
}

/// A cargo command over the whole workspace.
pub(crate) fn workspace(command: &str) -> Command {
    let mut cargo = process::cargo();
    cargo.args([command, "--workspace", "--locked", "--features", FEATURES]);
    cargo
}

/// Passes the built programs' places on to the tests in the real window.
pub(crate) fn point_out(command: &mut Command) {
    command
        .env("SST_E2E_APP", repo::built("shengshitong"))
        .env("SST_E2E_PLATFORM", repo::built("sst-platform"));
}
