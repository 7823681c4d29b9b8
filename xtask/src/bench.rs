//! `cargo xtask bench`: measurements beside a peer, in one run.

mod seal;

pub(crate) use seal::seal;

use crate::{build, process, repo, setup};

/// `cargo xtask bench startup`: the packaged window beside a bare one. Builds both with the `release` profile and measures them in turn on a virtual display.
pub(crate) fn startup() -> anyhow::Result<()> {
    let driver = setup::window()?;
    build::screens()?;
    let mut release = process::cargo();
    release.args([
        "build",
        "--release",
        "--locked",
        "--package",
        "shengshitong",
        "--features",
        build::FEATURES,
    ]);
    process::run(release.args(["--bin", "shengshitong", "--example", "bare"]))?;
    let built = repo::target().join("release");
    let mut measurement = build::workspace("test");
    measurement.args([
        "--test",
        "e2e",
        "--",
        "--ignored",
        "--exact",
        "startup::startup",
        "--nocapture",
    ]);
    measurement
        .env("SST_E2E_DRIVER", driver)
        .env("SST_E2E_APP", built.join("shengshitong"))
        .env("SST_E2E_BARE", built.join("examples/bare"));
    process::run(&mut measurement)
}
