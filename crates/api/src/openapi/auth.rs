//! Discovery, login, tokens.

use crate::auth::{
    ChallengeReply, ChallengeRequest, OauthError, RevokeRequest, ServerMetadata, TokenReply,
    TokenRequest,
};
use crate::path;
use crate::problem::Problem;

/// What the platform offers.
#[utoipa::path(
    get, path = path::DISCOVERY, tag = "auth",
    responses(
        (status = 200, body = ServerMetadata),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn discovery() {}

/// One step of logging in, registering or stepping up.
#[utoipa::path(
    post, path = path::CHALLENGE, tag = "auth",
    request_body(
        content = ChallengeRequest,
        content_type = "application/x-www-form-urlencoded",
    ),
    responses(
        (status = 200, body = ChallengeReply, headers(("DPoP-Nonce" = String))),
        (
            status = "4XX", body = OauthError, headers(("DPoP-Nonce" = String)),
            description = "Something is missing or wrong; `code` says what",
        ),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("proof" = []), ("access_token" = [], "proof" = [])),
)]
pub(super) fn challenge() {}

/// Tokens for a code, or new tokens for old.
#[utoipa::path(
    post, path = path::TOKEN, tag = "auth",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenReply, headers(("DPoP-Nonce" = String))),
        (
            status = "4XX", body = OauthError, headers(("DPoP-Nonce" = String)),
            description = "No tokens; `code` says why",
        ),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("proof" = [])),
)]
pub(super) fn token() {}

/// Ends a session. Its event streams close.
#[utoipa::path(
    post, path = path::REVOKE, tag = "auth",
    request_body(content = RevokeRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Ended, or never known"),
        (
            status = "4XX", body = OauthError, headers(("DPoP-Nonce" = String)),
            description = "Nothing was ended; `code` says why",
        ),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("proof" = [])),
)]
pub(super) fn revoke() {}
