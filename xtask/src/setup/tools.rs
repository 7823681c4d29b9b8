//! Programs built from crates, kept in `target/tools` so that nothing lands in the person's home.

use std::path::PathBuf;

use crate::{process, repo};

/// The driver between WebDriver and the window (2.x: the registry's newest are alphas of the next version).
pub(crate) fn tauri_driver() -> anyhow::Result<PathBuf> {
    provide("tauri-driver", "2.1.0")
}

/// What checks licences, sources and doubled crates against `deny.toml`.
pub(crate) fn cargo_deny() -> anyhow::Result<PathBuf> {
    provide("cargo-deny", "0.20.2")
}

/// The program of a crate, built at its first use.
fn provide(name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let root = repo::target().join("tools");
    let program = root
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    // The version is in the stamp's name, so that raising it here builds anew.
    let stamp = root.join(format!("{name}-{version}"));
    if !(program.exists() && stamp.exists()) {
        println!("Building {name} {version}, once");
        process::run(
            process::cargo()
                // A debug build: these work for seconds, and build in a third of the time.
                .args([
                    "install",
                    name,
                    "--version",
                    version,
                    "--locked",
                    "--debug",
                    "--quiet",
                    "--force",
                ])
                .arg("--root")
                .arg(&root)
                .env("CARGO_TARGET_DIR", root.join("build")),
        )?;
        std::fs::write(stamp, "")?;
    }
    Ok(program)
}
