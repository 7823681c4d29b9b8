//! `GET /v1/policies/…`: signed bundles, byte for byte.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use sst_api::policy::CurrentPolicyQuery;
use sst_api::problem::ProblemCode;

use crate::app::Shared;
use crate::http::body::{AddressPath, AddressQuery};
use crate::http::failure::Failure;
use crate::http::tag::tagged;
use crate::store::policy;

/// The policy in force; as long as none was published, the sample that this project ships.
pub(crate) async fn current(
    State(app): State<Shared>,
    headers: HeaderMap,
    AddressQuery(query): AddressQuery<CurrentPolicyQuery>,
) -> Result<Response, Failure> {
    let in_force = policy::in_force(&mut *app.store.read().await?, &query.language).await?;
    let bytes = match in_force {
        Some(in_force) => in_force,
        None => app.sample.bundle(&query.language).1,
    };
    Ok(tagged(&headers, bytes, "no-cache"))
}

/// One version, for ever. In another language than the one that was asked for it may be kept by nobody
/// unasked: the right one can still be published at this very address.
pub(crate) async fn version(
    State(app): State<Shared>,
    headers: HeaderMap,
    AddressPath((id, version)): AddressPath<(String, String)>,
    AddressQuery(query): AddressQuery<CurrentPolicyQuery>,
) -> Result<Response, Failure> {
    let mut conn = app.store.read().await?;
    let published = policy::version(&mut conn, (&id, &version), &query.language).await?;
    let sample = || {
        app.sample
            .is(&id, &version)
            .then(|| app.sample.bundle(&query.language))
    };
    let (language, bytes) = published.or_else(sample).ok_or(ProblemCode::NotFound)?;
    let cache = if language == query.language {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Ok(tagged(&headers, bytes, cache))
}
