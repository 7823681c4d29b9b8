//! Phone, e-mail, identity document: changed while the platform answers, or not at all.

use crate::contact::{
    Channel, ContactChangeReply, ContactChangeRequest, ContactVerifyRequest,
    IdentityDocumentRequest,
};
use crate::path;
use crate::problem::Problem;
use crate::sync::UnitChange;

/// Sends a code to the new value; the old one stands until it comes back.
#[utoipa::path(
    post, path = path::CONTACT_CHANGES, tag = "account",
    params(("channel" = Channel, Path)),
    request_body = ContactChangeRequest,
    responses(
        (status = 202, body = ContactChangeReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn begin_contact_change() {}

/// The code came back: the new value stands.
#[utoipa::path(
    post, path = path::CONTACT_VERIFY, tag = "account",
    params(("channel" = Channel, Path), ("id" = String, Path, description = "From the first step")),
    request_body = ContactVerifyRequest,
    responses(
        (status = 200, body = UnitChange),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn verify_contact_change() {}

/// Replaces the identity document; needs an authentication of the last five minutes.
#[utoipa::path(
    put, path = path::IDENTITY_DOCUMENT, tag = "account",
    request_body = IdentityDocumentRequest,
    responses(
        (status = 200, body = UnitChange),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn replace_identity_document() {}
