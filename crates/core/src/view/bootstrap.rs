//! The one answer that a window needs in order to show itself.

use serde::Serialize;
use specta::Type;
use sst_domain::consent::{AgeBand, Choice, GuardianWord, Reach};
use sst_vault::Tier;

use crate::consent::PersonTerms;

use super::{
    InboxView, LockSoonView, NewerPolicyView, ProfileView, SessionView, SettingsView, SyncView,
};

/// Everything that the first screen shows. It is made without keyring, network or TLS: what is not yet
/// known is said to be opening, and follows as an event.
#[derive(Debug, Clone, Serialize, Type)]
pub struct BootstrapView {
    /// What was decided about the policy.
    pub consent: ConsentView,
    /// Who is logged in.
    pub session: SessionView,
    /// The profile, once the store is open.
    pub profile: Option<ProfileView>,
    /// What waits and what has arrived.
    pub sync: SyncView,
    /// The inbox, once the store is open.
    pub inbox: Option<InboxView>,
    /// How the client looks and behaves on this computer.
    pub settings: SettingsView,
    /// Whether the account is about to lock.
    pub lock_soon: LockSoonView,
    /// Version of the client.
    pub app_version: String,
}

/// What was decided about the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ConsentView {
    /// The answer; `None` before the first one.
    pub choice: Option<Choice>,
    /// How far the client may go.
    pub reach: Reach,
    /// Where the person stands who is logged in; `None` while nobody is.
    pub person: Option<PersonTerms>,
    /// A policy that is in force and differs from the one that was answered.
    pub newer_policy: Option<NewerPolicyView>,
    /// The age band that was given; `None` where it was not asked.
    pub age_band: Option<AgeBand>,
    /// For a minor who has agreed: the guardian's word. Without it an account stays closed.
    pub guardian: Option<GuardianWord>,
}

/// Where the keys of this session are kept, and why there if it is not the usual place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct KeepingView {
    /// Where.
    pub tier: KeepingTier,
    /// Stable code of the reason, such as `keyring-locked`, where the keyring could not be used.
    pub reason: Option<String>,
    /// What opens something of the same person that is kept here and that this session could not open. It
    /// stays sealed and may hold edits that were never sent.
    pub unopened: Option<UnopenedWay>,
}

/// What opens something that is kept here, beside the session that could not open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UnopenedWay {
    /// Its PIN.
    Pin,
    /// Its passphrase.
    Passphrase,
    /// Another try, once what stands in the way has been mended.
    Retry,
}

/// Where the keys of a session are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeepingTier {
    /// In the operating system's keyring; edits outlive the window.
    Keyring,
    /// In the keyring and behind a PIN, both together.
    KeyringAndPin,
    /// Nowhere: it is made of a passphrase.
    Passphrase,
    /// In memory; nothing is kept once the window closes, and nothing is called saved before the platform
    /// has it.
    Memory,
}

impl KeepingTier {
    /// The same in the vault's terms.
    pub(crate) fn vault_tier(self) -> Tier {
        match self {
            Self::Keyring => Tier::Keyring,
            Self::KeyringAndPin => Tier::KeyringAndPin,
            Self::Passphrase => Tier::Passphrase,
            Self::Memory => Tier::Memory,
        }
    }
}

impl From<Tier> for KeepingTier {
    fn from(tier: Tier) -> Self {
        match tier {
            Tier::Keyring => Self::Keyring,
            Tier::KeyringAndPin => Self::KeyringAndPin,
            Tier::Passphrase => Self::Passphrase,
            Tier::Memory => Self::Memory,
        }
    }
}
