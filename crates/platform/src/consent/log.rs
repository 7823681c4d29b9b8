//! `/v1/consents`: the log of decisions, and entering one outside sync.

use axum::Json;
use axum::extract::State;
use sst_api::consent::{CONSENTS_PAGE, ConsentEntry, ConsentList, ConsentRequest, ConsentsQuery};
use sst_api::problem::ProblemCode;
use sst_domain::consent::SignedRecord;

use super::decide;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::error::StoreError;
use crate::http::body::{self, AddressQuery};
use crate::http::failure::Failure;
use crate::store::consent;

/// `GET /v1/consents`
pub(crate) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    AddressQuery(query): AddressQuery<ConsentsQuery>,
) -> Result<Json<ConsentList>, Failure> {
    let limit = query.limit.clamp(1, CONSENTS_PAGE);
    let mut conn = app.store.read().await?;
    let after = i64::try_from(query.after).unwrap_or(i64::MAX);
    let mut entries = consent::behind(&mut conn, &caller.citizen_id, after, limit + 1).await?;
    let has_more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    Ok(Json(ConsentList { entries, has_more }))
}

/// `POST /v1/consents`
pub(crate) async fn enter(
    State(app): State<Shared>,
    caller: Caller,
    body::Json(request): body::Json<ConsentRequest>,
) -> Result<Json<ConsentEntry>, Failure> {
    let signed = SignedRecord {
        record: request.record,
        signature: request.signature,
    };
    let record = signed.read().map_err(|_| ProblemCode::ConsentInvalid)?;
    let bytes = signed.record.clone();
    let mut tx = app.store.write().await?;
    let citizen = &caller.citizen_id;
    let outcome = decide(
        &app,
        &mut tx,
        citizen,
        (signed, request.notice),
        request.guardian,
    )
    .await?;
    if let Some(problem) = outcome.problem {
        return Err(problem.into());
    }
    let entry = consent::entry(&mut tx, citizen, &record.id).await?;
    let entry = entry.ok_or(StoreError::Corrupt("consent_log"))?;
    if entry.record != bytes {
        // Another record bears this identifier.
        return Err(ProblemCode::ConsentInvalid.into());
    }
    tx.commit().await?;
    Ok(Json(entry))
}
