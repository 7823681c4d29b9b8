//! How the units of a citizen became what they are.

use sqlx::SqliteConnection;
use sst_api::history::HistoryEntry;
use sst_domain::profile::UnitKey;

use super::{from_json, to_json};
use crate::error::StoreError;

const TABLE: &str = "unit_history";

/// Adds a change, under the revision that it made.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    rev: i64,
    entry: &HistoryEntry,
) -> Result<(), StoreError> {
    let json = |value| to_json(TABLE, value);
    sqlx::query("INSERT INTO unit_history VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(rev)
        .bind(&entry.reference)
        .bind(entry.unit.as_str())
        .bind(entry.before.as_ref().map(json).transpose()?)
        .bind(entry.after.as_ref().map(json).transpose()?)
        .bind(to_json(TABLE, &entry.changed_by)?)
        .execute(conn)
        .await?;
    Ok(())
}

/// Those before the one called `before`, newest first; the newest ones where absent.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let query = "SELECT reference, unit, value_before, value_after, changed_by FROM unit_history \
                 WHERE citizen_id = ?1 AND (?2 IS NULL OR rev < \
                   (SELECT rev FROM unit_history WHERE citizen_id = ?1 AND reference = ?2)) \
                 ORDER BY rev DESC LIMIT ?3";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(before)
        .bind(limit);
    let rows: Vec<Row> = query.fetch_all(conn).await?;
    rows.into_iter().map(Row::into_entry).collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    reference: String,
    unit: String,
    value_before: Option<String>,
    value_after: Option<String>,
    changed_by: String,
}

impl Row {
    fn into_entry(self) -> Result<HistoryEntry, StoreError> {
        let read = |json: Option<String>| json.map(|json| from_json(TABLE, &json)).transpose();
        Ok(HistoryEntry {
            reference: self.reference,
            unit: UnitKey::from(self.unit),
            before: read(self.value_before)?,
            after: read(self.value_after)?,
            changed_by: from_json(TABLE, &self.changed_by)?,
        })
    }
}
