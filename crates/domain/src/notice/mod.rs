//! The inbox: what the platform tells a person.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

/// One message in the inbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Identifier, unique for this citizen.
    pub id: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// One line.
    pub title: String,
    /// The text, in paragraphs.
    pub body: String,
    /// The four parts that the law and policy 3.2 demand of an incident notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentParts>,
    /// When it was sent, RFC 3339 in UTC.
    pub at: String,
    /// Whether the person has opened it.
    #[serde(default)]
    pub read: bool,
}

/// Content hidden: a notice may name a person's affairs.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// What a notice is about. Order is that of the inbox: incidents first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A security incident that touches this person (PIPL 57; policy 3.2).
    Incident,
    /// A change of account: log-in on a new device, a changed phone.
    Account,
    /// A value of the profile was changed by somebody else.
    Correction,
    /// A change of the privacy policy (policy 7).
    Policy,
    /// Anything else.
    Announcement,
    /// A kind that only a newer platform knows.
    #[serde(other)]
    Other,
}

/// What an incident notice must say (PIPL 57; policy 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct IncidentParts {
    /// What happened, and what it may mean.
    pub what_happened: String,
    /// What the platform has done or will do.
    pub measures: String,
    /// What the person can do.
    pub advice: String,
    /// What the platform offers as a remedy.
    pub remedies: String,
}
