//! To whom something of a citizen's was given.

use sqlx::SqliteConnection;
use sst_api::disclosure::{Disclosure, Ground};

use super::{from_json, to_json};
use crate::error::StoreError;

#[derive(sqlx::FromRow)]
struct Row {
    disclosure_id: String,
    given_on: String,
    entered_at: String,
    recipient: String,
    ground: String,
    reason: String,
    kinds: String,
    method: String,
}

/// Adds one.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    disclosure: &Disclosure,
) -> Result<(), StoreError> {
    let query = "INSERT INTO disclosure \
                 (disclosure_id, citizen_id, given_on, entered_at, recipient, ground, reason, kinds, method) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(&disclosure.id)
        .bind(citizen_id)
        .bind(&disclosure.on)
        .bind(&disclosure.entered_at)
        .bind(&disclosure.recipient)
        .bind(disclosure.ground.as_str())
        .bind(&disclosure.reason)
        .bind(to_json("disclosure", &disclosure.kinds)?)
        .bind(&disclosure.method)
        .execute(conn)
        .await?;
    Ok(())
}

/// Those of a citizen before `before`, newest first; the newest ones where absent.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<Disclosure>, StoreError> {
    let query = "SELECT disclosure_id, given_on, entered_at, recipient, ground, reason, kinds, method FROM disclosure \
                 WHERE citizen_id = ?1 AND (?2 IS NULL OR position < \
                   (SELECT position FROM disclosure WHERE citizen_id = ?1 AND disclosure_id = ?2)) \
                 ORDER BY position DESC LIMIT ?3";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(before)
        .bind(limit);
    let rows: Vec<Row> = query.fetch_all(conn).await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Disclosure, StoreError> {
    Ok(Disclosure {
        ground: Ground::parse(&row.ground).ok_or(StoreError::Corrupt("disclosure"))?,
        kinds: from_json("disclosure", &row.kinds)?,
        id: row.disclosure_id,
        on: row.given_on,
        entered_at: row.entered_at,
        recipient: row.recipient,
        reason: row.reason,
        method: row.method,
    })
}
