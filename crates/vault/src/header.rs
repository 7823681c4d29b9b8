//! The header of a vault: which vault it is, who keeps its key, and the data key, wrapped.
//!
//! ```text
//! "SSTVAULT" | version 1 | cipher 1 | tier 1 | vault id 16 | data key id 4
//!   | length of the custody's parameters 2 | parameters | key commitment 32
//!   | nonce 12 | wrapped data key 32 | tag 16
//! ```

use subtle::ConstantTimeEq;

use crate::cipher::{AES_256_GCM, Cipher, NONCE_LEN};
use crate::derive::{KEY_COMMITMENT, KEY_WRAP, SecretKey, derive_key};
use crate::{Kek, Tier, VaultError, VaultId};

const MAGIC: &[u8; 8] = b"SSTVAULT";
const VERSION: u8 = 1;
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
}

impl VaultHeader {
    /// Reads the open part of a header.
    ///
    /// # Errors
    /// [`VaultError::BadHeader`], or which version, cipher or tier this program lacks.
    pub fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        Parts::split(bytes).map(|parts| parts.header)
    }

    /// The vault's id.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// Who keeps the vault's key.
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// Writes the header with `data_key` wrapped by `kek`.
    pub(crate) fn wrap(&self, kek: &Kek, data_key: &SecretKey) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce)?;

        let mut out = Vec::with_capacity(160);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&[VERSION, AES_256_GCM, self.tier.number()]);
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&self.key_id.to_be_bytes());
        // Neither tier of this version has parameters.
        out.extend_from_slice(&0_u16.to_be_bytes());
        out.extend_from_slice(&derive_key(kek.expose(), &self.id, KEY_COMMITMENT)[..]);

        let mut wrapped = SecretKey::default();
        wrapped.copy_from_slice(&data_key[..]);
        let tag = Cipher::new(&derive_key(kek.expose(), &self.id, KEY_WRAP))
            .seal(&nonce, &out, &mut wrapped[..])
            .map_err(|_| VaultError::BadHeader)?;
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&wrapped[..]);
        out.extend_from_slice(&tag);
        Ok(out)
    }

    /// Reads a header, proves it whole, and unwraps the data key.
    pub(crate) fn unwrap(bytes: &[u8], kek: &Kek) -> Result<(Self, SecretKey), VaultError> {
        let Parts {
            header,
            authenticated,
            commitment,
            nonce,
            wrapped,
            tag,
        } = Parts::split(bytes)?;
        let expected = derive_key(kek.expose(), &header.id, KEY_COMMITMENT);
        if !bool::from(expected[..].ct_eq(commitment)) {
            return Err(VaultError::WrongKey);
        }
        let mut data_key = SecretKey::default();
        data_key.copy_from_slice(wrapped);
        Cipher::new(&derive_key(kek.expose(), &header.id, KEY_WRAP))
            .open(nonce, authenticated, &mut data_key[..], tag)
            .map_err(|_| VaultError::DamagedHeader)?;
        Ok((header, data_key))
    }
}

/// A header, cut into its fields.
struct Parts<'a> {
    header: VaultHeader,
    authenticated: &'a [u8],
    commitment: &'a [u8],
    nonce: &'a [u8; NONCE_LEN],
    wrapped: &'a [u8; DATA_KEY_LEN],
    tag: &'a [u8; 16],
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
        if parameters_len != 0 {
            return Err(VaultError::BadHeader);
        }
        let commitment = take::<COMMITMENT_LEN>(&mut rest)?;
        let authenticated = &bytes[..bytes.len() - rest.len()];
        let parts = Self {
            header: VaultHeader { id, tier, key_id },
            authenticated,
            commitment,
            nonce: take(&mut rest)?,
            wrapped: take(&mut rest)?,
            tag: take(&mut rest)?,
        };
        if rest.is_empty() {
            Ok(parts)
        } else {
            Err(VaultError::BadHeader)
        }
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], VaultError> {
    let (taken, left) = rest.split_first_chunk().ok_or(VaultError::BadHeader)?;
    *rest = left;
    Ok(taken)
}
