//! The units of a citizen's profile.

use sqlx::SqliteConnection;
use sst_api::history::HistoryEntry;
use sst_api::sync::UnitChange;
use sst_domain::profile::{ChangedBy, UnitKey, UnitValue};

use super::change_log::{self, Kind};
use super::{citizen, from_json, history, reference, to_json};
use crate::clock::day_of;
use crate::error::StoreError;

const TABLE: &str = "unit";

/// A new value for a unit.
pub(crate) struct Write<'a> {
    /// The unit.
    pub(crate) unit: &'a str,
    /// Its value; `None` empties it.
    pub(crate) value: Option<&'a UnitValue>,
    /// Whether an official has verified it.
    pub(crate) verified: bool,
    /// Who changes it, on what ground and when. Its reference is given here.
    pub(crate) changed_by: &'a ChangedBy,
    /// The device and the number of its mutation, where a mutation does it.
    pub(crate) mutation: Option<(&'a str, i64)>,
}

/// Writes a unit, and enters the change into the history; gives what stands now.
pub(crate) async fn write(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    write: Write<'_>,
) -> Result<UnitChange, StoreError> {
    let before = find(conn, citizen_id, write.unit).await?;
    let day = day_of(&write.changed_by.at).ok_or(StoreError::Corrupt(TABLE))?;
    let reference = reference::give(conn, day).await?;
    let changed_by = ChangedBy {
        reference: Some(reference.clone()),
        ..write.changed_by.clone()
    };
    let rev = citizen::next_rev(conn, citizen_id).await?;
    let value = write.value.map(|value| to_json(TABLE, value)).transpose()?;
    sqlx::query("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(write.unit)
        .bind(value)
        .bind(rev)
        .bind(write.verified)
        .bind(to_json(TABLE, &changed_by)?)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO unit_change VALUES (?, ?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(write.unit)
        .bind(rev)
        .bind(write.mutation.map(|(device_id, _)| device_id))
        .bind(write.mutation.map(|(_, seq)| seq))
        .execute(&mut *conn)
        .await?;
    let entry = HistoryEntry {
        reference,
        unit: UnitKey::from(write.unit.to_owned()),
        before: before.and_then(|before| before.value),
        after: write.value.cloned(),
        changed_by: changed_by.clone(),
    };
    history::insert(conn, citizen_id, rev, &entry).await?;
    change_log::citizen_changed(conn, citizen_id, Kind::Profile, rev).await?;
    Ok(UnitChange {
        unit: entry.unit,
        value: entry.after,
        rev: rev.cast_unsigned(),
        verified: write.verified,
        changed_by,
    })
}

/// One unit as it stands; `None` where it was never set.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    unit: &str,
) -> Result<Option<UnitChange>, StoreError> {
    let query = "SELECT unit, value, rev, verified, changed_by FROM unit \
                 WHERE citizen_id = ? AND unit = ?";
    let row: Option<Row> = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(unit)
        .fetch_optional(conn)
        .await?;
    row.map(Row::into_change).transpose()
}

/// Units changed after `since`, oldest change first.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    since: i64,
    limit: u32,
) -> Result<Vec<UnitChange>, StoreError> {
    let query = "SELECT unit, value, rev, verified, changed_by FROM unit \
                 WHERE citizen_id = ? AND rev > ? ORDER BY rev LIMIT ?";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(since)
        .bind(limit);
    query
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Row::into_change)
        .collect()
}

/// Whether every change of the unit after `base` came from lower numbers of this very device.
pub(crate) async fn base_is_current(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    unit: &str,
    base: i64,
    (device_id, seq): (&str, i64),
) -> Result<bool, StoreError> {
    let query = "SELECT NOT EXISTS (SELECT 1 FROM unit_change WHERE citizen_id = ? AND unit = ? \
                 AND rev > ? AND NOT (device_id IS ? AND seq < ?))";
    let query = sqlx::query_scalar(query)
        .bind(citizen_id)
        .bind(unit)
        .bind(base);
    Ok(query.bind(device_id).bind(seq).fetch_one(conn).await?)
}

#[derive(sqlx::FromRow)]
struct Row {
    unit: String,
    value: Option<String>,
    rev: i64,
    verified: bool,
    changed_by: String,
}

impl Row {
    fn into_change(self) -> Result<UnitChange, StoreError> {
        Ok(UnitChange {
            unit: UnitKey::from(self.unit),
            value: self
                .value
                .map(|value| from_json(TABLE, &value))
                .transpose()?,
            rev: self.rev.cast_unsigned(),
            verified: self.verified,
            changed_by: from_json(TABLE, &self.changed_by)?,
        })
    }
}
