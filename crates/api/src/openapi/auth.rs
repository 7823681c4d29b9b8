//! Discovery, login, tokens.

use crate::approval::{AuthorizationQuery, DeviceAuthorizationReply, DeviceAuthorizationRequest};
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

/// A page on which the person logs in and agrees. What comes of it goes to `redirect_uri`.
#[utoipa::path(
    get, path = path::AUTHORIZE, tag = "auth",
    params(AuthorizationQuery),
    responses(
        (status = 200, body = String, content_type = "text/html", description = "The page"),
        (
            status = 303,
            description = "Back to `redirect_uri` with `error`, `state` and `iss` (RFC 6749, 4.1.2.1; RFC 9207)",
        ),
        (
            status = 400, body = String, content_type = "text/html",
            description = "`client_id` or `redirect_uri` is not right: the browser is sent nowhere",
        ),
    ),
)]
pub(super) fn authorize() {}

/// A code with which the person logs this terminal in from another device.
#[utoipa::path(
    post, path = path::DEVICE_AUTHORIZATION, tag = "auth",
    request_body(
        content = DeviceAuthorizationRequest,
        content_type = "application/x-www-form-urlencoded",
    ),
    responses(
        (status = 200, body = DeviceAuthorizationReply, headers(("DPoP-Nonce" = String))),
        (
            status = "4XX", body = OauthError, headers(("DPoP-Nonce" = String)),
            description = "No code; `code` says why",
        ),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("proof" = [])),
)]
pub(super) fn device_authorization() {}

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
