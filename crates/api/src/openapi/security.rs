//! The safety of an account.

use crate::consent::{ConsentEntry, ConsentList, ConsentRequest, ConsentsQuery, Statement};
use crate::disclosure::DisclosureList;
use crate::path;
use crate::problem::Problem;
use crate::security::{
    ActivityList, DisownReply, PasswordReply, PasswordRequest, PasswordStatus, SessionList,
    SessionNameRequest, SessionsEnded,
};

/// The log of the person's decisions (capability `consents`).
#[utoipa::path(
    get, path = path::CONSENTS, tag = "security",
    params(ConsentsQuery),
    responses(
        (status = 200, body = ConsentList),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn consents() {}

/// Enters one decision, unless it is there already, and answers with its entry (capability `consents`).
#[utoipa::path(
    post, path = path::CONSENTS, tag = "security",
    request_body = ConsentRequest,
    responses(
        (status = 200, body = ConsentEntry),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn enter_consent() {}

/// How far the log of the person's decisions reaches, signed (capability `consents`).
#[utoipa::path(
    get, path = path::CONSENT_ANCHOR, tag = "security",
    responses(
        (status = 200, body = Statement),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn consent_anchor() {}

/// Where the person is logged in (capability `sessions`, as all of the sessions' operations).
#[utoipa::path(
    get, path = path::SESSIONS, tag = "security",
    responses(
        (status = 200, body = SessionList),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn sessions() {}

/// Ends every session but the one that asks.
#[utoipa::path(
    post, path = path::SESSIONS_END_OTHERS, tag = "security",
    responses(
        (status = 200, body = SessionsEnded),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn end_other_sessions() {}

/// Ends one session: at once its tokens are worth nothing and its event streams close.
#[utoipa::path(
    post, path = path::SESSION_END, tag = "security",
    params(("id" = String, Path, description = "From the list")),
    responses(
        (status = 200, body = SessionsEnded),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn end_session() {}

/// Gives the device of a session another name.
#[utoipa::path(
    put, path = path::SESSION_NAME, tag = "security",
    params(("id" = String, Path, description = "From the list")),
    request_body = SessionNameRequest,
    responses(
        (status = 200, body = SessionList),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn rename_session() {}

/// What happened to the account (capability `activity`).
#[utoipa::path(
    get, path = path::ACTIVITY, tag = "security",
    params(
        ("before" = Option<String>, Query, description = "Entries before this one"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 where absent"),
    ),
    responses(
        (status = 200, body = ActivityList),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn activity() {}

/// "This was not me": marks the entry, and ends the session in which it was done.
#[utoipa::path(
    post, path = path::ACTIVITY_DISOWN, tag = "security",
    params(("id" = String, Path, description = "From the list")),
    responses(
        (status = 200, body = DisownReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn disown_activity() {}

/// Whether the account has a password (capability `password`).
#[utoipa::path(
    get, path = path::PASSWORD, tag = "security",
    responses(
        (status = 200, body = PasswordStatus),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn password_status() {}

/// Sets or changes it; needs an authentication of the last five minutes.
#[utoipa::path(
    put, path = path::PASSWORD, tag = "security",
    request_body = PasswordRequest,
    responses(
        (status = 200, body = PasswordReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn set_password() {}

/// To whom the platform has given what of the person's. It goes by right, whatever was decided.
#[utoipa::path(
    get, path = path::DISCLOSURES, tag = "security",
    params(
        ("before" = Option<String>, Query, description = "Entries before this one"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 where absent"),
    ),
    responses(
        (status = 200, body = DisclosureList),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn disclosures() {}
