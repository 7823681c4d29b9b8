//! The safety of an account: where the person is logged in, what happened to the account, the password.
//! Everything here is asked while the platform answers; nothing of it is kept on a computer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::LoginMethod;

/// Where the person is logged in, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionList {
    /// Every session that has not ended.
    pub sessions: Vec<SessionInfo>,
}

/// One session. Times are rounded down to ten minutes: a list of devices is no record of movements. No
/// network address is kept, so none is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionInfo {
    /// Names it in requests.
    pub id: String,
    /// The name of its device, absent while none has registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How the person logged in.
    pub method: LoginMethod,
    /// When, RFC 3339 in UTC.
    pub first_seen: String,
    /// When it last asked for something, RFC 3339 in UTC.
    pub last_seen: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Gives the device of a session another name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionNameRequest {
    /// One line of at most 40 characters.
    pub name: String,
}

/// Sessions have ended: their tokens are worth nothing and their event streams are closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionsEnded {
    /// How many; 0 where they had ended before.
    pub ended: u32,
}

/// Which part of the activity list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ActivityQuery {
    /// Entries before this one; the newest ones where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// At most this many, 1 to 100.
    #[serde(default = "usual_limit")]
    pub limit: u32,
}

/// What happened to the account, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ActivityList {
    /// The entries.
    pub entries: Vec<ActivityEntry>,
    /// Whether there are older ones: ask for those before the last one here.
    pub has_more: bool,
}

/// One entry. It names units and never holds a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityEntry {
    /// Names it in requests.
    pub id: String,
    /// What happened.
    pub kind: ActivityKind,
    /// When, RFC 3339 in UTC, by the platform's clock.
    pub at: String,
    /// Name of the device on which it was done, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Name of the device that it was done to: the one that was logged out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How somebody logged in, or tried to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<LoginMethod>,
    /// The unit that was changed or shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether it was done in the session that asks.
    pub current: bool,
    /// Whether it succeeded.
    pub outcome: ActivityOutcome,
    /// Whether the session in which it was done goes on.
    pub session_open: bool,
    /// Whether the person has said that it was not them.
    pub disowned: bool,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// The account was opened.
    AccountOpened,
    /// Somebody logged in, or tried to.
    Login,
    /// Somebody authenticated anew within a session.
    StepUp,
    /// A device came here for the first time.
    DeviceNew,
    /// A device got another name.
    DeviceRenamed,
    /// A session was ended.
    SessionEnded,
    /// The platform ended a session because its token came twice: somebody may have copied it.
    SessionCopied,
    /// The first password was set.
    PasswordSet,
    /// The password was changed.
    PasswordChanged,
    /// A forgotten password was replaced.
    PasswordRecovered,
    /// The phone number or e-mail address was changed.
    ContactChanged,
    /// The identity document was changed.
    DocumentChanged,
    /// A value of the profile was shown in clear.
    ValueRevealed,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

/// Whether something succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityOutcome {
    /// It did.
    Done,
    /// The platform refused it.
    Refused,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

/// The person says that it was not them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DisownReply {
    /// The entry as it is now.
    pub entry: ActivityEntry,
    /// Whether the session in which it was done has been ended by this. The session that asks is never
    /// ended: the person needs it to change the password.
    pub session_ended: bool,
}

/// Whether the account has a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PasswordStatus {
    /// Whether it has one.
    pub set: bool,
    /// When it was set, RFC 3339 in UTC; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
}

/// Sets or changes the password; needs a step-up. Where the account has one, either it comes along, or the
/// person has last authenticated with a code.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PasswordRequest {
    /// The new password: 8 to 128 characters, normalised as OpaqueString (RFC 8265).
    pub new_password: String,
    /// The present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_password: Option<String>,
    /// Whether every other session ends with it.
    #[serde(default)]
    pub end_others: bool,
}

/// The password stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PasswordReply {
    /// When it was set, RFC 3339 in UTC.
    pub changed_at: String,
    /// How many other sessions have ended with it.
    pub ended: u32,
}

fn usual_limit() -> u32 {
    50
}
