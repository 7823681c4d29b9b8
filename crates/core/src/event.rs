//! What the client tells its screen unasked. Each event carries what changed: nobody has to fetch it.

use serde::Serialize;
use specta::Type;

use crate::view::{
    ConsentView, CorrectionsView, DeviceLoginView, InboxView, LockCause, LockSoonView, ProfileView,
    SessionView, SettingsView, SyncView,
};

/// Something changed.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", content = "view", rename_all = "snake_case")]
pub enum ClientEvent {
    /// Who is logged in.
    Session(SessionView),
    /// The profile.
    Profile(ProfileView),
    /// Requests for correction, while something is sent not more often than a few times a second.
    Corrections(CorrectionsView),
    /// The state of sync.
    Sync(SyncView),
    /// The inbox.
    Inbox(InboxView),
    /// What was decided about the policy, or a newer policy.
    Consent(ConsentView),
    /// The person decided about a use of their data, here or on another computer: what a screen shows of it is
    /// read anew, because the words belong to it.
    Decided,
    /// The settings.
    Settings(SettingsView),
    /// The account is about to lock for being left alone, or is not any more.
    LockSoon(LockSoonView),
    /// A session that lived in memory only was to be locked, and ended: nothing of it could be kept.
    EndedByLock {
        /// What locked it.
        cause: LockCause,
        /// Edits that had not reached the platform and are lost.
        lost: u32,
    },
    /// A log-in with another device.
    DeviceLogin(DeviceLoginView),
    /// So many notices have just arrived: the shell shows a toast without their content.
    NoticesArrived {
        /// How many.
        count: u32,
    },
}

/// Where events go. Nobody listening is no error.
pub type Events = tokio::sync::broadcast::Sender<ClientEvent>;
