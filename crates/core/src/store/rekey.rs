//! Another key, another place: what is kept moves from one vault to the next in one transaction.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use sst_vault::{Slot, Vault, VaultError};

use super::connection::{RECORDS, SCHEMA, empty_log};
use super::error::StoreError;
use super::record::Piece;
use super::sheet::{COLUMN, Record as _, hex};
use super::{CitizenStore, Opened, connection};

impl CitizenStore {
    /// What opens the records now.
    ///
    /// # Errors
    ///
    /// [`StoreError::Closed`].
    pub fn vault(&self) -> Result<Arc<Vault>, StoreError> {
        let guard = self.lock();
        let opened = guard.as_ref().ok_or(StoreError::Closed)?;
        Ok(Arc::clone(&opened.vault))
    }

    /// The header under which the store lies.
    ///
    /// # Errors
    ///
    /// [`StoreError::Closed`], and what a disk does.
    pub fn header(&self) -> Result<Vec<u8>, StoreError> {
        let guard = self.lock();
        let opened = guard.as_ref().ok_or(StoreError::Closed)?;
        let sql = "SELECT bytes FROM header";
        Ok(opened.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Seals every record anew with `vault`, which [`Vault::rekey`] made of the present one, and puts its
    /// header in place: all of it, or nothing. Everybody who holds this store goes on with the new vault.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`]; then the vault is the old one.
    pub fn rekey(&self, vault: Arc<Vault>, header: &[u8]) -> Result<(), StoreError> {
        let mut guard = self.lock();
        let opened = guard.as_mut().ok_or(StoreError::Closed)?;
        let behavior = TransactionBehavior::Immediate;
        let transaction = opened.connection.transaction_with_behavior(behavior)?;
        reseal(&transaction, &transaction, &opened.vault, &vault)?;
        transaction.execute("UPDATE header SET bytes = ?1 WHERE only = 1", [header])?;
        transaction.commit()?;
        opened.vault = vault;
        opened.sheets = None;
        // The change is made; what was sealed under the old key goes from the log with the next write, too.
        if let Err(error) = empty_log(&opened.connection) {
            tracing::warn!(code = error.code(), "the log was not emptied");
        }
        Ok(())
    }

    /// Writes what a store in memory holds into a new file at `path`, sealed with `vault`, and goes on from
    /// there.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`]; then the store is in memory as before, and what was made of the file has to be
    /// removed.
    pub fn move_to_file(
        &self,
        path: &Path,
        vault: Arc<Vault>,
        header: &[u8],
    ) -> Result<(), StoreError> {
        let mut guard = self.lock();
        let opened = guard.as_mut().ok_or(StoreError::Closed)?;
        let mut file = connection::new_file(path)?;
        connection::create(&mut file, header)?;
        let behavior = TransactionBehavior::Immediate;
        let transaction = file.transaction_with_behavior(behavior)?;
        reseal(&opened.connection, &transaction, &opened.vault, &vault)?;
        transaction.commit()?;
        *opened = Opened {
            connection: file,
            sheets: None,
            vault,
        };
        Ok(())
    }
}

/// Copies every record of `from`, sealed by `old`, to `to`, sealed by `new`.
fn reseal(
    from: &Connection,
    to: &Transaction<'_>,
    old: &Vault,
    new: &Vault,
) -> Result<(), StoreError> {
    for table in RECORDS {
        for (row, version, sealed) in rows(from, table)? {
            let key = hex(&row);
            let slot = Slot {
                table,
                key: &key,
                column: COLUMN,
                schema: SCHEMA,
                row_version: u64::try_from(version).map_err(|_| StoreError::Corrupt)?,
            };
            let resealed = match new.reseal(old, &slot, &sealed) {
                Err(VaultError::Damaged | VaultError::BadRecord) if table == Piece::TABLE => {
                    // Nobody has opened it yet. It is missed when it is to be sent, and keeps no key from changing.
                    to.execute(&format!("DELETE FROM {table} WHERE row = ?1"), [&row[..]])?;
                    continue;
                }
                resealed => resealed?,
            };
            if let Some(resealed) = resealed {
                to.execute(
                    &format!(
                        "INSERT OR REPLACE INTO {table} (row, version, sealed) VALUES (?1, ?2, ?3)"
                    ),
                    params![row, version, resealed],
                )?;
            }
        }
    }
    Ok(())
}

type SealedRow = ([u8; 16], i64, Vec<u8>);

fn rows(from: &Connection, table: &str) -> Result<Vec<SealedRow>, StoreError> {
    let mut statement = from.prepare(&format!("SELECT row, version, sealed FROM {table}"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use sst_vault::{Cost, Kek, Pin, Protection, Tier, Unlock};

    use super::*;
    use crate::store::StorePlace;

    fn store(place: StorePlace) -> (CitizenStore, Kek) {
        let kek = Kek::generate().unwrap();
        let tier = if place == StorePlace::Memory {
            Tier::Memory
        } else {
            Tier::Keyring
        };
        let (vault, header) = Vault::create(&kek, tier).unwrap();
        let store = CitizenStore::create(place, Arc::new(vault), &header).unwrap();
        store.put_secret("session", b"token").unwrap();
        (store, kek)
    }

    #[test]
    fn under_a_pin_the_old_key_opens_nothing_and_everything_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (store, old) = store(StorePlace::File(path.clone()));
        let holder = store.clone();
        let (kek, pin) = (Kek::generate().unwrap(), Pin::choose("830274").unwrap());
        let by = Protection::KeyringAndPin(&kek, &pin, Cost::LEAST);
        let (vault, header) = store.vault().unwrap().rekey(by).unwrap();
        store.rekey(Arc::new(vault), &header).unwrap();
        assert_eq!(
            holder.secret("session").unwrap().unwrap().as_slice(),
            b"token"
        );
        holder.put_secret("later", b"more").unwrap();
        store.close().unwrap();

        let header = CitizenStore::read_header(&path).unwrap();
        assert!(Vault::open(&header, &old).is_err());
        let opened = Vault::open(&header, Unlock::KekAndPin(&kek, &pin)).unwrap();
        let again = CitizenStore::open(&path, Arc::new(opened)).unwrap();
        assert_eq!(
            again.secret("session").unwrap().unwrap().as_slice(),
            b"token"
        );
        assert_eq!(again.secret("later").unwrap().unwrap().as_slice(), b"more");
    }

    #[test]
    fn nothing_sealed_under_the_old_key_is_left_in_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (store, _) = store(StorePlace::File(path.clone()));
        let before: Vec<u8> = store
            .lock()
            .as_ref()
            .unwrap()
            .connection
            .query_row("SELECT sealed FROM secret", [], |row| row.get(0))
            .unwrap();
        let found = |needle: &[u8]| {
            ["a.db", "a.db-wal"].iter().any(|file| {
                let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
                bytes.windows(needle.len()).any(|window| window == needle)
            })
        };
        assert!(found(&before), "control");
        let kek = Kek::generate().unwrap();
        let (vault, header) = store
            .vault()
            .unwrap()
            .rekey(Protection::Keyring(&kek))
            .unwrap();
        store.rekey(Arc::new(vault), &header).unwrap();
        assert!(!found(&before));
    }

    #[test]
    fn what_was_in_memory_goes_on_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (store, _) = store(StorePlace::Memory);
        let kek = Kek::generate().unwrap();
        let (vault, header) = Vault::create(&kek, Tier::Keyring).unwrap();
        store.move_to_file(&path, Arc::new(vault), &header).unwrap();
        store.put_secret("later", b"more").unwrap();
        store.close().unwrap();
        let vault = Vault::open(&CitizenStore::read_header(&path).unwrap(), &kek).unwrap();
        let again = CitizenStore::open(&path, Arc::new(vault)).unwrap();
        for (name, bytes) in [("session", &b"token"[..]), ("later", b"more")] {
            assert_eq!(again.secret(name).unwrap().unwrap().as_slice(), bytes);
        }
    }
}
