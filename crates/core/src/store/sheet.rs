//! One table of sealed records, opened.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sst_vault::{Slot, Vault, Zeroizing};

use super::connection::SCHEMA;
use super::error::StoreError;

pub(super) const COLUMN: &str = "sealed";
const ROW_BYTES: usize = 16;

/// What is kept in a table. What tells one record from another is sealed with it.
pub(super) trait Record: Serialize + DeserializeOwned + PartialEq {
    /// The table.
    const TABLE: &'static str;
    /// What tells one record from another.
    type Key: Ord + Clone;

    /// This record's key.
    fn key(&self) -> Self::Key;
}

/// The rows of one table: where each record lies, and what is in it.
pub(super) struct Sheet<R: Record> {
    rows: BTreeMap<R::Key, Row<R>>,
    table: PhantomData<R>,
}

struct Row<R> {
    id: [u8; ROW_BYTES],
    version: u64,
    record: R,
}

impl<R: Record> Row<R> {
    fn open(row: &rusqlite::Row<'_>, vault: &Vault) -> Result<Self, StoreError> {
        let id: [u8; ROW_BYTES] = row.get(0)?;
        let version = u64::try_from(row.get::<_, i64>(1)?).map_err(|_| StoreError::Corrupt)?;
        let sealed = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Corrupt)?;
        let plain = vault.unseal(&slot::<R>(&hex(&id), version), sealed)?;
        Ok(Self {
            id,
            version,
            record: serde_json::from_slice(&plain)?,
        })
    }
}

/// How many rows of a table open, and how many do not.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub(super) whole: u32,
    pub(super) damaged: u32,
}

impl Counted {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            whole: self.whole.saturating_add(other.whole),
            damaged: self.damaged.saturating_add(other.damaged),
        }
    }

    fn add(&mut self, opens: bool) {
        let count = if opens {
            &mut self.whole
        } else {
            &mut self.damaged
        };
        *count = count.saturating_add(1);
    }
}

impl<R: Record> Sheet<R> {
    /// Opens every record of the table.
    pub(super) fn load(connection: &Connection, vault: &Vault) -> Result<Self, StoreError> {
        let mut statement =
            connection.prepare_cached(&format!("SELECT row, version, sealed FROM {}", R::TABLE))?;
        let mut found = statement.query([])?;
        let mut rows = BTreeMap::new();
        while let Some(row) = found.next()? {
            let row = Row::<R>::open(row, vault)?;
            rows.insert(row.record.key(), row);
        }
        Ok(Self {
            rows,
            table: PhantomData,
        })
    }

    /// How many rows open and how many do not, because they were changed, cut or moved.
    pub(super) fn count(connection: &Connection, vault: &Vault) -> Result<Counted, StoreError> {
        let mut counted = Counted::default();
        Self::look(connection, vault, |_, opens| counted.add(opens))?;
        Ok(counted)
    }

    /// Deletes the rows that do not open.
    pub(super) fn drop_damaged(connection: &Connection, vault: &Vault) -> Result<(), StoreError> {
        let mut damaged = Vec::new();
        Self::look(connection, vault, |row, opens| {
            if !opens {
                damaged.push(row);
            }
        })?;
        let mut delete =
            connection.prepare_cached(&format!("DELETE FROM {} WHERE row = ?1", R::TABLE))?;
        for row in damaged {
            delete.execute([row])?;
        }
        Ok(())
    }

