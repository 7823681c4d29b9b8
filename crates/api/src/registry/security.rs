//! The safety of an account.

use sst_domain::registry::DataKind::{
    AgeBand, DecisionRecord, DeviceName, OperationRecord, Password,
};

use super::field::{ACCOUNT, Field, Holds, body, path as parameter, query};
use super::{Operation, get, post, put};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    get("consent_anchor", path::CONSENT_ANCHOR, &[ACCOUNT]),
    get("consents", path::CONSENTS, &[ACCOUNT, LOG]),
    post("enter_consent", path::CONSENTS, &[ACCOUNT, DECISION]),
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
    get("disclosures", path::DISCLOSURES, &[ACCOUNT, PAGE]),
    put("set_password", path::PASSWORD, &[ACCOUNT, PASSWORDS]),
];

const LOG: &[Field] = &[
    query("after", Holds::Protocol),
    query("limit", Holds::Protocol),
];

/// A record says which age band decided; so it is sent with every decision.
const DECISION: &[Field] = &[
    body("/record", Holds::Kinds(&[DecisionRecord, AgeBand])),
    body("/signature", Holds::Kind(DecisionRecord)),
    body("/notice", Holds::Kind(DecisionRecord)),
    body("/guardian/statement", Holds::Kind(DecisionRecord)),
    body("/guardian/signature", Holds::Kind(DecisionRecord)),
    body("/guardian/key_id", Holds::Kind(DecisionRecord)),
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
