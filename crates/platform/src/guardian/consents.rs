//! `POST /v1/guardian/consents`: what a guardian has confirmed and what still stands.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use sqlx::SqliteConnection;
use sst_api::guardian::{
    GuardianConsent, GuardianConsents, GuardianConsentsRequest, GuardianPurpose,
};
use sst_domain::consent::{
    ConsentRecord, Hash, LogEntry, Logged, Standing, declines_a_change, standing,
};
use sst_domain::identity::mask_name;

use super::present::present;
use crate::app::Shared;
use crate::error::StoreError;
use crate::http::body;
use crate::http::failure::Failure;
use crate::store::consent::{self, LogRow};
use crate::store::{guardian, unit};

/// Lists them.
pub(crate) async fn consents(
    State(app): State<Shared>,
    body::Json(request): body::Json<GuardianConsentsRequest>,
) -> Result<Json<GuardianConsents>, Failure> {
    let mut view = app.store.snapshot().await?;
    let purpose = GuardianPurpose::Withdraw;
    let guardian = present(&app, &mut view, &request.challenge, purpose).await?;
    Ok(Json(list(&mut view, &guardian).await?))
}

/// What stands of this guardian's agreements, newest first.
pub(super) async fn list(
    conn: &mut SqliteConnection,
    guardian: &str,
) -> Result<GuardianConsents, StoreError> {
    let mut by_subject: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (subject, record) in guardian::agreements(conn, guardian).await? {
        by_subject.entry(subject).or_default().push(record);
    }
    let mut consents = Vec::new();
    for (subject, records) in by_subject {
        // Where the account was cancelled nobody can be named any more, and nothing is done with the data.
        let Some(citizen_id) = consent::citizen_of(conn, &subject).await? else {
            continue;
        };
        let person = person(conn, &citizen_id).await?;
        let log = consent::log(conn, &subject).await?;
        let seen = log.len() as u64;
        for standing in standings(&log)?.into_values().filter(Standing::allows) {
            let row = log.iter().find(|row| row.record_id == standing.record);
            let Some(row) = row.filter(|row| records.contains(&row.record_id)) else {
                continue;
            };
            let record = read(row)?;
            let entry: LogEntry = serde_json::from_slice(&row.statement.0)
                .map_err(|_| StoreError::Corrupt("consent_log"))?;
            consents.push(GuardianConsent {
                record: record.id,
                person: person.clone(),
                item: record.item,
                notice: row.notice.clone(),
                since: entry.received_at,
                seen,
            });
        }
    }
    consents.sort_by(|one, other| other.since.cmp(&one.since).then(one.item.cmp(&other.item)));
    Ok(GuardianConsents { consents })
}

fn standings(log: &[LogRow]) -> Result<BTreeMap<String, Standing>, StoreError> {
    let records: Vec<(ConsentRecord, Hash)> = log
        .iter()
        .map(|row| Ok((read(row)?, row.signed.record.hash())))
        .collect::<Result<_, StoreError>>()?;
    let logged = records.iter().zip(1..);
    let logged = logged.filter(|((record, _), _)| !declines_a_change(record));
    Ok(standing(logged.map(|((record, hash), position)| Logged {
        record,
        hash: *hash,
        position: Some(position),
    })))
}

fn read(row: &LogRow) -> Result<ConsentRecord, StoreError> {
    let record = row.signed.read();
    record.map_err(|_| StoreError::Corrupt("consent_log"))
}

/// The minor, so that a guardian tells their children apart and a stranger with a phone of before learns little.
async fn person(conn: &mut SqliteConnection, citizen_id: &str) -> Result<String, StoreError> {
    let text = |unit: Option<sst_api::sync::UnitChange>, field: &str| {
        let value = unit?.value?;
        Some(value.text(field)?.to_owned())
    };
    if let Some(name) = text(unit::find(conn, citizen_id, "name").await?, "name") {
        return Ok(mask_name(&name));
    }
    let code = unit::find(conn, citizen_id, "customer_code").await?;
    Ok(text(code, "code").unwrap_or_default())
}
