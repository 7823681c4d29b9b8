//! What keeps an account shut on this computer: its lock, and the tries at its PIN or passphrase.

use rusqlite::{Connection, OptionalExtension as _, params};
use sst_vault::{Attempts, VaultId};

use super::store::{json, put_setting, setting};
use super::{DeviceError, DeviceStore};
use crate::view::LockSettingsView;

const LOCK: &str = "lock";

impl DeviceStore {
    /// Notes whether the account was locked.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn put_locked(&self, id: &VaultId, locked: bool) -> Result<(), DeviceError> {
        self.write(|db| set_locked(db, id, locked))
    }

    /// How often the account's PIN or passphrase was tried in vain; `None` for bytes that cannot be read.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn attempts(&self, id: &VaultId) -> Result<Option<Attempts>, DeviceError> {
        let sql = "SELECT attempts FROM account WHERE id = ?1";
        let kept: Option<Vec<u8>> = self.read(|db| {
            db.query_row(sql, [id.to_string()], |row| row.get(0))
                .optional()
                .map(Option::flatten)
        })?;
        Ok(kept.map_or(Some(Attempts::new()), |bytes| {
            Attempts::from_bytes(&bytes).ok()
        }))
    }

    /// Writes down how often it was tried: on the disk before the try is made.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]; then the try must not be made.
    pub fn put_attempts(&self, id: &VaultId, attempts: &Attempts) -> Result<(), DeviceError> {
        self.write(|db| {
            db.execute(
                "UPDATE account SET attempts = ?2 WHERE id = ?1",
                params![id.to_string(), attempts.to_bytes().as_slice()],
            )?;
            Ok(())
        })
    }

    /// The keyring's items of an account that have to go and that its file may not name any more: all of
    /// them for an account that leaves, keys from before a change for another.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn key_items(&self, id: &VaultId) -> Result<Vec<VaultId>, DeviceError> {
        self.read(|db| key_items(db, id))
    }

    /// Notes which of the keyring's items have to go; all that was noted before is among them, or gone. An
    /// account that has begun to leave keeps its own list.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]; then what was noted before stays.
    pub fn put_key_items(&self, id: &VaultId, items: &[VaultId]) -> Result<(), DeviceError> {
        self.write(|db| put_key_items(db, id, items, "AND state <> 'leaving'"))
    }

    /// When this computer's accounts lock by themselves, where the person has chosen.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]. What cannot be understood counts as not chosen.
    pub fn lock_settings(&self) -> Result<Option<LockSettingsView>, DeviceError> {
        let kept = self.read(|db| setting(db, LOCK))?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Keeps when accounts lock by themselves.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn keep_lock_settings(&self, chosen: &LockSettingsView) -> Result<(), DeviceError> {
        let bytes = json(chosen)?.into_bytes();
        self.write_if_any(|db| Ok(put_setting(db, LOCK, &bytes)?))
    }
}

pub(super) fn set_locked(db: &Connection, id: &VaultId, locked: bool) -> Result<(), DeviceError> {
    db.execute(
        "UPDATE account SET locked = ?2 WHERE id = ?1",
        params![id.to_string(), i64::from(locked)],
    )?;
    Ok(())
}

fn key_items(db: &Connection, id: &VaultId) -> rusqlite::Result<Vec<VaultId>> {
    let sql = "SELECT key_items FROM account WHERE id = ?1";
    let kept: Option<String> = db
        .query_row(sql, [id.to_string()], |row| row.get(0))
        .optional()?
        .flatten();
    let items = kept.unwrap_or_default();
    let items = items.split_whitespace();
    Ok(items.filter_map(|item| item.parse().ok()).collect())
}

/// Notes these beside what is noted already.
pub(super) fn add_key_items(
    db: &Connection,
    id: &VaultId,
    items: &[VaultId],
) -> Result<(), DeviceError> {
    let mut all = key_items(db, id)?;
    for item in items {
        if !all.contains(item) {
            all.push(*item);
        }
    }
    put_key_items(db, id, &all, "")
}

fn put_key_items(
    db: &Connection,
    id: &VaultId,
    items: &[VaultId],
    only: &str,
) -> Result<(), DeviceError> {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    db.execute(
        &format!("UPDATE account SET key_items = ?2 WHERE id = ?1 {only}"),
        params![id.to_string(), items.join(" ")],
    )?;
    Ok(())
}
