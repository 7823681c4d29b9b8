//! The system browser. It is shown only what the client has built and checked: the page has no command that
//! takes an address.

use sst_core::BrowserAddress;

/// Shows an address in the system browser; says whether one could be started.
pub(crate) fn open(address: &BrowserAddress) -> bool {
    let opened = open::that_detached(address.as_str());
    if let Err(error) = &opened {
        tracing::warn!(kind = ?error.kind(), "the system browser was not opened");
    }
    opened.is_ok()
}
