//! The event stream (`text/event-stream`): it says that something changed, never what.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
