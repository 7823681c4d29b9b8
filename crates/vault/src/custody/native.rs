//! The Credential Manager of Windows and the Keychain of macOS.

use std::time::Duration;

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::Refusal;
use super::deadline::Attempt;
use super::stored::{self, Item};

#[derive(Debug, Clone)]
pub(super) struct Keyring;

impl Keyring {
    /// These keyrings are called directly; only the caller's deadline bounds them.
    pub(super) fn new(_method_timeout: Duration) -> Self {
        Self
    }

    pub(super) fn read(&self, item: &Item) -> Result<Option<Zeroizing<String>>, Refusal> {
        stored::read(&entry(item)?)
    }

    pub(super) fn write(&self, item: &Item, text: &str, attempt: &Attempt) -> Result<(), Refusal> {
        let entry = entry(item)?;
        attempt.check()?;
        stored::write(&entry, text)
    }

    pub(super) fn delete(&self, item: &Item, attempt: &Attempt) -> Result<(), Refusal> {
        let entry = entry(item)?;
        attempt.check()?;
        stored::delete(&entry)
    }

    /// The system unlocks these itself, with the session or in its own dialogue on access.
    pub(super) fn unlock(&self) -> Result<(), Refusal> {
        Ok(())
    }
}

/// `keyring` keeps one store for the life of the process; here that asks the system for nothing.
#[cfg(windows)]
fn entry(item: &Item) -> Result<Entry, Refusal> {
    if let Err(error) = Entry::store_status() {
        return Err(refusal(error));
    }
    // The key must not roam to other machines of a domain: it opens files of this one only.
    let modifiers = std::collections::HashMap::from([("persistence", "Local")]);
    let inner = keyring_core::Entry::new_with_modifiers(&item.service, &item.account, &modifiers)
        .map_err(stored::refusal)?;
    Ok(Entry { inner })
}

/// `keyring` keeps one store for the life of the process; here that asks the system for nothing.
#[cfg(target_os = "macos")]
fn entry(item: &Item) -> Result<Entry, Refusal> {
    Entry::new(&item.service, &item.account).map_err(stored::refusal)
}

/// What an error of `keyring` that holds no stored data means.
pub(super) fn refusal(error: &Error) -> Refusal {
    match error {
        Error::NoStorageAccess(_) => Refusal::NoService,
        _ => Refusal::Other,
    }
}
