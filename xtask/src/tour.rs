//! `cargo xtask tour`: a picture of each screen, taken in the real window.

use std::fs;

use crate::{build, journey, repo, setup};

/// Builds, takes the journey, and says where the pictures lie.
pub(crate) fn run() -> anyhow::Result<()> {
    setup::desktop()?;
    build::screens()?;
    build::programs()?;
    take()
}

/// The journey with what is built already.
pub(crate) fn take() -> anyhow::Result<()> {
    let folder = repo::target().join("tour");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    journey::run(Some(&folder))?;
    let mut pictures: Vec<_> = fs::read_dir(&folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    pictures.sort();
    println!("\nThe screens, as the real window showed them:");
    for picture in pictures {
        println!("  {}", picture.display());
    }
    Ok(())
}
