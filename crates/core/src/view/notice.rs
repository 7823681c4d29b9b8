//! The inbox.

use serde::Serialize;
use specta::Type;
use sst_domain::notice::{IncidentParts, NoticeKind};

/// The inbox: incidents first, then newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct InboxView {
    /// How many have not been opened.
    pub unread: u32,
    /// One line each.
    pub notices: Vec<NoticeLineView>,
}

/// One line of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct NoticeLineView {
    /// Identifier.
    pub id: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// When it was sent, RFC 3339 in UTC.
    pub at: String,
    /// Whether it was opened.
    pub read: bool,
}

/// One notice, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct NoticeView {
    /// Its line.
    #[serde(flatten)]
    pub line: NoticeLineView,
    /// Text, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// The four parts of an incident notice.
    pub incident: Option<IncidentParts>,
}
