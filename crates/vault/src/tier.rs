//! Where the key-encryption key of a vault is kept.

use crate::VaultError;

/// Who keeps the [`Kek`](crate::Kek). Written in the header and authenticated with it, so that it
/// never changes silently.
///
/// Numbers 2 (keyring and PIN together) and 3 (passphrase) are set aside in the header format for
/// custodies to come; until then a header that bears them is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tier {
    /// The keyring of the operating system.
    Keyring,
    /// The memory of this process: gone when it ends.
    Memory,
}

impl Tier {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Keyring => 1,
            Self::Memory => 4,
        }
    }

    pub(crate) fn from_number(number: u8) -> Result<Self, VaultError> {
        match number {
            1 => Ok(Self::Keyring),
            4 => Ok(Self::Memory),
            other => Err(VaultError::UnsupportedTier(other)),
        }
    }
}
