//! Guardians of minors. No token comes with these requests: a code that was sent to the guardian's phone does.

use crate::consent::Statement;
use crate::guardian::{
    GuardianChallengeReply, GuardianChallengeRequest, GuardianConfirmationRequest,
    GuardianConsents, GuardianConsentsRequest, GuardianVerifyReply, GuardianVerifyRequest,
    GuardianWithdrawalRequest,
};
use crate::path;
use crate::problem::Problem;

/// Sends a code to the guardian's phone (capability `guardians`, as all of these).
#[utoipa::path(
    post, path = path::GUARDIAN_CHALLENGES, tag = "guardian",
    request_body = GuardianChallengeRequest,
    responses(
        (status = 202, body = GuardianChallengeReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn guardian_challenge() {}

/// The code came back: the guardian is there.
#[utoipa::path(
    post, path = path::GUARDIAN_VERIFY, tag = "guardian",
    request_body = GuardianVerifyRequest,
    responses(
        (status = 200, body = GuardianVerifyReply),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn guardian_verify() {}

/// Confirms one decision for a minor.
#[utoipa::path(
    post, path = path::GUARDIAN_CONFIRMATIONS, tag = "guardian",
    request_body = GuardianConfirmationRequest,
    responses(
        (status = 200, body = Statement),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn guardian_confirmation() {}

/// What this guardian has confirmed and what still stands.
#[utoipa::path(
    post, path = path::GUARDIAN_CONSENTS, tag = "guardian",
    request_body = GuardianConsentsRequest,
    responses(
        (status = 200, body = GuardianConsents),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn guardian_consents() {}

/// Goes back on one agreement; the minor's computers hear of it with their next changes.
#[utoipa::path(
    post, path = path::GUARDIAN_WITHDRAWALS, tag = "guardian",
    request_body = GuardianWithdrawalRequest,
    responses(
        (status = 200, body = GuardianConsents),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn guardian_withdrawal() {}
