//! What each command needs on the machine, brought there when it is missing.

mod needs;
mod node;
mod system;
mod tools;

use std::path::PathBuf;

use needs::Purpose;
pub(crate) use node::npm_run;
pub(crate) use tools::cargo_deny;

/// Everything for building the desktop: system libraries, Node's packages, the built screens.
pub(crate) fn desktop() -> anyhow::Result<()> {
    system::provide(&[Purpose::Build])?;
    node::packages()
}

/// Everything for `cargo xtask test`: the desktop's needs, a browser, and a session for the window.
pub(crate) fn tests() -> anyhow::Result<()> {
    system::provide(&[Purpose::Build, Purpose::Screens, Purpose::Window])?;
    node::packages()
}

/// Everything for driving the real window; the answer is the driver's path.
pub(crate) fn window() -> anyhow::Result<PathBuf> {
    system::provide(&[Purpose::Build, Purpose::Window])?;
    node::packages()?;
    tools::tauri_driver()
}
