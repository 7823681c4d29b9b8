//! The header of a vault: which vault it is, who keeps its key, and the data key, wrapped.
//!
//! ```text
//! "SSTVAULT" | version 1 | cipher 1 | tier 1 | vault id 16 | data key id 4
//!   | length of the tier's parameters 2 | parameters | key commitment 32
//!   | nonce 12 | wrapped data key 32 | tag 16
//! ```

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use crate::cipher::{AES_256_GCM, Cipher, NONCE_LEN, TAG_LEN};
use crate::derive::{KEY_COMMITMENT, KEY_WRAP, SecretKey, derive_key};
use crate::parameters::Parameters;
use crate::unlock::{ARGON2ID, Stretch, header_key};
use crate::{Cost, Tier, Unlock, VaultError, VaultId};

const MAGIC: &[u8; 8] = b"SSTVAULT";
const VERSION: u8 = 1;
/// The data key of a new vault. Each change of what guards the vault counts it up by one.
pub(crate) const FIRST_KEY_ID: u32 = 1;
const COMMITMENT_LEN: usize = 32;
const DATA_KEY_LEN: usize = 32;

/// What a header says of itself, read without a key and so **not yet authenticated**: good for
/// asking the right custody for the right key, and for nothing else. [`Vault::open`] proves it.
///
/// [`Vault::open`]: crate::Vault::open
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaultHeader {
    pub(crate) id: VaultId,
    pub(crate) tier: Tier,
    pub(crate) key_id: u32,
    pub(crate) parameters: Parameters,
}

impl VaultHeader {
    /// Reads the open part of a header.
    ///
    /// # Errors
    /// [`VaultError::BadHeader`]; which version, cipher, tier or key derivation this program lacks;
    /// [`VaultError::DamagedHeader`] when the checksum of a header with parameters does not fit;
    /// [`VaultError::CostTooLow`] or [`VaultError::CostTooHigh`].
    pub fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        Parts::split(bytes).map(|parts| parts.header)
    }

    /// The vault's id.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// What guards the vault.
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// What a try at the PIN or passphrase costs; `None` where there is neither.
    pub fn cost(&self) -> Option<Cost> {
        Some(self.parameters.stretching()?.cost)
    }

    /// The name under which a custody keeps this vault's key: the vault's id at first, another one for
    /// each later data key, so that the old key and the new can lie there side by side while records
    /// are resealed.
    pub fn key_item(&self) -> VaultId {
        item_of(&self.id, self.key_id)
    }

    /// The names under which a custody may still keep a key that nothing needs any more, because the
    /// program ended between two steps of a change: see [`Vault::rekey`](crate::Vault::rekey).
    pub fn stale_key_items(&self) -> Vec<VaultId> {
        let mut stale = Vec::with_capacity(3);
        if self.key_id > FIRST_KEY_ID {
            stale.push(item_of(&self.id, self.key_id - 1));
        }
        if self.tier == Tier::Passphrase {
            stale.push(self.key_item());
        }
        if let Some(next) = self.key_id.checked_add(1) {
            stale.push(item_of(&self.id, next));
        }
        stale
    }

    /// Writes the header with `data_key` wrapped for `unlock`.
    pub(crate) fn wrap(
        &self,
        unlock: Unlock<'_>,
        data_key: &SecretKey,
    ) -> Result<Vec<u8>, VaultError> {
        let header_key = header_key(&self.id, &self.parameters, unlock, ARGON2ID)?;
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce)?;

        let parameters_len = Parameters::len(self.tier);
        let mut out = Vec::with_capacity(160 + parameters_len);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&[VERSION, AES_256_GCM, self.tier.number()]);
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&self.key_id.to_be_bytes());
        // At most 90.
        out.extend_from_slice(&(parameters_len as u16).to_be_bytes());
        let commitment = derive_key(&header_key, &self.id, KEY_COMMITMENT);
        self.parameters.append(&mut out, &commitment);
        out.extend_from_slice(&commitment[..]);

        let mut wrapped = SecretKey::default();
        wrapped.copy_from_slice(&data_key[..]);
        let tag = Cipher::new(&derive_key(&header_key, &self.id, KEY_WRAP))
            .seal(&nonce, &out, &mut wrapped[..])
            .map_err(|_| VaultError::BadHeader)?;
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&wrapped[..]);
        out.extend_from_slice(&tag);
        Ok(out)
    }

    /// Reads a header, proves it whole, and unwraps the data key.
    pub(crate) fn unwrap(
        bytes: &[u8],
        unlock: Unlock<'_>,
    ) -> Result<(Self, SecretKey), VaultError> {
        Self::unwrap_with(bytes, unlock, ARGON2ID)
    }

    fn unwrap_with(
        bytes: &[u8],
        unlock: Unlock<'_>,
        stretch: Stretch<'_>,
    ) -> Result<(Self, SecretKey), VaultError> {
        let Parts {
            header,
            authenticated,
            commitment,
            nonce,
            wrapped,
            tag,
        } = Parts::split(bytes)?;
        let header_key = header_key(&header.id, &header.parameters, unlock, stretch)?;
        let expected = derive_key(&header_key, &header.id, KEY_COMMITMENT);
        if !bool::from(expected[..].ct_eq(commitment)) {
            return Err(match header.tier {
                Tier::Keyring | Tier::Memory => VaultError::WrongKey,
                Tier::KeyringAndPin => VaultError::WrongPin,
                Tier::Passphrase => VaultError::WrongPassphrase,
            });
        }
        let mut data_key = SecretKey::default();
        data_key.copy_from_slice(wrapped);
        Cipher::new(&derive_key(&header_key, &header.id, KEY_WRAP))
            .open(nonce, authenticated, &mut data_key[..], tag)
            .map_err(|_| VaultError::DamagedHeader)?;
        Ok((header, data_key))
    }
}

