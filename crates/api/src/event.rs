//! Hearing that something changed, never what: a stream of events (`text/event-stream`), and, where a proxy swallows
//! streams, an answer that waits for news.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Longest that a platform waits for news before it answers, in seconds: shorter than what proxies let a request wait.
pub const MAX_WAIT_SECONDS: u32 = 25;

/// The data of one event. A heartbeat comment arrives every 20 s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventData {
    /// Newest revision of the citizen's data.
    pub rev: u64,
    /// What kind of data changed.
    pub kinds: Vec<EventKind>,
}

/// What kind of data changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The profile.
    Profile,
    /// The inbox.
    Notices,
    /// The log of decisions.
    Consents,
    /// Requests for corrections.
    Corrections,
    /// The policy.
    Policy,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

/// Query of [`crate::path::SYNC_WAIT`] (capability `long_poll`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WaitQuery {
    /// `next` of the last answer to this, or of the last changes; without it the platform answers at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Longest time to wait, in seconds, 0 to [`MAX_WAIT_SECONDS`].
    pub wait: u32,
}

/// There are news, or the time is over. A session waits once at a time: a later request ends an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitReply {
    /// How far what concerns the citizen has come, as a cursor of changes. It is `since`, to the letter, where nothing
    /// has changed.
    pub next: String,
    /// What kind of data changed, as far as that is known. There may be news and no kind.
    #[serde(default)]
    pub kinds: Vec<EventKind>,
}
