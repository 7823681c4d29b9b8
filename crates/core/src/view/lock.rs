//! The lock, and what guards what is kept on this computer.

use serde::{Deserialize, Serialize};
use specta::Type;

/// An account that is locked. Whose it is, is not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LockedView {
    /// What opens it.
    pub way: UnlockWay,
    /// What locked it.
    pub cause: LockCause,
    /// Tries that cost no wait.
    pub free_tries: u32,
    /// Seconds until it may be tried again; 0 for at once.
    pub wait_seconds: u32,
}

/// Whether the account is about to lock for being left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct LockSoonView {
    /// Seconds until it locks, at the moment at which this is said; `None` where it is not about to. It is
    /// said once when the warning begins, and once when it is over.
    pub seconds: Option<u32>,
}

/// What opens a locked account. A mere click never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UnlockWay {
    /// The PIN.
    Pin,
    /// The passphrase.
    Passphrase,
    /// A fresh log-in.
    Login,
    /// A fresh log-in, or unlocking the screen of the operating system, which asks the person there.
    System,
}

/// What locked an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LockCause {
    /// The client has just started.
    Start,
    /// The person.
    Person,
    /// Nobody has used the client for a while.
    Idle,
    /// The operating system locked its screen, or the computer went to sleep.
    System,
}

/// What the operating system says of its screen and of the computer's sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemSignal {
    /// The screen is locked.
    Locked,
    /// The person has unlocked the screen: the system has asked them who they are.
    Unlocked,
    /// The computer is about to sleep.
    Suspending,
    /// The computer has woken.
    Resumed,
}

/// When accounts on this computer lock by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LockSettingsView {
    /// After so many minutes in which nobody uses the client; 0 for never.
    pub idle_minutes: u32,
    /// When the operating system locks its screen or the computer goes to sleep.
    pub with_system: bool,
}

/// How what is kept on this computer is to be guarded from now on.
#[derive(Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeepingChoice {
    /// By the keyring of the operating system alone.
    Keyring,
    /// By the keyring and this PIN, both together.
    KeyringAndPin {
        /// The PIN, as typed.
        pin: String,
    },
    /// By this passphrase alone.
    Passphrase {
        /// The passphrase, as typed.
        passphrase: String,
    },
}

/// What was typed is not kept longer than needed.
impl Drop for KeepingChoice {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        match self {
            Self::Keyring => {}
            Self::KeyringAndPin { pin } => pin.zeroize(),
            Self::Passphrase { passphrase } => passphrase.zeroize(),
        }
    }
}