    fn look(
        connection: &Connection,
        vault: &Vault,
        mut seen: impl FnMut(Value, bool),
    ) -> Result<(), StoreError> {
        let mut statement =
            connection.prepare_cached(&format!("SELECT row, version, sealed FROM {}", R::TABLE))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            // The name of a row may be what was damaged.
            let name: Value = row.get(0)?;
            seen(name, Row::<R>::open(row, vault).is_ok());
        }
        Ok(())
    }

    /// Opens one row alone.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] where it is not there.
    pub(super) fn open_row(
        connection: &Connection,
        vault: &Vault,
        row: &[u8],
    ) -> Result<R, StoreError> {
        let sql = format!(
            "SELECT row, version, sealed FROM {} WHERE row = ?1",
            R::TABLE
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut found = statement.query([row])?;
        let row = found.next()?.ok_or(StoreError::Corrupt)?;
        Ok(Row::<R>::open(row, vault)?.record)
    }

    /// Keeps a record that no other has the key of, and says in which row. The other rows are not opened.
    pub(super) fn put_row(
        connection: &Connection,
        vault: &Vault,
        record: R,
    ) -> Result<[u8; ROW_BYTES], StoreError> {
        let mut sheet = Self {
            rows: BTreeMap::new(),
            table: PhantomData,
        };
        let key = record.key();
        sheet.put(connection, vault, record)?;
        let row = sheet.rows.remove(&key).ok_or(StoreError::Corrupt)?;
        Ok(row.id)
    }

    /// Deletes one row, if it is there.
    pub(super) fn remove_row(connection: &Connection, row: &[u8]) -> Result<(), StoreError> {
        let sql = format!("DELETE FROM {} WHERE row = ?1", R::TABLE);
        connection.prepare_cached(&sql)?.execute([row])?;
        Ok(())
    }

    /// The rows of the table, unopened.
    pub(super) fn row_names(connection: &Connection) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = format!("SELECT row FROM {}", R::TABLE);
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The record with this key.
    pub(super) fn record(&self, key: &R::Key) -> Option<&R> {
        self.rows.get(key).map(|row| &row.record)
    }

    /// Every record, by key.
    pub(super) fn records(&self) -> impl Iterator<Item = &R> {
        self.rows.values().map(|row| &row.record)
    }

    /// Keeps `record` in place of any earlier one with its key. One that has not changed is not written.
    pub(super) fn put(
        &mut self,
        connection: &Connection,
        vault: &Vault,
        record: R,
    ) -> Result<(), StoreError> {
        let key = record.key();
        let (id, version) = match self.rows.get(&key) {
            Some(row) if row.record == record => return Ok(()),
            Some(row) => (row.id, row.version + 1),
            None => (random_row()?, 1),
        };
        let plain = Zeroizing::new(serde_json::to_vec(&record)?);
        let sealed = vault.seal(&slot::<R>(&hex(&id), version), &plain)?;
        let signed = i64::try_from(version).map_err(|_| StoreError::Corrupt)?;
        let sql = format!(
            "INSERT INTO {} (row, version, sealed) VALUES (?1, ?2, ?3)
             ON CONFLICT (row) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
            R::TABLE
        );
        connection
            .prepare_cached(&sql)?
            .execute(params![id, signed, sealed])?;
        self.rows.insert(
            key,
            Row {
                id,
                version,
                record,
            },
        );
        Ok(())
    }

    /// Deletes the record with this key, if there is one.
    pub(super) fn remove(
        &mut self,
        connection: &Connection,
        key: &R::Key,
    ) -> Result<(), StoreError> {
        if let Some(row) = self.rows.remove(key) {
            let sql = format!("DELETE FROM {} WHERE row = ?1", R::TABLE);
            connection.prepare_cached(&sql)?.execute([row.id])?;
        }
        Ok(())
    }

    /// Makes the table hold exactly `records`.
    pub(super) fn replace(
        &mut self,
        connection: &Connection,
        vault: &Vault,
        records: BTreeMap<R::Key, R>,
    ) -> Result<(), StoreError> {
        let gone: Vec<R::Key> = self
            .rows
            .keys()
            .filter(|key| !records.contains_key(key))
            .cloned()
            .collect();
        for key in gone {
            self.remove(connection, &key)?;
        }
        for record in records.into_values() {
            self.put(connection, vault, record)?;
        }
        Ok(())
    }
}

fn slot<R: Record>(key: &str, row_version: u64) -> Slot<'_> {
    Slot {
        table: R::TABLE,
        key,
        column: COLUMN,
        schema: SCHEMA,
        row_version,
    }
}

fn random_row() -> Result<[u8; ROW_BYTES], StoreError> {
    let mut row = [0; ROW_BYTES];
    getrandom::fill(&mut row)?;
    Ok(row)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
