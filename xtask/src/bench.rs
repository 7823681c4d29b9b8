//! `cargo xtask bench`: measurements beside a peer, in one run.

mod seal;

pub(crate) use seal::seal;

use crate::{build, process, repo, setup};

/// `cargo xtask bench startup`: the packaged window beside a bare one. Builds both with the `release` profile and measures them in turn on a virtual display.
pub(crate) fn startup() -> anyhow::Result<()> {
    in_the_window("startup::startup", &["--example", "bare"])
}

/// `cargo xtask bench keyring`: the packaged window under a keyring that takes calls and never answers, and under the same one that answers.
pub(crate) fn keyring() -> anyhow::Result<()> {
    in_the_window(
        "startup::keyring::hung_keyring",
        &["--package", "sst-platform", "--bin", "sst-platform"],
    )
}

/// `cargo xtask bench receipts`: ten thousand receipts verified, beside their signatures alone.
pub(crate) fn receipts() -> anyhow::Result<()> {
    let mut cargo = process::cargo();
    cargo.args(["bench", "--quiet", "--locked", "--package", "sst-domain"]);
    process::run(cargo.args(["--bench", "receipts"]))
}

/// `cargo xtask bench sync`: a thousand edits that cannot be joined, over wires of three lengths, a poll without news, and a
/// hundred calls whose token has run out, against what the contract allows. It fails where a bound is broken.
pub(crate) fn sync() -> anyhow::Result<()> {
    let mut measurement = build::workspace("test");
    measurement.args(["--release", "--quiet", "--test", "system", "--"]);
    measurement.args(["--ignored", "--exact", "faults::batches::figures"]);
    process::run(measurement.arg("--nocapture"))
}

/// Builds the desktop with the `release` profile, and what else is named, and runs one measurement of the
/// window's tests with them.
fn in_the_window(name: &str, built_too: &[&str]) -> anyhow::Result<()> {
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
    process::run(release.args(["--bin", "shengshitong"]).args(built_too))?;
    let built = repo::target().join("release");
    let mut measurement = build::workspace("test");
    measurement.args(["--test", "e2e", "--", "--ignored", "--exact", name]);
    measurement
        .arg("--nocapture")
        .env("SST_E2E_DRIVER", driver)
        .env("SST_E2E_APP", built.join("shengshitong"))
        .env("SST_E2E_BARE", built.join("examples/bare"))
        .env("SST_E2E_PLATFORM", built.join("sst-platform"));
    process::run(&mut measurement)
}
