//! Copies of what anybody may read.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{DeviceError, DeviceStore};

/// From version 4, which knew no tags.
pub(super) const TO_5: &str = "ALTER TABLE cache ADD COLUMN tag TEXT;";

/// A kept copy of something that anybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    /// When the platform last sent it, or said that it is still the same.
    pub fetched_at: Timestamp,
    /// Its bytes.
    pub body: Vec<u8>,
    /// By which the platform can be asked whether it is still the same; none where it was kept without.
    pub tag: Option<String>,
}

impl DeviceStore {
    /// The kept copy called `name`.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn cached(&self, name: &str) -> Result<Option<Cached>, DeviceError> {
        let sql = "SELECT fetched_at, body, tag FROM cache WHERE name = ?1";
        let kept = self.read(|db| {
            db.query_row(sql, [name], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()
        })?;
        Ok(kept.and_then(|(at, body, tag)| {
            Some(Cached {
                fetched_at: at.parse().ok()?,
                body,
                tag,
            })
        }))
    }

    /// Keeps a copy.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn keep(&self, name: &str, copy: &Cached) -> Result<(), DeviceError> {
        let sql = "INSERT INTO cache (name, fetched_at, body, tag) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name) DO UPDATE SET
                fetched_at = excluded.fetched_at, body = excluded.body, tag = excluded.tag";
        let Cached {
            fetched_at,
            body,
            tag,
        } = copy;
        self.write(|db| {
            db.execute(sql, params![name, fetched_at.to_string(), body, tag])?;
            Ok(())
        })
    }

    /// The copy with this tag was still the same at `fetched_at`.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn renew_copy(
        &self,
        name: &str,
        tag: &str,
        fetched_at: Timestamp,
    ) -> Result<(), DeviceError> {
        let sql = "UPDATE cache SET fetched_at = ?3 WHERE name = ?1 AND tag = ?2";
        self.write(|db| {
            db.execute(sql, params![name, tag, fetched_at.to_string()])?;
            Ok(())
        })
    }

    /// Forgets a copy.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn forget_copy(&self, name: &str) -> Result<(), DeviceError> {
        self.write_if_any(|db| delete(db, name))
    }

    /// Forgets every copy whose name begins with `prefix`, unless the rest of it is one of `known`.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn forget_copies_but(
        &self,
        prefix: &str,
        known: &BTreeSet<String>,
    ) -> Result<(), DeviceError> {
        let names: Vec<String> = self.read(|db| {
            let mut all = db.prepare("SELECT name FROM cache")?;
            all.query_map([], |row| row.get(0))?.collect()
        })?;
        let is_over = |name: &&String| {
            name.strip_prefix(prefix)
                .is_some_and(|rest| !known.contains(rest))
        };
        let over: Vec<_> = names.iter().filter(is_over).collect();
        if over.is_empty() {
            return Ok(());
        }
        self.write(|db| over.iter().try_for_each(|name| delete(db, name)))
    }
}

fn delete(db: &Connection, name: &str) -> Result<(), DeviceError> {
    db.execute("DELETE FROM cache WHERE name = ?1", [name])?;
    Ok(())
}
