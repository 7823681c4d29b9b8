//! What guards a vault, and what opens it: the header key.

use subtle::ConstantTimeEq as _;

use crate::derive::{
    KEYRING_AND_PIN, KEYRING_COMMITMENT, PASSPHRASE, SecretKey, derive_from_both, derive_key,
};
use crate::parameters::{Parameters, Stretching};
use crate::stretch::stretch;
use crate::{Cost, Kek, Passphrase, Pin, Tier, VaultError, VaultId};

/// What a new vault, or a vault under a new key, is to be guarded by.
#[derive(Debug, Clone, Copy)]
pub enum Protection<'a> {
    /// A key that the keyring keeps.
    Keyring(&'a Kek),
    /// A key that the keyring keeps and a PIN, both together.
    KeyringAndPin(&'a Kek, &'a Pin, Cost),
    /// A passphrase.
    Passphrase(&'a Passphrase, Cost),
    /// A key that this process keeps.
    Memory(&'a Kek),
}

/// What opens a vault. Which of them its header asks for, [`VaultHeader::tier`] tells.
///
/// [`VaultHeader::tier`]: crate::VaultHeader::tier
#[derive(Debug, Clone, Copy)]
pub enum Unlock<'a> {
    /// Of [`Tier::Keyring`] and [`Tier::Memory`].
    Kek(&'a Kek),
    /// Of [`Tier::KeyringAndPin`].
    KekAndPin(&'a Kek, &'a Pin),
    /// Of [`Tier::Passphrase`].
    Passphrase(&'a Passphrase),
}

impl<'a> From<&'a Kek> for Unlock<'a> {
    fn from(kek: &'a Kek) -> Self {
        Self::Kek(kek)
    }
}

impl<'a> From<&'a Passphrase> for Unlock<'a> {
    fn from(passphrase: &'a Passphrase) -> Self {
        Self::Passphrase(passphrase)
    }
}

impl<'a> From<(&'a Kek, &'a Pin)> for Unlock<'a> {
    fn from((kek, pin): (&'a Kek, &'a Pin)) -> Self {
        Self::KekAndPin(kek, pin)
    }
}

impl<'a> Protection<'a> {
    /// The tier that the vault's header will bear.
    pub fn tier(&self) -> Tier {
        match self {
            Self::Keyring(_) => Tier::Keyring,
            Self::KeyringAndPin(..) => Tier::KeyringAndPin,
            Self::Passphrase(..) => Tier::Passphrase,
            Self::Memory(_) => Tier::Memory,
        }
    }

    /// What opens the vault thereafter.
    pub(crate) fn unlock(&self) -> Unlock<'a> {
        match *self {
            Self::Keyring(kek) | Self::Memory(kek) => Unlock::Kek(kek),
            Self::KeyringAndPin(kek, pin, _) => Unlock::KekAndPin(kek, pin),
            Self::Passphrase(passphrase, _) => Unlock::Passphrase(passphrase),
        }
    }

    /// New parameters for the header of `vault`.
    pub(crate) fn parameters(&self, vault: &VaultId) -> Result<Parameters, VaultError> {
        Ok(match self {
            Self::Keyring(_) | Self::Memory(_) => Parameters::None,
            Self::KeyringAndPin(kek, _, cost) => Parameters::KeyringAndPin {
                stretching: Stretching::generate(*cost)?,
                keyring_commitment: **derive_key(kek.expose(), vault, KEYRING_COMMITMENT),
            },
            Self::Passphrase(_, cost) => Parameters::Passphrase(Stretching::generate(*cost)?),
        })
    }
}

/// Makes a key of a PIN or passphrase; tests put a memory of earlier keys in its place.
pub(crate) type Stretch<'a> = &'a dyn Fn(&Stretching, &[u8]) -> Result<SecretKey, VaultError>;

pub(crate) const ARGON2ID: Stretch<'static> =
    &|stretching, secret| stretch(stretching.cost, &stretching.salt, secret);

/// The key that a header's commitment and wrapping key are derived from.
///
/// # Errors
/// [`VaultError::OtherSecret`] when `unlock` is not of the kind that `parameters` ask for;
/// [`VaultError::WrongKey`] when the keyring's key is another vault's; [`VaultError::OutOfMemory`].
pub(crate) fn header_key(
    vault: &VaultId,
    parameters: &Parameters,
    unlock: Unlock<'_>,
    stretch: Stretch<'_>,
) -> Result<SecretKey, VaultError> {
    match (parameters, unlock) {
        (Parameters::None, Unlock::Kek(kek)) => {
            let mut key = SecretKey::default();
            key.copy_from_slice(kek.expose());
            Ok(key)
        }
        (
            Parameters::KeyringAndPin {
                stretching,
                keyring_commitment,
            },
            Unlock::KekAndPin(kek, pin),
        ) => {
            let expected = derive_key(kek.expose(), vault, KEYRING_COMMITMENT);
            if !bool::from(expected[..].ct_eq(keyring_commitment)) {
                return Err(VaultError::WrongKey);
            }
            let stretched = stretch(stretching, pin.expose())?;
            Ok(derive_from_both(
                kek.expose(),
                &stretched,
                vault,
                KEYRING_AND_PIN,
            ))
        }
        (Parameters::Passphrase(stretching), Unlock::Passphrase(passphrase)) => {
            let stretched = stretch(stretching, passphrase.expose())?;
            Ok(derive_key(&stretched, vault, PASSPHRASE))
        }
        _ => Err(VaultError::OtherSecret),
    }
}
