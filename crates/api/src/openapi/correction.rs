//! Attachments of requests for corrections, and the history of changes.

use crate::history::{HistoryPage, HistoryQuery};
use crate::path;
use crate::problem::Problem;
use crate::upload::{PartQuery, UploadRequest, UploadState};

/// Begins to send an attachment. The same again answers how far it has come.
#[utoipa::path(
    post, path = path::UPLOADS, tag = "correction",
    request_body = UploadRequest,
    responses(
        (status = 200, body = UploadState),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn begin_upload() {}

/// How far it has come.
#[utoipa::path(
    get, path = path::UPLOAD, tag = "correction",
    params(("id" = uuid::Uuid, Path, description = "The upload")),
    responses(
        (status = 200, body = UploadState),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn upload_state() {}

/// Sends the next part, 1 byte to 1 MiB. With the last one the whole is compared with what was said of it; where it
/// differs, the upload begins anew.
#[utoipa::path(
    put, path = path::UPLOAD, tag = "correction",
    params(("id" = uuid::Uuid, Path, description = "The upload"), PartQuery),
    request_body(content = inline(Part), content_type = "application/octet-stream"),
    responses(
        (status = 200, body = UploadState),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn send_part() {}

/// Bytes of the file, as they are.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
struct Part(Vec<u8>);

/// Gives an upload up, whether there is one or not. One that belongs to a request stays.
#[utoipa::path(
    delete, path = path::UPLOAD, tag = "correction",
    params(("id" = uuid::Uuid, Path, description = "The upload")),
    responses(
        (status = 204, description = "It is not there any more"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn discard_upload() {}

/// How the units of the profile became what they are, newest change first.
#[utoipa::path(
    get, path = path::HISTORY, tag = "correction",
    params(HistoryQuery),
    responses(
        (status = 200, body = HistoryPage),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
    security(("access_token" = [], "proof" = [])),
)]
pub(super) fn profile_history() {}
