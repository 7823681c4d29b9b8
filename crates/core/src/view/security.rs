//! The safety of the account: where the person is logged in, what happened, the password.

use serde::Serialize;
use specta::Type;
use sst_api::auth::LoginMethod;
use sst_api::security::{ActivityKind, ActivityOutcome};
use sst_domain::profile::UnitKey;

use super::LoginWay;

/// Where the person is logged in, the computer used last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SessionsView {
    /// Every login that has not ended.
    pub sessions: Vec<SessionLineView>,
}

/// One login. The platform rounds its times to ten minutes and keeps no network address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SessionLineView {
    /// Names it in requests.
    pub id: String,
    /// Name of the device; `None` while none has registered, so that there is nothing to rename.
    pub name: Option<String>,
    /// How the person logged in, where this version knows the way.
    pub way: Option<LoginWay>,
    /// When, RFC 3339 in UTC.
    pub first_seen: String,
    /// When it was last used, RFC 3339 in UTC.
    pub last_seen: String,
    /// Whether it is this computer's.
    pub current: bool,
}

/// Logins have ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SessionsEndedView {
    /// How many; 0 where they had ended before.
    pub ended: u32,
}

/// What happened to the account, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ActivityView {
    /// The entries.
    pub entries: Vec<ActivityEntryView>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// One entry; it holds no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ActivityEntryView {
    /// Names it in requests.
    pub id: String,
    /// What happened.
    pub kind: ActivityKindView,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Name of the device on which it was done.
    pub device: Option<String>,
    /// Name of the device that it was done to.
    pub about: Option<String>,
    /// How somebody logged in, or tried to.
    pub way: Option<LoginWay>,
    /// The unit that was changed or shown.
    pub unit: Option<UnitKey>,
    /// Whether it was done in this very login.
    pub current: bool,
    /// Whether the platform refused it.
    pub refused: bool,
    /// Whether the login in which it was done goes on.
    pub session_open: bool,
    /// Whether the person has said that it was not them.
    pub disowned: bool,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKindView {
    /// The account was opened.
    AccountOpened,
    /// Somebody logged in, or tried to.
    Login,
    /// Somebody authenticated anew, or tried to.
    StepUp,
    /// A device came here for the first time.
    DeviceNew,
    /// A device got another name.
    DeviceRenamed,
    /// A login was ended.
    SessionEnded,
    /// The platform ended a login because its token came twice.
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
    /// A value was shown in clear.
    ValueRevealed,
    /// One that only a newer client knows.
    Other,
}

/// What came of "this was not me".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DisownedView {
    /// The entry as it is now.
    pub entry: ActivityEntryView,
    /// Whether the login in which it was done was ended by this.
    pub session_ended: bool,
}

/// Whether the account has a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PasswordView {
    /// Whether it has one.
    pub set: bool,
    /// When it was set, RFC 3339 in UTC, where that is known.
    pub changed_at: Option<String>,
}

/// The new password stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PasswordChangedView {
    /// When it was set, RFC 3339 in UTC.
    pub changed_at: String,
    /// How many other logins have ended with it.
    pub ended: u32,
}

/// What a right code of a recovery leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryStepView {
    /// The new password is needed.
    NewPassword,
    /// The number is the person's own, and has no account yet: `register` opens one.
    RegistrationNeeded,
}

impl LoginWay {
    /// A way of the contract, where this version knows it.
    pub(crate) fn known(method: LoginMethod) -> Option<Self> {
        match method {
            LoginMethod::SmsCode => Some(Self::SmsCode),
            LoginMethod::Password => Some(Self::Password),
            LoginMethod::Browser => Some(Self::Browser),
            LoginMethod::Device => Some(Self::Device),
            LoginMethod::Other => None,
        }
    }
}

impl From<sst_api::security::SessionInfo> for SessionLineView {
    fn from(info: sst_api::security::SessionInfo) -> Self {
        Self {
            id: info.id,
            name: info.name,
            way: LoginWay::known(info.method),
            first_seen: info.first_seen,
            last_seen: info.last_seen,
            current: info.current,
        }
    }
}

impl From<sst_api::security::ActivityEntry> for ActivityEntryView {
    fn from(entry: sst_api::security::ActivityEntry) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind.into(),
            at: entry.at,
            device: entry.device,
            about: entry.about,
            way: entry.method.and_then(LoginWay::known),
            unit: entry.unit.map(UnitKey::from),
            current: entry.current,
            refused: entry.outcome == ActivityOutcome::Refused,
            session_open: entry.session_open,
            disowned: entry.disowned,
        }
    }
}

impl From<ActivityKind> for ActivityKindView {
    fn from(kind: ActivityKind) -> Self {
        match kind {
            ActivityKind::AccountOpened => Self::AccountOpened,
            ActivityKind::Login => Self::Login,
            ActivityKind::StepUp => Self::StepUp,
            ActivityKind::DeviceNew => Self::DeviceNew,
            ActivityKind::DeviceRenamed => Self::DeviceRenamed,
            ActivityKind::SessionEnded => Self::SessionEnded,
            ActivityKind::SessionCopied => Self::SessionCopied,
            ActivityKind::PasswordSet => Self::PasswordSet,
            ActivityKind::PasswordChanged => Self::PasswordChanged,
            ActivityKind::PasswordRecovered => Self::PasswordRecovered,
            ActivityKind::ContactChanged => Self::ContactChanged,
            ActivityKind::DocumentChanged => Self::DocumentChanged,
            ActivityKind::ValueRevealed => Self::ValueRevealed,
            ActivityKind::Other => Self::Other,
        }
    }
}
