//! What waits, and what has arrived.

use serde::Serialize;
use specta::Type;

/// The state of sync, in what a person needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SyncView {
    /// What is going on.
    pub state: SyncStateView,
    /// Edits that the platform does not have yet.
    pub waiting: u32,
    /// Units that ask for a decision of the person: conflicts and refusals.
    pub needs_you: u32,
    /// When the platform last answered, RFC 3339 in UTC.
    pub last_contact: Option<String>,
}

/// What is going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SyncStateView {
    /// Nobody is logged in, or the network is not allowed.
    Off,
    /// Everything is on the platform.
    Idle,
    /// Sending or fetching.
    Working,
    /// The platform cannot be reached; it will be tried again.
    Offline {
        /// Stable code of the reason.
        code: String,
        /// When it will be tried again, RFC 3339 in UTC.
        next_try: String,
    },
    /// This computer's store was put back from a copy: so many changes that waited in it are not sent before the person
    /// says so. Everything else goes on.
    Held {
        /// How many they are.
        count: u32,
    },
    /// Sync stands still until the person logs in again.
    SignInNeeded,
    /// Sync stands still for another reason.
    Paused {
        /// Stable code of the reason.
        code: String,
    },
}
