//! Answers that a reader who holds them already need not be sent again (RFC 9110, 13.1.2).

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sst_api::problem::ProblemCode;

use super::failure::Failure;

/// `bytes`, which are JSON, with a tag made of them alone; nothing but the tag where the reader holds them. `cache` is what
/// may be done with them on the way.
pub(crate) fn tagged(headers: &HeaderMap, bytes: Vec<u8>, cache: &'static str) -> Response {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)));
    let held = headers.get_all(IF_NONE_MATCH).iter();
    let is_held = held
        .filter_map(|held| held.to_str().ok())
        .flat_map(|held| held.split(','))
        .map(str::trim)
        .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag);
    // A weak one: the same may go in several codings (RFC 9110, 8.8.1).
    let headers = [
        (ETAG, format!("W/{tag}")),
        (CACHE_CONTROL, cache.to_owned()),
    ];
    if is_held {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    ([(CONTENT_TYPE, "application/json")], headers, bytes).into_response()
}

/// The same for a value that anybody may keep, and has to ask about before it is shown again.
pub(crate) fn tagged_json(
    headers: &HeaderMap,
    value: &impl Serialize,
) -> Result<Response, Failure> {
    let bytes = serde_json::to_vec(value).map_err(|_| ProblemCode::Internal)?;
    Ok(tagged(headers, bytes, "no-cache"))
}
