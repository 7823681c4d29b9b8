//! One sealed value.
//!
//! ```text
//! version 1 | cipher 1 | data key id 4 | nonce 12 | ciphertext of the padded value | tag 16
//! ```

use zeroize::Zeroizing;

use crate::cipher::{AES_256_GCM, Cipher, NONCE_LEN, TAG_LEN};
use crate::padding::{append_padded, is_bucket, padded_len, strip_padding};
use crate::{Slot, VaultError, VaultId};

/// The longest value that can be sealed, in bytes: 16 MiB.
pub const MAX_VALUE_LEN: usize = 16 * 1024 * 1024;

const VERSION: u8 = 1;
const PREFIX_LEN: usize = 6;
const BODY_START: usize = PREFIX_LEN + NONCE_LEN;

/// The cipher of a vault's records and what it is bound to.
pub(crate) struct RecordKey {
    pub(crate) cipher: Cipher,
    pub(crate) vault: VaultId,
    pub(crate) key_id: u32,
}

impl RecordKey {
    pub(crate) fn seal(&self, slot: &Slot<'_>, value: &[u8]) -> Result<Vec<u8>, VaultError> {
        if value.len() > MAX_VALUE_LEN {
            return Err(VaultError::TooLarge);
        }
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce)?;

        let mut record = Vec::with_capacity(BODY_START + padded_len(value.len()) + TAG_LEN);
        record.extend_from_slice(&[VERSION, AES_256_GCM]);
        record.extend_from_slice(&self.key_id.to_be_bytes());
        let aad = slot.authenticated_data(&record, &self.vault);
        record.extend_from_slice(&nonce);
        append_padded(&mut record, value);
        let tag = self
            .cipher
            .seal(&nonce, &aad, &mut record[BODY_START..])
            .map_err(|_| VaultError::TooLarge)?;
        record.extend_from_slice(&tag);
        Ok(record)
    }

    pub(crate) fn unseal(
        &self,
        slot: &Slot<'_>,
        record: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (&[version, cipher, ref key_id @ ..], rest) = record
            .split_first_chunk::<PREFIX_LEN>()
            .ok_or(VaultError::BadRecord)?;
        if version != VERSION {
            return Err(VaultError::UnsupportedVersion(version));
        }
        if cipher != AES_256_GCM {
            return Err(VaultError::UnsupportedAlgorithm(cipher));
        }
        let key_id = u32::from_be_bytes(*key_id);
        if key_id != self.key_id {
            return Err(VaultError::UnknownDataKey(key_id));
        }
        let (nonce, rest) = rest.split_first_chunk().ok_or(VaultError::BadRecord)?;
        let (body, tag) = rest.split_last_chunk().ok_or(VaultError::BadRecord)?;
        if !is_bucket(body.len()) {
            return Err(VaultError::BadRecord);
        }

        let aad = slot.authenticated_data(&record[..PREFIX_LEN], &self.vault);
        let mut padded = Zeroizing::new(body.to_vec());
        self.cipher
            .open(nonce, &aad, &mut padded, tag)
            .map_err(|_| VaultError::Damaged)?;
        // In place: a second buffer would have to be wiped too.
        strip_padding(&mut padded).ok_or(VaultError::Damaged)?;
        Ok(padded)
    }
}
