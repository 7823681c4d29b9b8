//! What can go wrong in the client, and how a screen is told of it.

use std::time::Duration;

use sst_api::problem::Problem;
use sst_domain::profile::FieldProblem;
use sst_vault::{Refusal, SecretRefusal, VaultError};
use thiserror::Error;

use crate::attachment::AttachmentError;
use crate::config::ConfigError;
use crate::consent::PolicyError;
use crate::device::DeviceError;
use crate::remote::RemoteError;
use crate::store::StoreError;
use crate::view::FailureView;

/// Why the client did not do what it was asked. Nothing personal is in it.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The person's decision about the policy does not reach this far.
    #[error("the decision about the policy does not allow this")]
    ConsentNeeded,
    /// The decision is about another text than the one in force here.
    #[error("the text that was answered is not the one that is shown")]
    PolicyTextChanged,
    /// Agreeing needs the age band.
    #[error("the age band was not given")]
    AgeBandMissing,
    /// A guardian has to agree for a minor.
    #[error("a guardian has to agree")]
    GuardianNeeded,
    /// A guardian has confirmed what was agreed to, and another age does not undo it.
    #[error("a guardian has confirmed the age that was given")]
    GuardianConfirmed,
    /// The person has not agreed to this one use of their data.
    #[error("this needs a consent of its own")]
    ItemConsentNeeded,
    /// The date of birth in the profile says that the person is not of age.
    #[error("by the date of birth the person is not of age")]
    NotOfAge,
    /// A file that the person chose could not be written.
    #[error("the file could not be written: {0}")]
    FileNotWritten(std::io::ErrorKind),
    /// A file that the person chose could not be read.
    #[error("the file could not be read: {0}")]
    FileNotRead(std::io::ErrorKind),
    /// The platform does not have this version of the policy, or has another text under its name.
    #[error("this version of the policy is not to be had")]
    PolicyVersionUnknown,
    /// The policy could not be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A report is not the one that the person has seen, or cannot be sent yet.
    #[error("the report is not the one that was shown")]
    ReportChanged,
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    SignedOut,
    /// What is kept here is still being opened.
    #[error("what is kept here is still being opened")]
    Opening,
    /// What is kept here could not be opened.
    #[error("what is kept here could not be opened: {code}")]
    Unavailable {
        /// Why.
        code: &'static str,
    },
    /// The account is locked.
    #[error("the account is locked")]
    Locked,
    /// The PIN or passphrase was tried too often; it may be tried again later.
    #[error("the PIN or passphrase may be tried again in {wait:?}")]
    UnlockWait {
        /// How long to wait.
        wait: Duration,
    },
    /// The PIN or passphrase is not this account's.
    #[error("{error}")]
    WrongSecret {
        /// Which of them.
        error: VaultError,
        /// Tries that cost no wait.
        tries_left: u32,
        /// How long to wait before the next.
        wait: Duration,
    },
    /// A new PIN or passphrase breaks a rule.
    #[error(transparent)]
    Secret(#[from] SecretRefusal),
    /// The platform does not offer this way to log in.
    #[error("this way to log in is not offered")]
    WayNotOffered,
    /// The system browser could not be opened.
    #[error("the system browser could not be opened")]
    BrowserNotOpened,
    /// Nothing can listen on this computer for what the browser brings back.
    #[error("nothing can listen on loopback")]
    LoopbackRefused,
    /// Nobody came back from the browser in time.
    #[error("nobody came back from the browser in time")]
    LoginTimedOut,
    /// The log-in was given up.
    #[error("the log-in was given up")]
    LoginCancelled,
    /// There is no log-in, step-up or change under way that this step belongs to.
    #[error("nothing is under way that this step belongs to")]
    NothingUnderWay,
    /// Edits are left that the platform does not have.
    #[error("{waiting} edits have not been sent")]
    UnsentLeft {
        /// How many.
        waiting: u32,
    },
    /// Edits of a session that lives in memory only cannot be kept over a log-out.
    #[error("a session in memory cannot keep edits")]
    CannotKeep,
    /// Another person's edits, held in memory only, would be lost by this log-in.
    #[error("edits of another account would be lost")]
    OtherAccountUnsent,
    /// The account is logged in: it is removed by logging out.
    #[error("the account is logged in")]
    AccountInUse,
    /// A recent authentication is needed.
    #[error("a recent authentication is needed")]
    StepUpRequired,
    /// Some fields are not right.
    #[error("some fields are not right")]
    Fields(Vec<FieldProblem>),
    /// There is no such unit, or it is not in the state that this needs.
    #[error("the unit is not in the state that this needs")]
    NotApplicable,
    /// The value was verified by an official: the person can ask for a correction, and not change it.
    #[error("the value was verified by an official")]
    UnitVerified,
    /// A request for correction of this unit is under way already.
    #[error("a request for correction of this unit is under way")]
    RequestOpen,
    /// The unit is not one that an official has verified: it can simply be edited.
    #[error("the value was not verified by an official")]
    UnitNotVerified,
    /// A file cannot be attached.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// There is no such notice, article or entry.
    #[error("not found")]
    NotFound,
    /// A setting has a value that it cannot have.
    #[error("a setting has a value that it cannot have")]
    SettingInvalid,
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What is kept for this computer failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// What is kept for this person failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The keyring refused.
    #[error(transparent)]
    Custody(#[from] Refusal),
    /// A call to the platform failed.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// A part of the client stopped working; only a fault of the program does that.
    #[error("a part of the client stopped working")]
    Internal,
}

impl ClientError {
    /// Stable code; `docs/errors.md` has cause and remedy of each.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ConsentNeeded => "consent-needed",
            Self::GuardianNeeded => "guardian-needed",
            Self::GuardianConfirmed => "guardian-confirmed",
            Self::ItemConsentNeeded => "item-consent-needed",
            Self::NotOfAge => "not-of-age",
            Self::ReportChanged => "report-changed",
            Self::FileNotWritten(_) => "file-not-written",
            Self::FileNotRead(_) => "file-not-read",
            Self::PolicyTextChanged => "policy-text-changed",
            Self::PolicyVersionUnknown => "policy-version-unknown",
            Self::AgeBandMissing => "age-band-missing",
            Self::Policy(error) => error.code(),
            Self::SignedOut => "signed-out",
            Self::Opening => "opening",
            Self::Unavailable { code } => code,
            Self::Locked => "locked",
            Self::UnlockWait { .. } => "unlock-wait",
            Self::WrongSecret { error, .. } => error.code(),
            Self::Secret(refusal) => refusal.code(),
            Self::WayNotOffered => "way-not-offered",
            Self::BrowserNotOpened => "browser-not-opened",
            Self::LoopbackRefused => "loopback-refused",
            Self::LoginTimedOut => "login-timed-out",
            Self::LoginCancelled => "login-cancelled",
            Self::NothingUnderWay => "nothing-under-way",
            Self::UnsentLeft { .. } => "unsent-left",
            Self::CannotKeep => "cannot-keep",
            Self::OtherAccountUnsent => "other-account-unsent",
            Self::AccountInUse => "account-in-use",
            Self::StepUpRequired => "step-up-required",
            Self::Fields(_) => "invalid-fields",
            Self::NotApplicable => "not-applicable",
            Self::UnitVerified => "unit-verified",
            Self::RequestOpen => "request-open",
            Self::UnitNotVerified => "unit-not-verified",
            Self::Attachment(error) => error.code(),
            Self::NotFound => "not-found",
            Self::SettingInvalid => "setting-invalid",
            Self::Config(error) => error.code(),
            Self::Device(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Custody(refusal) => refusal.code(),
            Self::Remote(error) => error.code(),
            Self::Internal => "client-internal",
        }
    }

    /// Whether the same thing may succeed later without anything being changed.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Opening
            | Self::BrowserNotOpened
            | Self::LoopbackRefused
            | Self::LoginTimedOut
            | Self::LoginCancelled => true,
            Self::Remote(error) => error.retryable(),
            Self::Device(error) => error.retryable(),
            Self::Store(error) => error.retryable(),
            Self::Custody(refusal) => match refusal {
                Refusal::NoService | Refusal::Locked | Refusal::NotAnswering | Refusal::Other => {
                    true
                }
                Refusal::Denied | Refusal::Damaged => false,
            },
            Self::ConsentNeeded
            | Self::GuardianNeeded
            | Self::GuardianConfirmed
            | Self::ItemConsentNeeded
            | Self::NotOfAge
            | Self::ReportChanged
            | Self::FileNotWritten(_)
            | Self::FileNotRead(_)
            | Self::PolicyTextChanged
            | Self::PolicyVersionUnknown
            | Self::AgeBandMissing
            | Self::Policy(_)
            | Self::SignedOut
            | Self::Unavailable { .. }
            | Self::Locked
            | Self::UnlockWait { .. }
            | Self::WrongSecret { .. }
            | Self::Secret(_)
            | Self::WayNotOffered
            | Self::NothingUnderWay
            | Self::UnsentLeft { .. }
            | Self::CannotKeep
            | Self::OtherAccountUnsent
            | Self::AccountInUse
            | Self::StepUpRequired
            | Self::Fields(_)
            | Self::NotApplicable
            | Self::UnitVerified
            | Self::RequestOpen
            | Self::UnitNotVerified
            | Self::Attachment(_)
            | Self::NotFound
            | Self::SettingInvalid
            | Self::Config(_)
            | Self::Vault(_)
            | Self::Internal => false,
        }
    }

    /// The failure as a screen is told of it. Its correlation id is new and random; it goes to the log
    /// with the code, so that the two can be brought together.
    pub fn to_failure(&self) -> FailureView {
        let correlation_id = uuid::Uuid::new_v4().to_string();
        tracing::warn!(code = self.code(), %correlation_id, "failed");
        FailureView {
            code: self.code().to_owned(),
            retryable: self.retryable(),
            fields: self.fields().to_vec(),
            tries_left: self.tries_left(),
            wait_seconds: self.wait().map(whole_seconds),
            correlation_id,
        }
    }

    fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Fields(fields) => fields,
            _ => self.problem().map_or(&[], |problem| &problem.fields),
        }
    }

    fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Remote(error) => error.problem(),
            _ => None,
        }
    }

    fn tries_left(&self) -> Option<u32> {
        match self {
            Self::WrongSecret { tries_left, .. } => Some(*tries_left),
            _ => self.problem().and_then(|problem| problem.tries_left),
        }
    }

    fn wait(&self) -> Option<Duration> {
        match self {
            Self::Remote(error) => error.retry_after(),
            Self::UnlockWait { wait } => Some(*wait),
            Self::WrongSecret { wait, .. } => (!wait.is_zero()).then_some(*wait),
            _ => None,
        }
    }
}

/// Seconds, rounded up: nobody is told to come back too early.
pub(crate) fn whole_seconds(wait: Duration) -> u32 {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
