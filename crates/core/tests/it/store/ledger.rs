//! Numbered edits: what was acknowledged, and whether it is there.

use sst_core::store::{CitizenStore, StoreError};

use super::{Safe, edit_street, street};

/// What was acknowledged.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) acknowledged: u64,
}

impl Ledger {
    /// Opens the store and looks whether the last acknowledged edit is there and everything is whole. The
    /// edit after it may be there too: it can be on the disk without having been acknowledged.
    pub(super) fn check(&mut self, safe: &Safe) -> Result<(), String> {
        let store = safe.open().map_err(|error| format!("{error:?}"))?;
        let kept = number(&store);
        if kept != self.acknowledged && kept != self.acknowledged + 1 {
            return Err(format!("{kept} kept of {}", self.acknowledged));
        }
        self.acknowledged = kept;
        let (unsent, expected) = (store.unsent(), unsent(&store));
        if !matches!(unsent, Ok(unsent) if unsent == expected) {
            return Err(format!("{unsent:?} unsent, not {expected}"));
        }
        store.close().map_err(|error| format!("{error:?}"))?;
        check_pages(safe)
    }
}

/// Saves the edit with this number.
pub(super) fn write_number(store: &CitizenStore, number: u64) -> Result<(), StoreError> {
    edit_street(store, &format!("测试街 {number} 号"))
}

/// The number of the newest edit; 0 where there is none.
pub(super) fn number(store: &CitizenStore) -> u64 {
    let street = street(store).unwrap_or_default();
    street
        .split(' ')
        .nth(1)
        .map_or(0, |number| number.parse().unwrap())
}

/// Gives the edit that waits its number and its bytes, as before it is sent.
pub(super) fn freeze(store: &CitizenStore) -> Result<(), StoreError> {
    store.write(|tx| {
        let mut replica = tx.replica();
        replica.freeze(true);
        tx.put_replica(replica)
    })
}

/// One edit that waits, and one that may have been sent before it.
fn unsent(store: &CitizenStore) -> u32 {
    let rows = store.read(|tx| Ok::<_, StoreError>(tx.replica().outbox));
    let rows = rows.unwrap();
    let frozen = rows.values().any(|row| row.is_frozen());
    u32::from(!rows.is_empty()) + u32::from(rows.len() > 1 && frozen)
}

fn check_pages(safe: &Safe) -> Result<(), String> {
    let found = (|| {
        let raw = rusqlite::Connection::open(&safe.path)?;
        raw.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        raw.pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0))
    })();
    match found {
        Ok(found) if found == "ok" => Ok(()),
        other => Err(format!("the database's own check: {other:?}")),
    }
}
