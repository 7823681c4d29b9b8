//! What is kept for a person: durable, sealed, and refused where it was touched.

mod full;
mod golden;
mod kept;
mod killed;
mod leaks;
mod ledger;
mod power;
mod swapped;
mod tampered;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sst_core::store::{CitizenStore, StoreError, StorePlace};
use sst_domain::profile::{Change, UnitKey, UnitValue};
use sst_vault::{Kek, Tier, Vault};
use uuid::Uuid;

const AT: &str = "2026-11-24T00:00:00Z";

/// A key, and where the store is that it opens.
struct Safe {
    kek: Kek,
    path: PathBuf,
}

impl Safe {
    /// A key that two processes know.
    fn new(folder: &Path) -> Self {
        Self {
            kek: Kek::from_bytes(&[7; 32]),
            path: folder.join("person").join("store.db"),
        }
    }

    fn create(&self) -> Result<CitizenStore, StoreError> {
        let (vault, header) = Vault::create(&self.kek, Tier::Keyring)?;
        CitizenStore::create(
            StorePlace::File(self.path.clone()),
            Arc::new(vault),
            &header,
        )
    }

    fn open(&self) -> Result<CitizenStore, StoreError> {
        let header = CitizenStore::read_header(&self.path)?;
        CitizenStore::open(&self.path, Arc::new(Vault::open(&header, &self.kek)?))
    }
}

/// Saves an edit as the profile does.
fn edit_street(store: &CitizenStore, street: &str) -> Result<(), StoreError> {
    store.write(|tx| {
        let mut replica = tx.replica();
        let value = Some(UnitValue::from([("region", "210102"), ("street", street)]));
        let unit = UnitKey::from("address");
        let change = Change {
            base_rev: replica.base_rev(&unit),
            unit,
            value,
        };
        replica.edit(change, AT, &mut Uuid::now_v7);
        tx.put_replica(replica)
    })
}

fn street(store: &CitizenStore) -> Option<String> {
    let unit = UnitKey::from("address");
    let shown = |tx: &sst_core::store::Tx<'_>| {
        let street = tx.replica().shown_value(&unit)?.text("street")?.to_owned();
        Some(street)
    };
    store.read(|tx| Ok::<_, StoreError>(shown(tx))).unwrap()
}
