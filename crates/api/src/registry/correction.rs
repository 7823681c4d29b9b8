//! Attachments of requests for corrections, and the history of changes.

use sst_domain::registry::DataKind::Attachment;

use super::field::{ACCOUNT, Field, Holds, body, path as parameter, query};
use super::{Operation, delete, get, post, put};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    post("begin_upload", path::UPLOADS, &[ACCOUNT, FILE]),
    get("upload_state", path::UPLOAD, &[ACCOUNT, UPLOAD]),
    put("send_part", path::UPLOAD, &[ACCOUNT, UPLOAD, PART]),
    delete("discard_upload", path::UPLOAD, &[ACCOUNT, UPLOAD]),
    get("profile_history", path::HISTORY, &[ACCOUNT, PAGE]),
];

const FILE: &[Field] = &[
    body("/id", Holds::Protocol),
    body("/media_type", Holds::Kind(Attachment)),
    body("/size", Holds::Kind(Attachment)),
    body("/sha256", Holds::Kind(Attachment)),
];

const UPLOAD: &[Field] = &[parameter("id", Holds::Protocol)];

/// The body as a whole is one field: bytes of the file.
const PART: &[Field] = &[
    query("offset", Holds::Protocol),
    body("", Holds::Kind(Attachment)),
];

const PAGE: &[Field] = &[
    query("before", Holds::Protocol),
    query("limit", Holds::Protocol),
];
