//! The Credential Manager of Windows and the Keychain of macOS.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use super::Refusal;
use super::deadline::Attempt;
use super::os_keyring::Item;

#[derive(Debug, Clone)]
pub(super) struct Keyring;

impl Keyring {
    /// These keyrings are called directly; only the caller's deadline bounds them.
    pub(super) fn new(_method_timeout: Duration) -> Self {
        Self
    }

    pub(super) fn read(&self, item: &Item) -> Result<Option<Zeroizing<String>>, Refusal> {
        match entry(item)?.get_password() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(other) => Err(refusal(other)),
        }
    }

    pub(super) fn write(&self, item: &Item, text: &str, attempt: &Attempt) -> Result<(), Refusal> {
        let entry = entry(item)?;
        attempt.check()?;
        entry.set_password(text).map_err(refusal)
    }

    pub(super) fn delete(&self, item: &Item, attempt: &Attempt) -> Result<(), Refusal> {
        let entry = entry(item)?;
        attempt.check()?;
        match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(other) => Err(refusal(other)),
        }
    }

    /// The system unlocks these itself, with the session or in its own dialogue on access.
    pub(super) fn unlock(&self) -> Result<(), Refusal> {
        Ok(())
    }
}

fn entry(item: &Item) -> Result<Entry, Refusal> {
    store()?
        .build(&item.service, &item.account, Some(&modifiers(item)))
        .map_err(refusal)
}

#[cfg(windows)]
fn store() -> Result<Arc<CredentialStore>, Refusal> {
    let store = windows_native_keyring_store::Store::new().map_err(refusal)?;
    Ok(store)
}

/// The key must not roam to other machines of a domain: it opens files of this one only.
#[cfg(windows)]
fn modifiers(_item: &Item) -> HashMap<&'static str, &'static str> {
    HashMap::from([("persistence", "Local")])
}

#[cfg(target_os = "macos")]
fn store() -> Result<Arc<CredentialStore>, Refusal> {
    let store = apple_native_keyring_store::keychain::Store::new().map_err(refusal)?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn modifiers(_item: &Item) -> HashMap<&'static str, &'static str> {
    HashMap::new()
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::NoStorageAccess(_) | Error::NoDefaultStore => Refusal::NoService,
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            // The error holds what was stored.
            drop(Zeroizing::new(bytes));
            Refusal::Damaged
        }
        Error::Ambiguous(_) => Refusal::Damaged,
        _ => Refusal::Other,
    }
}
