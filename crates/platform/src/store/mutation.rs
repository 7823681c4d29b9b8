//! What became of each mutation, kept so that the same one can be sent any number of times.

use sqlx::SqliteConnection;
use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::MutationStatus;
use uuid::Uuid;

use super::{from_json, to_json};
use crate::error::StoreError;

const TABLE: &str = "mutation";

/// What became of a mutation.
pub(crate) struct Outcome {
    /// The outcome itself.
    pub(crate) status: MutationStatus,
    /// Why, where it was rejected.
    pub(crate) problem: Option<Problem>,
}

impl Outcome {
    /// Anything but a rejection.
    pub(crate) fn of(status: MutationStatus) -> Self {
        Self {
            status,
            problem: None,
        }
    }

    /// It cannot stand.
    pub(crate) fn rejected(problem: Problem) -> Self {
        Self {
            status: MutationStatus::Rejected,
            problem: Some(problem),
        }
    }
}

impl From<ProblemCode> for Outcome {
    fn from(code: ProblemCode) -> Self {
        Self::rejected(Problem::new(code))
    }
}

/// Fingerprint and outcome of a mutation that this citizen sent before, from whichever device.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    id: Uuid,
) -> Result<Option<(Vec<u8>, Outcome)>, StoreError> {
    let query = "SELECT fingerprint, status, problem FROM mutation \
                 WHERE citizen_id = ? AND mutation_id = ?";
    let row: Option<(Vec<u8>, String, Option<String>)> = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    let Some((fingerprint, status, problem)) = row else {
        return Ok(None);
    };
    let status = from_json(TABLE, &status)?;
    let problem = problem
        .map(|problem| from_json(TABLE, &problem))
        .transpose()?;
    Ok(Some((fingerprint, Outcome { status, problem })))
}

/// Keeps the outcome of a new mutation.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    (device_id, seq): (&str, i64),
    (id, fingerprint): (Uuid, &[u8]),
    outcome: &Outcome,
    at: i64,
) -> Result<(), StoreError> {
    let problem = outcome
        .problem
        .as_ref()
        .map(|problem| to_json(TABLE, problem))
        .transpose()?;
    sqlx::query("INSERT INTO mutation VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(id.to_string())
        .bind(fingerprint)
        .bind(device_id)
        .bind(seq)
        .bind(to_json(TABLE, &outcome.status)?)
        .bind(problem)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}
