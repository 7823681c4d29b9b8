//! Reports about the client itself. Nothing in them says whose they are.

use sst_domain::registry::DataKind::{AppVersion, CrashPlace, SystemKind, UsageCounts};

use super::field::{Field, Holds, body};
use super::{Operation, post};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    post("usage_report", path::USAGE_REPORTS, &[ABOUT, USED]),
    post("crash_report", path::CRASH_REPORTS, &[ABOUT, FAILED]),
];

const ABOUT: &[Field] = &[
    body("/id", Holds::Protocol),
    body("/app", Holds::Kind(AppVersion)),
    body("/system", Holds::Kind(SystemKind)),
];

const USED: &[Field] = &[
    body("/week", Holds::Kind(UsageCounts)),
    body("/opened/home", Holds::Kind(UsageCounts)),
    body("/opened/article", Holds::Kind(UsageCounts)),
    body("/opened/halls", Holds::Kind(UsageCounts)),
    body("/opened/help", Holds::Kind(UsageCounts)),
    body("/opened/inbox", Holds::Kind(UsageCounts)),
    body("/opened/profile", Holds::Kind(UsageCounts)),
    body("/opened/security", Holds::Kind(UsageCounts)),
    body("/opened/privacy", Holds::Kind(UsageCounts)),
    body("/opened/settings", Holds::Kind(UsageCounts)),
];

const FAILED: &[Field] = &[
    body("/day", Holds::Kind(CrashPlace)),
    body("/part", Holds::Kind(CrashPlace)),
    body("/place", Holds::Kind(CrashPlace)),
    body("/trail", Holds::Kind(CrashPlace)),
];
