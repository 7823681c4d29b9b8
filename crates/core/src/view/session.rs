//! Who is logged in, and how to become so.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{KeepingView, LockedView};

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SessionView {
    /// Somebody was logged in when the client last ran; the keyring is being asked.
    Opening,
    /// Nobody.
    SignedOut,
    /// Somebody.
    SignedIn(AccountView),
    /// The platform has ended the session. What was edited is kept; logging in again goes on from here.
    Expired(AccountView),
    /// Somebody is logged in, and locked: neither keys nor tokens are in this process, and nothing syncs.
    Locked(LockedView),
    /// Somebody was logged in, and the key to what they keep here could not be had.
    Unavailable {
        /// Stable code of the reason, such as `keyring-locked`.
        code: String,
    },
}

/// The account of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AccountView {
    /// Masked name, or nothing where the person has given none.
    pub name: Option<String>,
    /// Masked phone.
    pub phone: Option<String>,
    /// Where the keys are kept.
    pub keeping: KeepingView,
}

/// What the login screen offers: what the platform names, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LoginOptionsView {
    /// What the platform calls itself.
    pub platform_name: String,
    /// Ways, in order.
    pub ways: Vec<LoginWay>,
    /// Whether an account can be opened here.
    pub registration: bool,
    /// Whether a forgotten password can be replaced here.
    pub recovery: bool,
}

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LoginWay {
    /// Phone and a code by SMS.
    SmsCode,
    /// Account or phone, and a password.
    Password,
    /// A code that is scanned or typed on another device.
    Device,
    /// The system browser.
    Browser,
}

/// A code is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CodeSentView {
    /// Seconds until another one may be asked for.
    pub resend_after: u32,
    /// Seconds for which it is good.
    pub expires_in: u32,
}

/// What became of a code or a password that was right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LoginOutcomeView {
    /// Logged in.
    SignedIn(AccountView),
    /// The number is the person's own, and has no account yet: `register` opens one.
    RegistrationNeeded,
}

/// What is to become of edits that the platform does not have yet, at log-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UnsentChoice {
    /// Send them first; log out only when they have arrived.
    SendFirst,
    /// Keep them sealed on this computer until the same person logs in again.
    Keep,
    /// Discard them.
    Discard,
}