fn item_of(vault: &VaultId, key_id: u32) -> VaultId {
    if key_id == FIRST_KEY_ID {
        return *vault;
    }
    let digest: [u8; 32] = Sha256::new()
        .chain_update("sst-vault/v1/key-item")
        .chain_update(vault.as_bytes())
        .chain_update(key_id.to_be_bytes())
        .finalize()
        .into();
    let mut name = [0; VaultId::LEN];
    name.copy_from_slice(&digest[..VaultId::LEN]);
    VaultId::from_bytes(name)
}

/// A header, cut into its fields.
struct Parts<'a> {
    header: VaultHeader,
    authenticated: &'a [u8],
    commitment: &'a [u8; COMMITMENT_LEN],
    nonce: &'a [u8; NONCE_LEN],
    wrapped: &'a [u8; DATA_KEY_LEN],
    tag: &'a [u8; TAG_LEN],
}

impl<'a> Parts<'a> {
    fn split(bytes: &'a [u8]) -> Result<Self, VaultError> {
        let mut rest = bytes;
        if take::<8>(&mut rest)? != MAGIC {
            return Err(VaultError::BadHeader);
        }
        let [version, cipher, tier] = *take(&mut rest)?;
        if version != VERSION {
            return Err(VaultError::UnsupportedVersion(version));
        }
        if cipher != AES_256_GCM {
            return Err(VaultError::UnsupportedAlgorithm(cipher));
        }
        let tier = Tier::from_number(tier)?;
        let id = VaultId::from_bytes(*take(&mut rest)?);
        let key_id = u32::from_be_bytes(*take(&mut rest)?);
        let parameters_len = u16::from_be_bytes(*take(&mut rest)?);
        if usize::from(parameters_len) != Parameters::len(tier) {
            return Err(VaultError::BadHeader);
        }
        rest = rest
            .get(parameters_len.into()..)
            .ok_or(VaultError::BadHeader)?;
        let head = &bytes[..bytes.len() - rest.len()];
        let commitment = take(&mut rest)?;
        let authenticated = &bytes[..bytes.len() - rest.len()];
        let (nonce, wrapped, tag) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
        if !rest.is_empty() {
            return Err(VaultError::BadHeader);
        }
        Ok(Self {
            header: VaultHeader {
                id,
                tier,
                key_id,
                parameters: Parameters::read(tier, head, commitment)?,
            },
            authenticated,
            commitment,
            nonce,
            wrapped,
            tag,
        })
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], VaultError> {
    let (taken, left) = rest.split_first_chunk().ok_or(VaultError::BadHeader)?;
    *rest = left;
    Ok(taken)
}

#[cfg(test)]
mod tests;
