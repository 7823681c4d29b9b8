//! `GET /v1/disclosures`: to whom the platform has given what.

use axum::Json;
use axum::extract::State;
use sst_api::disclosure::{DisclosureList, DisclosureQuery};
use sst_api::problem::ProblemCode;

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::http::body::AddressQuery;
use crate::http::failure::Failure;
use crate::store::disclosure;

/// Most entries of one reply.
const MOST: u32 = 100;

/// The person's own list.
pub(crate) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    AddressQuery(query): AddressQuery<DisclosureQuery>,
) -> Result<Json<DisclosureList>, Failure> {
    if !(1..=MOST).contains(&query.limit) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let mut conn = app.store.read().await?;
    let before = query.before.as_deref();
    let limit = query.limit + 1;
    let mut found = disclosure::list(&mut conn, &caller.citizen_id, before, limit).await?;
    let has_more = found.len() == limit as usize;
    found.truncate(query.limit as usize);
    Ok(Json(DisclosureList {
        disclosures: found,
        has_more,
    }))
}
