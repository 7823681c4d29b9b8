//! Requests to correct a unit that an official has verified.

use sqlx::SqliteConnection;
use sst_api::correction::{CorrectionRequest, CorrectionState};
use sst_domain::profile::{UnitKey, UnitValue};
use uuid::Uuid;

use super::change_log::{self, Kind};
use super::{citizen, from_json, to_json, upload};
use crate::clock::text_of;
use crate::error::StoreError;

const TABLE: &str = "correction";

/// A request that has just come.
pub(crate) struct New<'a> {
    /// That of the mutation which asked.
    pub(crate) id: Uuid,
    /// What the person can name it by.
    pub(crate) reference: &'a str,
    /// The unit.
    pub(crate) unit: &'a str,
    /// What it should be; `None` where it should be empty.
    pub(crate) value: Option<&'a UnitValue>,
    /// Why.
    pub(crate) reason: &'a str,
    /// When, milliseconds.
    pub(crate) at: i64,
}

/// Adds one.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    new: New<'_>,
) -> Result<(), StoreError> {
    let rev = citizen::next_rev(conn, citizen_id).await?;
    let value = new.value.map(|value| to_json(TABLE, value)).transpose()?;
    sqlx::query("INSERT INTO correction VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)")
        .bind(citizen_id)
        .bind(new.id.to_string())
        .bind(new.reference)
        .bind(new.unit)
        .bind(value)
        .bind(new.reason)
        .bind(CorrectionState::Received.as_str())
        .bind(new.at)
        .bind(new.at)
        .bind(rev)
        .execute(&mut *conn)
        .await?;
    change_log::citizen_changed(conn, citizen_id, Kind::Corrections, rev).await
}

/// Something became of it, and this is what an official says to it.
pub(crate) async fn set_state(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    request_id: Uuid,
    (state, answer): (CorrectionState, Option<&str>),
    at: i64,
) -> Result<(), StoreError> {
    let rev = citizen::next_rev(conn, citizen_id).await?;
    let query = "UPDATE correction SET state = ?, answer = ?, updated_at = ?, rev = ? \
                 WHERE citizen_id = ? AND request_id = ?";
    sqlx::query(query)
        .bind(state.as_str())
        .bind(answer)
        .bind(at)
        .bind(rev)
        .bind(citizen_id)
        .bind(request_id.to_string())
        .execute(&mut *conn)
        .await?;
    change_log::citizen_changed(conn, citizen_id, Kind::Corrections, rev).await
}

/// Whether a request for this unit waits for an answer.
pub(crate) async fn is_open(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    unit: &str,
) -> Result<bool, StoreError> {
    let query = "SELECT EXISTS (SELECT 1 FROM correction WHERE citizen_id = ? AND unit = ? \
                 AND state IN ('received', 'in_review'))";
    let query = sqlx::query_scalar(query).bind(citizen_id).bind(unit);
    Ok(query.fetch_one(conn).await?)
}

/// What became of a citizen's request, and its reference.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    request_id: Uuid,
) -> Result<Option<(CorrectionState, String)>, StoreError> {
    let query = "SELECT state, reference FROM correction WHERE citizen_id = ? AND request_id = ?";
    let row: Option<(String, String)> = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(request_id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(|(state, reference)| Ok((parse(&state)?, reference)))
        .transpose()
}

/// The request with this reference, and whose it is.
pub(crate) async fn by_reference(
    conn: &mut SqliteConnection,
    reference: &str,
) -> Result<Option<(String, CorrectionRequest)>, StoreError> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM correction WHERE reference = ?")
        .bind(reference)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let citizen_id = row.citizen_id.clone();
    Ok(Some((citizen_id, row.into_request(conn).await?)))
}

/// Every request in this state, oldest first; every one where absent.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    state: Option<CorrectionState>,
) -> Result<Vec<CorrectionRequest>, StoreError> {
    let query = "SELECT * FROM correction WHERE ?1 IS NULL OR state = ?1 \
                 ORDER BY submitted_at, reference";
    let query = sqlx::query_as(query).bind(state.map(CorrectionState::as_str));
    let rows: Vec<Row> = query.fetch_all(&mut *conn).await?;
    let mut requests = Vec::with_capacity(rows.len());
    for row in rows {
        requests.push(row.into_request(conn).await?);
    }
    Ok(requests)
}

/// Requests of one citizen that changed after `since`, with their revision, oldest change first.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    since: i64,
    limit: u32,
) -> Result<Vec<(i64, CorrectionRequest)>, StoreError> {
    let query = "SELECT * FROM correction WHERE citizen_id = ? AND rev > ? ORDER BY rev LIMIT ?";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(since)
        .bind(limit);
    let rows: Vec<Row> = query.fetch_all(&mut *conn).await?;
    let mut requests = Vec::with_capacity(rows.len());
    for row in rows {
        requests.push((row.rev, row.into_request(conn).await?));
    }
    Ok(requests)
}

#[derive(sqlx::FromRow)]
struct Row {
    citizen_id: String,
    request_id: String,
    reference: String,
    unit: String,
    value: Option<String>,
    reason: String,
    state: String,
    answer: Option<String>,
    submitted_at: i64,
    updated_at: i64,
    rev: i64,
}

impl Row {
    async fn into_request(
        self,
        conn: &mut SqliteConnection,
    ) -> Result<CorrectionRequest, StoreError> {
        let id = Uuid::parse_str(&self.request_id).map_err(|_| StoreError::Corrupt(TABLE))?;
        let value = self.value.map(|value| from_json(TABLE, &value));
        Ok(CorrectionRequest {
            id,
            attachments: upload::of_request(conn, &self.citizen_id, id).await?,
            reference: self.reference,
            unit: UnitKey::from(self.unit),
            value: value.transpose()?,
            reason: self.reason,
            state: parse(&self.state)?,
            answer: self.answer,
            submitted_at: text_of(self.submitted_at),
            updated_at: text_of(self.updated_at),
        })
    }
}

fn parse(state: &str) -> Result<CorrectionState, StoreError> {
    CorrectionState::parse(state).ok_or(StoreError::Corrupt(TABLE))
}
