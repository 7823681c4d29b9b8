//! Decisions that were signed before anybody had logged in. They name no person; with the first log-in they become
//! that person's.

use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use sst_domain::consent::{Bytes, Countersigned, Hash, SignedRecord};

use super::store::json;
use super::{DeviceError, DeviceStore};

/// A signed decision with what was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBefore {
    /// The record.
    pub signed: SignedRecord,
    /// The notice.
    pub notice: Bytes,
    /// For a decision of a guardian: their confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Countersigned>,
}

impl DeviceStore {
    /// Decisions that are in nobody's outbox yet, oldest first, each with its number.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn signed_before_login(&self) -> Result<Vec<(i64, SignedBefore)>, DeviceError> {
        let sql = "SELECT seq, record FROM before_login WHERE entered = 0 ORDER BY seq";
        let rows: Vec<(i64, String)> = self.read(|db| {
            let mut rows = db.prepare(sql)?;
            let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })?;
        rows.into_iter()
            .map(|(seq, text)| Ok((seq, parse(&text)?)))
            .collect()
    }

    /// Hash of the last decision that was signed before a log-in: the next chain goes on from it.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn last_before_login(&self) -> Result<Option<Hash>, DeviceError> {
        let sql = "SELECT record FROM before_login ORDER BY seq DESC LIMIT 1";
        let text: Option<String> =
            self.read(|db| db.query_row(sql, [], |row| row.get(0)).optional())?;
        let last = text.map(|text| parse(&text)).transpose()?;
        Ok(last.map(|last| last.signed.record.hash()))
    }

    /// Whether a guardian has confirmed anything here while nobody was logged in.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn guardian_has_confirmed(&self) -> Result<bool, DeviceError> {
        let rows: Vec<String> = self.read(|db| {
            let mut rows = db.prepare("SELECT record FROM before_login")?;
            let rows = rows.query_map([], |row| row.get(0))?;
            rows.collect()
        })?;
        for text in rows {
            if parse(&text)?.guardian.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Drops what guardians confirmed and nobody has in their outbox yet: the platform will not take it.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn forget_confirmed(&self) -> Result<(), DeviceError> {
        let waiting = self.signed_before_login()?;
        self.write(|db| {
            for (seq, _) in waiting.iter().filter(|(_, one)| one.guardian.is_some()) {
                db.execute("DELETE FROM before_login WHERE seq = ?1", [seq])?;
            }
            Ok(())
        })
    }

    /// Every decision up to this number is in a person's outbox.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn entered_up_to(&self, seq: i64) -> Result<(), DeviceError> {
        self.write(|db| {
            db.execute("UPDATE before_login SET entered = 1 WHERE seq <= ?1", [seq])?;
            Ok(())
        })
    }
}

pub(super) fn insert(db: &Connection, signed: &SignedBefore) -> Result<(), DeviceError> {
    let sql = "INSERT INTO before_login (record) VALUES (?1)";
    db.execute(sql, [json(signed)?])?;
    Ok(())
}

fn parse(text: &str) -> Result<SignedBefore, DeviceError> {
    serde_json::from_str(text).map_err(|_| DeviceError::Corrupt)
}
