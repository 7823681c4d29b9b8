//! `cargo xtask icons`: what is generated from `icons/icon.svg`.

#[cfg(feature = "icons")]
mod draw;

/// Writes the files, or with `check` compares them with what would be written.
#[cfg(feature = "icons")]
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    use anyhow::{Context as _, bail};

    use crate::repo;

    let folder = repo::root().join("icons");
    let svg = std::fs::read(folder.join("icon.svg")).context("icons/icon.svg")?;
    let mut stale = Vec::new();
    for file in draw::all(&svg)? {
        let path = folder.join(file.name);
        if check {
            if std::fs::read(&path).ok().as_ref() != Some(&file.bytes) {
                stale.push(file.name);
            }
        } else {
            std::fs::write(&path, &file.bytes).with_context(|| path.display().to_string())?;
            println!("icons/{}  {} bytes", file.name, file.bytes.len());
        }
    }
    if !stale.is_empty() {
        bail!(
            "not drawn from icons/icon.svg as it is now: {}. Run: cargo xtask icons",
            stale.join(", ")
        );
    }
    Ok(())
}

/// Builds this program again with the rasteriser and hands over.
#[cfg(not(feature = "icons"))]
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    use crate::process;

    let mut cargo = process::cargo();
    cargo.args([
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "icons",
        "--",
        "icons",
    ]);
    if check {
        cargo.arg("--check");
    }
    process::run(&mut cargo)
}
