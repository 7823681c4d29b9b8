//! What surrounds every request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sst_api::problem::ProblemCode;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use super::failure::Failure;
use crate::app::Shared;
use crate::auth::approval;

/// Answers of fewer bytes go as they are: their head is most of what they cost.
const WORTH_PACKING: u16 = 1024;

const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// Logs the pattern of the path, never the path: its parameters are not for a log.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let response = next.run(request).await;
    let path = path.as_ref().map_or("-", MatchedPath::as_str);
    let millis = began.elapsed().as_millis();
    tracing::info!(%method, path, status = response.status().as_u16(), millis, "answered");
    response
}

/// Gives up on a request that does not arrive, or is not answered, in time.
pub(crate) async fn time_out(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(app.limits.request_timeout, next.run(request)).await;
    answer.unwrap_or_else(|_| Failure::from(ProblemCode::TimedOut).into_response())
}

/// What concerns one person: a fresh nonce for the next proof, and nothing is kept by anybody between.
pub(crate) async fn personal(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Ok(nonce) = HeaderValue::from_str(&app.dpop.nonce(app.clock.now())) {
        response.headers_mut().insert(DPOP_NONCE, nonce);
    }
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Compresses a long answer for who asks for it. Only for answers of one piece that hold no secret of a log-in: beside text
/// that somebody else may choose, the length of what is compressed tells the secret bit by bit (BREACH). So never for what
/// gives tokens or codes, for guardians and pages, nor for the stream of events, which would be held back.
pub(crate) fn compression() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new().compress_when(SizeAbove::new(WORTH_PACKING))
}

/// Pages for a browser: nothing is loaded, framed, kept, or told to the next site.
pub(crate) async fn pages(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = approval::CONTENT_SECURITY_POLICY.clone();
    let headers = [
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    response.headers_mut().extend(headers);
    response
}
