//! The system browser. It is shown only what the client has built and checked: the page has no command that
//! takes an address.

use sst_core::BrowserAddress;

/// Shows an address in the system browser; says whether one could be started.
pub(crate) fn open(address: &BrowserAddress) -> bool {
    let opened = open_detached(address.as_str());
    if let Err(error) = &opened {
        tracing::warn!(kind = ?error.kind(), "the system browser was not opened");
    }
    opened.is_ok()
}

#[cfg(not(target_os = "linux"))]
fn open_detached(address: &str) -> std::io::Result<()> {
    open::that_detached(address)
}

/// The browser gets its own environment, not the one that this program set up for itself.
#[cfg(target_os = "linux")]
fn open_detached(address: &str) -> std::io::Result<()> {
    use std::os::unix::process::CommandExt as _;
    use std::process::Stdio;

    let mut failed = std::io::ErrorKind::NotFound.into();
    for mut command in open::commands(address) {
        crate::environment::give_back(&mut command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        match command.spawn() {
            Ok(mut browser) => {
                // Nobody else hears that it has ended.
                std::thread::spawn(move || browser.wait());
                return Ok(());
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}
