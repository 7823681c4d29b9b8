//! `cargo xtask test`: everything that must hold before a change goes in.

use std::net::TcpListener;

use crate::stages::Stages;
use crate::{bindings, build, icons, journey, process, sbom, setup};

/// Runs every stage, prints a table of them, and fails if one did.
pub(crate) fn run() -> anyhow::Result<()> {
    let mut stages = Stages::default();
    stages.run("set-up", setup::tests);
    stages.run("formatting", || {
        process::run(process::cargo().args(["fmt", "--all", "--check"]))
    });
    stages.run("icons", || icons::run(true));
    stages.run_after("set-up", "screens: build", build::screens);
    stages.run_after("screens: build", "lints", lints);
    stages.run_after("screens: build", "build", || {
        process::run(build::workspace("build").arg("--all-targets"))
    });
    stages.run_after("build", "bindings", || bindings::run(true));
    stages.run_after("build", "tests", || {
        process::run(&mut build::workspace("test"))
    });
    stages.run_after("set-up", "screens: check", || screens("check"));
    stages.run_after("set-up", "screens: tests", || screens("test"));
    stages.run_after("screens: build", "screens: browser", || {
        screens("test:browser")
    });
    stages.run_after("build", "login pages", login_pages);
    stages.run_after("build", "another language", another_language);
    stages.run_after("set-up", "dependencies", dependencies);
    stages.run_after("set-up", "bill of materials", sbom::run);
    stages.run_after("build", "the real window", || journey::run(None));
    stages.finish()
}

fn lints() -> anyhow::Result<()> {
    process::run(build::workspace("clippy").args([
        "--all-targets",
        "--quiet",
        "--",
        "--deny",
        "warnings",
    ]))
}

fn screens(script: &str) -> anyhow::Result<()> {
    let mut npm = setup::npm_run(script);
    npm.env("SCREENS_PORT", free_port()?.to_string());
    if let Some(chromium) = process::path_of("chromium") {
        npm.env("CHROMIUM_PATH", chromium);
    }
    process::run(&mut npm)
}

/// The platform's pages in a real browser, and the client against a server of others.
fn login_pages() -> anyhow::Result<()> {
    let mut cargo = build::workspace("test");
    cargo.args(["--test", "system", "--"]);
    cargo.args(["--ignored", "--test-threads=1", "ways"]);
    if let Some(chromium) = process::path_of("chromium") {
        cargo.env("CHROMIUM_PATH", chromium);
    }
    process::run(&mut cargo)
}

/// What this client writes, read by a program in another language.
fn another_language() -> anyhow::Result<()> {
    let mut cargo = build::workspace("test");
    cargo.args(["--test", "system", "--", "--ignored", "independent"]);
    process::run(&mut cargo)
}

/// A port that nobody listens on: another run of the same tests may be under way.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn dependencies() -> anyhow::Result<()> {
    // The check looks at the crates of every system, also those that building here never needed.
    process::run(process::cargo().args(["fetch", "--locked", "--quiet"]))?;
    let mut deny = process::command(setup::cargo_deny()?);
    process::run(deny.args(["--offline", "check", "bans", "licenses", "sources"]))
}
