//! The tier's parameters in a header: what it takes to make a key of a PIN or passphrase.
//!
//! ```text
//! passphrase:      kdf 1 | memory 4 | passes 4 | lanes 1 | salt 16 | checksum 32
//! keyring and PIN: kdf 1 | memory 4 | passes 4 | lanes 1 | salt 16 | keyring commitment 32 | checksum 32
//! ```

use sha2::{Digest as _, Sha256};

use crate::stretch::{Cost, SALT_LEN};
use crate::{Tier, VaultError};

/// Argon2id, version 0x13, without secret and associated data, 32 bytes.
const ARGON2ID: u8 = 1;
const PREFIX_LEN: usize = 10;
const COMMITMENT_LEN: usize = 32;
pub(crate) const CHECKSUM_LEN: usize = 32;

/// The parameters of a tier, within their bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameters {
    /// Of the tiers in which a key is all there is.
    None,
    /// Of a passphrase.
    Passphrase(Stretching),
    /// Of a keyring and a PIN together.
    KeyringAndPin {
        stretching: Stretching,
        /// Tells the keyring's key from another before the PIN is tried.
        keyring_commitment: [u8; COMMITMENT_LEN],
    },
}

/// How a PIN or passphrase is stretched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretching {
    pub(crate) cost: Cost,
    pub(crate) salt: [u8; SALT_LEN],
}

impl Stretching {
    /// With a new random salt.
    pub(crate) fn generate(cost: Cost) -> Result<Self, VaultError> {
        let mut salt = [0; SALT_LEN];
        getrandom::fill(&mut salt)?;
        Ok(Self { cost, salt })
    }
}

impl Parameters {
    /// How many bytes the parameters of `tier` have.
    pub(crate) fn len(tier: Tier) -> usize {
        match tier {
            Tier::Keyring | Tier::Memory => 0,
            Tier::Passphrase => PREFIX_LEN + SALT_LEN + CHECKSUM_LEN,
            Tier::KeyringAndPin => PREFIX_LEN + SALT_LEN + COMMITMENT_LEN + CHECKSUM_LEN,
        }
    }

    pub(crate) fn stretching(&self) -> Option<&Stretching> {
        match self {
            Self::None => None,
            Self::Passphrase(stretching) | Self::KeyringAndPin { stretching, .. } => {
                Some(stretching)
            }
        }
    }

    /// Writes them behind `head`, the bytes of the header before them. The key commitment, which comes
    /// after them, is in the checksum.
    pub(crate) fn append(&self, head: &mut Vec<u8>, key_commitment: &[u8; 32]) {
        let Some(Stretching { cost, salt }) = self.stretching() else {
            return;
        };
        head.push(ARGON2ID);
        head.extend_from_slice(&cost.memory_kib().to_be_bytes());
        head.extend_from_slice(&cost.passes().to_be_bytes());
        head.push(cost.lanes());
        head.extend_from_slice(salt);
        if let Self::KeyringAndPin {
            keyring_commitment, ..
        } = self
        {
            head.extend_from_slice(keyring_commitment);
        }
        let checksum = checksum(head, key_commitment);
        head.extend_from_slice(&checksum);
    }

    /// Reads the parameters of `tier`, which stand at the end of `head`, the bytes of the header up to
    /// and with them.
    pub(crate) fn read(
        tier: Tier,
        head: &[u8],
        key_commitment: &[u8; 32],
    ) -> Result<Self, VaultError> {
        if matches!(tier, Tier::Keyring | Tier::Memory) {
            return Ok(Self::None);
        }
        let (covered, stored) = head
            .split_last_chunk::<CHECKSUM_LEN>()
            .ok_or(VaultError::BadHeader)?;
        if checksum(covered, key_commitment) != *stored {
            return Err(VaultError::DamagedHeader);
        }
        let start = head.len() - Self::len(tier);
        let (&[kdf, m0, m1, m2, m3, t0, t1, t2, t3, lanes], rest) = covered[start..]
            .split_first_chunk::<PREFIX_LEN>()
            .ok_or(VaultError::BadHeader)?;
        if kdf != ARGON2ID {
            return Err(VaultError::UnsupportedKdf(kdf));
        }
        let memory_kib = u32::from_be_bytes([m0, m1, m2, m3]);
        let passes = u32::from_be_bytes([t0, t1, t2, t3]);
        let (salt, rest) = rest.split_first_chunk().ok_or(VaultError::BadHeader)?;
        let stretching = Stretching {
            cost: Cost::new(memory_kib, passes, lanes)?,
            salt: *salt,
        };
        match (tier, rest.first_chunk()) {
            (Tier::KeyringAndPin, Some(commitment)) => Ok(Self::KeyringAndPin {
                stretching,
                keyring_commitment: *commitment,
            }),
            _ => Ok(Self::Passphrase(stretching)),
        }
    }
}

/// Of bytes that anybody may see, without a key: it tells a worn disk from a wrong PIN, not a forger.
/// A forger is told by the key commitment and the tag.
pub(crate) fn checksum(covered: &[u8], key_commitment: &[u8; 32]) -> [u8; CHECKSUM_LEN] {
    Sha256::new()
        .chain_update(covered)
        .chain_update(key_commitment)
        .finalize()
        .into()
}
