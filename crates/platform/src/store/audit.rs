//! The audit trail: who did what to whom and when, each row bound to the one before by its hash.
//!
//! A row is written in the transaction that does the thing. It names citizens by their opaque identifier
//! and units by their key; it never holds a value.

use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use crate::error::StoreError;

/// What happened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Who: `citizen`, `official` or `platform`.
    pub(crate) actor: &'static str,
    /// What, such as `session.opened`.
    pub(crate) action: &'static str,
    /// To whom.
    pub(crate) citizen_id: Option<&'a str>,
    /// What exactly, without any value, such as the key of a unit.
    pub(crate) detail: &'a str,
}

/// Adds a row.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    at: i64,
    entry: Entry<'_>,
) -> Result<(), StoreError> {
    append(conn, at, entry).await.map(|_| ())
}

/// Adds a row; gives its position.
pub(super) async fn append(
    conn: &mut SqliteConnection,
    at: i64,
    entry: Entry<'_>,
) -> Result<i64, StoreError> {
    let last = "SELECT position, hash FROM audit ORDER BY position DESC LIMIT 1";
    let last: Option<(i64, Vec<u8>)> = sqlx::query_as(last).fetch_optional(&mut *conn).await?;
    let (position, before) = last.unwrap_or_default();
    let hash = chain(&before, position + 1, at, &entry);
    sqlx::query("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(position + 1)
        .bind(at)
        .bind(entry.actor)
        .bind(entry.action)
        .bind(entry.citizen_id)
        .bind(entry.detail)
        .bind(hash.as_slice())
        .execute(conn)
        .await?;
    Ok(position + 1)
}

/// Checks the whole trail.
///
/// Gives the number of rows, or in `Err` the position of the first row that is not as it was written.
pub(crate) async fn verify(conn: &mut SqliteConnection) -> Result<Result<i64, i64>, StoreError> {
    type Row = (i64, i64, String, String, Option<String>, String, Vec<u8>);
    let rows: Vec<Row> = sqlx::query_as("SELECT * FROM audit ORDER BY position")
        .fetch_all(conn)
        .await?;
    let mut before = Vec::new();
    let mut count = 0;
    for (position, at, actor, action, citizen_id, detail, hash) in rows {
        let fields = [
            actor.as_str(),
            &action,
            citizen_id.as_deref().unwrap_or(""),
            &detail,
        ];
        if position != count + 1 || chain_fields(&before, position, at, fields) != *hash {
            return Ok(Err(count + 1));
        }
        count = position;
        before = hash;
    }
    Ok(Ok(count))
}

fn chain(before: &[u8], position: i64, at: i64, entry: &Entry<'_>) -> [u8; 32] {
    let fields = [
        entry.actor,
        entry.action,
        entry.citizen_id.unwrap_or(""),
        entry.detail,
    ];
    chain_fields(before, position, at, fields)
}

fn chain_fields(before: &[u8], position: i64, at: i64, fields: [&str; 4]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(position.to_be_bytes());
    hash.update(at.to_be_bytes());
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}
