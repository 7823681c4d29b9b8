//! Reports about the client itself.

use serde::Serialize;
use specta::Type;
use sst_api::report::{Part, Screen};

/// The reports on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ReportsView {
    /// Whether what is opened is counted now.
    pub usage_allowed: bool,
    /// Whether failures are noted now.
    pub crashes_allowed: bool,
    /// Whether all of this is gone when the window closes.
    pub memory_only: bool,
    /// Who would receive a report: host and port.
    pub host: String,
    /// What was not sent, newest first.
    pub here: Vec<ReportView>,
    /// What was sent, newest first.
    pub sent: Vec<ReportView>,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ReportView {
    /// Random, for this one report.
    pub id: String,
    /// The first day that it is about, `YYYY-MM-DD` in Shenyang.
    pub first_day: String,
    /// The last one.
    pub last_day: String,
    /// What it says, for the person.
    pub about: ReportAboutView,
    /// Whether nothing is added to it any more: then it can be sent.
    pub finished: bool,
    /// Every byte that is sent.
    pub text: String,
    /// Where it went; `None` where it was not sent.
    pub sent: Option<ReportSentView>,
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReportAboutView {
    /// What was used in a week.
    Usage {
        /// What was opened, in the order of the contract.
        opened: Vec<OpenedView>,
    },
    /// Where the client failed.
    Crash {
        /// What failed.
        part: Part,
        /// Where.
        place: String,
    },
}

/// How often a part of the client was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OpenedView {
    /// Which.
    pub screen: Screen,
    /// At least once.
    pub times: u32,
}

/// Where a report went.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
pub struct ReportSentView {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Host and port.
    pub host: String,
}
