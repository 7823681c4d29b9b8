//! What is changed online only.

use sst_domain::registry::DataKind::VerificationCode;

use super::field::{ACCOUNT, Field, Holds, body, path as parameter};
use super::{Operation, post, put};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    post(
        "begin_contact_change",
        path::CONTACT_CHANGES,
        &[ACCOUNT, CHANNEL, NEW_VALUE],
    ),
    post(
        "verify_contact_change",
        path::CONTACT_VERIFY,
        &[ACCOUNT, CHANNEL, CODE],
    ),
    put(
        "replace_identity_document",
        path::IDENTITY_DOCUMENT,
        &[ACCOUNT, DOCUMENT],
    ),
];

/// A channel is called as the unit that it changes.
const CHANNEL: &[Field] = &[parameter("channel", Holds::Protocol)];

const NEW_VALUE: &[Field] = &[body("/value", Holds::UnitNamedIn("channel"))];

const CODE: &[Field] = &[
    parameter("id", Holds::Protocol),
    body("/code", Holds::Kind(VerificationCode)),
];

const DOCUMENT: &[Field] = &[
    body("/value", Holds::Unit("id_document")),
    body("/base", Holds::Protocol),
];
