//! `GET /v1/profile/history`: how the person's units became what they are.

use axum::Json;
use axum::extract::State;
use sst_api::history::{HistoryPage, HistoryQuery};
use sst_api::problem::ProblemCode;

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::http::body::AddressQuery;
use crate::http::failure::Failure;
use crate::store::history;

/// Most entries of one reply.
const MOST: u32 = 100;

/// The person's own changes, newest first.
pub(crate) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    AddressQuery(query): AddressQuery<HistoryQuery>,
) -> Result<Json<HistoryPage>, Failure> {
    if !(1..=MOST).contains(&query.limit) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let mut conn = app.store.read().await?;
    let before = query.before.as_deref();
    let mut entries = history::list(&mut conn, &caller.citizen_id, before, query.limit + 1).await?;
    let has_more = entries.len() > query.limit as usize;
    entries.truncate(query.limit as usize);
    let last = entries.last().map(|entry| entry.reference.clone());
    Ok(Json(HistoryPage {
        entries,
        next: last.filter(|_| has_more),
    }))
}
