//! Devices, sync, events.

use sst_domain::registry::DataKind::{
    AgeBand, AppVersion, CorrectionReason, DecisionRecord, DeviceName, DeviceNumber,
    OperationRecord, ReadNotices,
};

use super::field::{ACCOUNT, Field, Holds, body, header, query};
use super::{Operation, get, post};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    post("devices", path::DEVICES, &[ACCOUNT, DEVICE]),
    post("push", path::SYNC_PUSH, &[ACCOUNT, PUSH]),
    get("changes", path::SYNC_CHANGES, &[ACCOUNT, CHANGES]),
    get("events", path::EVENTS, &[ACCOUNT, EVENTS]),
    get("wait_for_news", path::SYNC_WAIT, &[ACCOUNT, WAIT]),
];

const DEVICE: &[Field] = &[
    body("/name", Holds::Kind(DeviceName)),
    body("/app_version", Holds::Kind(AppVersion)),
];

/// The members of all mutations together: each has some of them.
const PUSH: &[Field] = &[
    body("/device_id", Holds::Kind(DeviceNumber)),
    body("/cursor", Holds::Protocol),
    body("/mutations/*/seq", Holds::Protocol),
    body("/mutations/*/id", Holds::Protocol),
    body("/mutations/*/body/type", Holds::Kind(OperationRecord)),
    body("/mutations/*/body/unit", Holds::Kind(OperationRecord)),
    body("/mutations/*/body/value", Holds::UnitNamedIn("unit")),
    body("/mutations/*/body/base", Holds::Protocol),
    body(
        "/mutations/*/body/client_time",
        Holds::Kind(OperationRecord),
    ),
    // A record says which age band decided; so it is sent with every decision.
    body(
        "/mutations/*/body/record",
        Holds::Kinds(&[DecisionRecord, AgeBand]),
    ),
    body("/mutations/*/body/signature", Holds::Kind(DecisionRecord)),
    body("/mutations/*/body/notice", Holds::Kind(DecisionRecord)),
    body(
        "/mutations/*/body/guardian/statement",
        Holds::Kind(DecisionRecord),
    ),
    body(
        "/mutations/*/body/guardian/signature",
        Holds::Kind(DecisionRecord),
    ),
    body(
        "/mutations/*/body/guardian/key_id",
        Holds::Kind(DecisionRecord),
    ),
    body("/mutations/*/body/reason", Holds::Kind(CorrectionReason)),
    body("/mutations/*/body/attachments", Holds::Protocol),
    body("/mutations/*/body/request", Holds::Kind(OperationRecord)),
    body("/mutations/*/body/notices", Holds::Kind(ReadNotices)),
];

const CHANGES: &[Field] = &[
    query("device_id", Holds::Kind(DeviceNumber)),
    query("since", Holds::Protocol),
    query("limit", Holds::Protocol),
];

const EVENTS: &[Field] = &[header("last-event-id", Holds::Protocol)];

const WAIT: &[Field] = &[
    query("since", Holds::Protocol),
    query("wait", Holds::Protocol),
];
