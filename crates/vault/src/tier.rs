//! What guards the data key of a vault.

use crate::VaultError;

/// What guards a vault's data key. Written in the header and authenticated with it, so that it never
/// changes silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tier {
    /// The keyring of the operating system.
    Keyring,
    /// The keyring and a PIN together: neither alone opens anything.
    KeyringAndPin,
    /// A passphrase alone, where there is no keyring.
    Passphrase,
    /// The memory of this process: gone when it ends.
    Memory,
}

impl Tier {
    /// Whether the keyring of the operating system holds a key of such a vault.
    pub fn uses_keyring(self) -> bool {
        matches!(self, Self::Keyring | Self::KeyringAndPin)
    }

    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Keyring => 1,
            Self::KeyringAndPin => 2,
            Self::Passphrase => 3,
            Self::Memory => 4,
        }
    }

    pub(crate) fn from_number(number: u8) -> Result<Self, VaultError> {
        match number {
            1 => Ok(Self::Keyring),
            2 => Ok(Self::KeyringAndPin),
            3 => Ok(Self::Passphrase),
            4 => Ok(Self::Memory),
            other => Err(VaultError::UnsupportedTier(other)),
        }
    }
}
