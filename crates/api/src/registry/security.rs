//! The safety of an account.

use sst_domain::registry::DataKind::{DeviceName, OperationRecord, Password};

use super::field::{ACCOUNT, Field, Holds, body, path as parameter, query};
use super::{Operation, get, post, put};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    get("consent_anchor", path::CONSENT_ANCHOR, &[ACCOUNT]),
    get("sessions", path::SESSIONS, &[ACCOUNT]),
    post("end_other_sessions", path::SESSIONS_END_OTHERS, &[ACCOUNT]),
    post("end_session", path::SESSION_END, &[ACCOUNT, SESSION]),
    put(
        "rename_session",
        path::SESSION_NAME,
        &[ACCOUNT, SESSION, NAME],
    ),
    get("activity", path::ACTIVITY, &[ACCOUNT, PAGE]),
    post("disown_activity", path::ACTIVITY_DISOWN, &[ACCOUNT, ENTRY]),
    get("password_status", path::PASSWORD, &[ACCOUNT]),
    put("set_password", path::PASSWORD, &[ACCOUNT, PASSWORDS]),
];

const SESSION: &[Field] = &[parameter("id", Holds::Protocol)];

const NAME: &[Field] = &[body("/name", Holds::Kind(DeviceName))];

const PAGE: &[Field] = &[
    query("before", Holds::Protocol),
    query("limit", Holds::Protocol),
];

/// That something was not the person's own doing is said of an entry.
const ENTRY: &[Field] = &[parameter("id", Holds::Kind(OperationRecord))];

const PASSWORDS: &[Field] = &[
    body("/new_password", Holds::Kind(Password)),
    body("/current_password", Holds::Kind(Password)),
    body("/end_others", Holds::Protocol),
];
