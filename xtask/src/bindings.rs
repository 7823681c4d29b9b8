//! `cargo xtask bindings`: `ui/src/lib/bindings.ts`, generated from the shell's commands.

use std::fs;

use anyhow::{Context as _, bail};

use crate::{build, process, repo};

/// Writes the file, or with `check` fails if it is not what the commands say now.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let committed = repo::ui().join("src/lib/bindings.ts");
    if !check {
        return export(&committed);
    }
    let fresh = repo::target().join("bindings.ts");
    export(&fresh)?;
    let read = |path: &std::path::Path| fs::read(path).with_context(|| path.display().to_string());
    if read(&fresh)? != read(&committed)? {
        bail!("ui/src/lib/bindings.ts is not what the commands say now. Run: cargo xtask bindings");
    }
    Ok(())
}

fn export(path: &std::path::Path) -> anyhow::Result<()> {
    let mut cargo = process::cargo();
    cargo.args([
        "run",
        "--locked",
        "--quiet",
        "--package",
        "shengshitong",
        "--features",
        build::FEATURES,
    ]);
    process::run(cargo.args(["--example", "bindings", "--"]).arg(path))
}
