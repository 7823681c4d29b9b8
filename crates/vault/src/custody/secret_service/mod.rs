//! The Secret Service of freedesktop.org (specification 0.2): GNOME Keyring, KWallet, KeePassXC.
//!
//! `keyring` reads, writes and deletes. It waits without end for a service that does not answer, and
//! opens a dialogue for a locked one; hence each access is preceded by a [`Probe`], which does neither.

use std::collections::HashMap;
use std::time::Duration;

use keyring::Entry;
use keyring_core::api::CredentialStoreApi;
use zbus_secret_service_keyring_store::Store;
use zeroize::Zeroizing;

mod probe;
mod refusal;

pub(super) use refusal::refusal;

use super::Refusal;
use super::deadline::Attempt;
use super::stored::{self, Item};
use probe::Probe;

/// What the person sees in the keyring's own window.
const LABEL: &str = "盛事通 本机资料密钥 (Shengshitong local data key)";

/// Connects anew for every call, so that a service that starts, dies or is replaced while we run
/// is noticed.
#[derive(Debug, Clone)]
pub(super) struct Keyring {
    method_timeout: Duration,
}

impl Keyring {
    pub(super) fn new(method_timeout: Duration) -> Self {
        Self { method_timeout }
    }

    pub(super) fn read(&self, item: &Item) -> Result<Option<Zeroizing<String>>, Refusal> {
        self.probe()?.require_unlocked(item)?;
        stored::read(&entry(item)?)
    }

    pub(super) fn write(&self, item: &Item, text: &str, attempt: &Attempt) -> Result<(), Refusal> {
        let probe = self.probe()?;
        probe.require_unlocked(item)?;
        probe.require_open_collection()?;
        let entry = entry(item)?;
        attempt.check()?;
        stored::write(&entry, text)
    }

    pub(super) fn delete(&self, item: &Item, attempt: &Attempt) -> Result<(), Refusal> {
        self.probe()?.require_unlocked(item)?;
        let entry = entry(item)?;
        attempt.check()?;
        stored::delete(&entry)
    }

    pub(super) fn unlock(&self) -> Result<(), Refusal> {
        self.probe()?.unlock()
    }

    fn probe(&self) -> Result<Probe, Refusal> {
        Probe::connect(self.method_timeout)
    }
}

/// `keyring`'s entry over a new instance of the store that `keyring` makes on this system. The one
/// that it keeps for the life of the process is bound to one run of the service: after that has
/// restarted, or was not there at the first try, it fails for good.
fn entry(item: &Item) -> Result<Entry, Refusal> {
    let store = Store::new().map_err(stored::refusal)?;
    let modifiers = HashMap::from([("label", LABEL)]);
    let inner = store
        .build(&item.service, &item.account, Some(&modifiers))
        .map_err(stored::refusal)?;
    Ok(Entry { inner })
}
