//! Reports about the client itself. No token comes with them.

use crate::path;
use crate::problem::Problem;
use crate::report::{CrashReport, ReportReceived, UsageReport};

/// What was used in a week that is over.
#[utoipa::path(
    post, path = path::USAGE_REPORTS, tag = "report",
    request_body = UsageReport,
    responses(
        (status = 200, description = "Counted; the same identifier again changes nothing", body = ReportReceived),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn usage_report() {}

/// Where the client failed.
#[utoipa::path(
    post, path = path::CRASH_REPORTS, tag = "report",
    request_body = CrashReport,
    responses(
        (status = 200, description = "Kept; the same identifier again changes nothing", body = ReportReceived),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn crash_report() {}
