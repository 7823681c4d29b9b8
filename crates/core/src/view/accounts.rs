//! The accounts that have something on this computer. Nothing here says whose they are: it is not known
//! without opening them.

use serde::Serialize;
use specta::Type;

use super::KeepingTier;

/// Every account that has something on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LocalAccountsView {
    /// The one that is logged in first, then the one used last.
    pub accounts: Vec<LocalAccountView>,
}

/// One account, as far as it is known without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LocalAccountView {
    /// Random; names it in requests.
    pub id: String,
    /// Who can open it now, and what can be done with it.
    pub state: LocalAccountState,
    /// What guards it; `None` where its file does not say.
    pub tier: Option<KeepingTier>,
    /// Things that the platform may not have: edits that wait, and forms that were not finished. `None`
    /// where that is not known; it is known of closed accounts only.
    pub only_here: Option<u32>,
    /// Whether a session was left in it, which goes on at the platform until it runs out or is ended there.
    /// `None` where that is not known.
    pub has_session: Option<bool>,
    /// When its file was last written, RFC 3339 in UTC; `None` where it is open, or has no file.
    pub last_used: Option<String>,
}

/// Where an account on this computer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LocalAccountState {
    /// It is logged in and open.
    Open,
    /// It is logged in and locked.
    Locked,
    /// It is being opened.
    Opening,
    /// It was logged in and could not be opened: logging out leaves it or removes it.
    Unopened,
    /// It is not logged in. It can be removed.
    Closed,
    /// Its removal was begun and did not come to its end. It can be removed again.
    Leaving,
}

/// An account was removed from this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LocalAccountRemovedView {
    /// Whether the keyring has not deleted its key: that is tried again at the next start. What the key
    /// opened is gone.
    pub key_left: bool,
    /// What is left on this computer.
    pub accounts: Vec<LocalAccountView>,
}
