//! `GET /v1/policies/…`: signed bundles, byte for byte.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use sst_api::policy::CurrentPolicyQuery;
use sst_api::problem::ProblemCode;

use crate::app::Shared;
use crate::http::body::{AddressPath, AddressQuery};
use crate::http::failure::Failure;
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
    Ok(bundle(&headers, bytes, "no-cache"))
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
    Ok(bundle(&headers, bytes, cache))
}

fn bundle(headers: &HeaderMap, bytes: Vec<u8>, cache: &'static str) -> Response {
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)));
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known
            .split(',')
            .any(|tag| matches!(tag.trim(), tag if tag == "*" || tag == etag))
    });
    let headers = [(ETAG, etag), (CACHE_CONTROL, cache.to_owned())];
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    ([(CONTENT_TYPE, "application/json")], headers, bytes).into_response()
}
