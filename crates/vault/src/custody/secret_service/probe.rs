//! Is there a service, does it answer, and is what we want unlocked?

use std::collections::HashMap;
use std::time::Duration;

use secret_service::blocking::{Collection, SecretService};
use secret_service::{EncryptionType, Error};
use zbus::blocking::connection::Builder;

use super::refusal::service_refusal;
use crate::custody::Refusal;
use crate::custody::stored::Item;

/// Looks at the Secret Service on a connection of its own, each of whose calls ends in time. It
/// touches no secret, and nothing in it but [`Probe::unlock`] opens a dialogue.
pub(super) struct Probe {
    service: SecretService<'static>,
}

impl Probe {
    pub(super) fn connect(method_timeout: Duration) -> Result<Self, Refusal> {
        let connection = Builder::session()
            .and_then(|builder| builder.method_timeout(method_timeout).build())
            .map_err(|_| Refusal::NoService)?;
        // Plain, because no secret crosses this connection.
        let service = SecretService::connect_with_existing(EncryptionType::Plain, connection)
            .map_err(refusal)?;
        Ok(Self { service })
    }

    /// That reading, writing or deleting `item` opens no dialogue, and that an item which is not
    /// found is really missing.
    pub(super) fn require_unlocked(&self, item: &Item) -> Result<(), Refusal> {
        let attributes = HashMap::from([
            ("service", item.service.as_str()),
            ("username", item.account.as_str()),
        ]);
        let found = self.service.search_items(attributes).map_err(refusal)?;
        if !found.locked.is_empty() {
            return Err(Refusal::Locked);
        }
        if found.unlocked.is_empty() {
            // A locked keyring need not list its items, and one that is not open at all (a password
            // manager without its file) has no collection: "none found" there means nothing.
            return self.require_open_collection();
        }
        Ok(())
    }

    /// That there is a default collection, and that making an item in it opens no dialogue.
    pub(super) fn require_open_collection(&self) -> Result<(), Refusal> {
        let collection = self.default_collection()?.ok_or(Refusal::NoService)?;
        unlocked(&collection)
    }

    /// Opens the service's own dialogue, and waits until the person has answered it.
    pub(super) fn unlock(&self) -> Result<(), Refusal> {
        let collection = self.default_collection()?.ok_or(Refusal::NoService)?;
        match unlocked(&collection) {
            Err(Refusal::Locked) => {}
            done => return done,
        }
        match collection.unlock() {
            Ok(()) => unlocked(&collection),
            Err(Error::Prompt) => Err(Refusal::Locked),
            Err(other) => Err(refusal(other)),
        }
    }

    fn default_collection(&self) -> Result<Option<Collection<'_>>, Refusal> {
        match self.service.get_default_collection() {
            Ok(collection) => Ok(Some(collection)),
            Err(Error::NoResult) => Ok(None),
            Err(other) => Err(refusal(other)),
        }
    }
}

fn unlocked(collection: &Collection<'_>) -> Result<(), Refusal> {
    if collection.is_locked().map_err(refusal)? {
        Err(Refusal::Locked)
    } else {
        Ok(())
    }
}

fn refusal(error: Error) -> Refusal {
    service_refusal(&error)
}
