//! An open vault.

use std::fmt;

use zeroize::Zeroizing;

use crate::cipher::Cipher;
use crate::derive::{RECORDS, SecretKey, derive_key};
use crate::header::VaultHeader;
use crate::record::RecordKey;
use crate::{Kek, Slot, SubkeyPurpose, Tier, VaultError, VaultId};

/// The data key of a new vault. Another number would mean that the vault was given a new data key.
const FIRST_KEY_ID: u32 = 1;

/// An open vault: it holds its keys, wipes them when dropped, and may be shared between threads
/// behind an `Arc`. It keeps no other state.
pub struct Vault {
    header: VaultHeader,
    data_key: SecretKey,
    records: RecordKey,
}

impl Vault {
    /// Makes a new vault with a random id and a random data key, and the header to be stored.
    ///
    /// # Errors
    /// [`VaultError::Randomness`] when the operating system gives no random bytes.
    pub fn create(kek: &Kek, tier: Tier) -> Result<(Self, Vec<u8>), VaultError> {
        let header = VaultHeader {
            id: VaultId::generate()?,
            tier,
            key_id: FIRST_KEY_ID,
        };
        let mut data_key = SecretKey::default();
        getrandom::fill(&mut data_key[..])?;
        let bytes = header.wrap(kek, &data_key)?;
        Ok((Self::assemble(header, data_key), bytes))
    }

    /// Opens the vault of a stored header.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] when `kek` is not this vault's; [`VaultError::DamagedHeader`] when
    /// it is but the header was changed; otherwise what [`VaultHeader::parse`] says.
    pub fn open(header: &[u8], kek: &Kek) -> Result<Self, VaultError> {
        let (header, data_key) = VaultHeader::unwrap(header, kek)?;
        Ok(Self::assemble(header, data_key))
    }

    /// The vault's id.
    pub fn id(&self) -> VaultId {
        self.header.id
    }

    /// Who keeps the vault's key.
    pub fn tier(&self) -> Tier {
        self.header.tier
    }

    /// Seals `value` for `slot` under a fresh random nonce.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] above [`MAX_VALUE_LEN`](crate::MAX_VALUE_LEN);
    /// [`VaultError::Randomness`].
    pub fn seal(&self, slot: &Slot<'_>, value: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.records.seal(slot, value)
    }

    /// Opens what was sealed for exactly this `slot` in exactly this vault.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the record was changed or belongs elsewhere;
    /// [`VaultError::BadRecord`], [`VaultError::UnsupportedVersion`],
    /// [`VaultError::UnsupportedAlgorithm`], [`VaultError::UnknownSecretKey`] when its form says so.
    pub fn unseal(&self, slot: &Slot<'_>, record: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.records.unseal(slot, record)
    }

    /// The key for one purpose outside of records. The same vault gives the same key each time.
    pub fn derive_subkey(&self, purpose: SubkeyPurpose) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(**derive_key(
            &self.data_key,
            &self.header.id,
            purpose.label(),
        ))
    }

    fn assemble(header: VaultHeader, data_key: SecretKey) -> Self {
        let cipher = Cipher::new(&derive_key(&data_key, &header.id, RECORDS));
        let records = RecordKey {
            cipher,
            vault: header.id,
            key_id: header.key_id,
        };
        Self {
            header,
            data_key,
            records,
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("id", &self.header.id)
            .field("tier", &self.header.tier)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, target_os = "linux"))]
#[path = "../tests/it/needle.rs"]
#[allow(clippy::unwrap_used, reason = "a failing test says where")]
mod needle;

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_data_key_and_the_record_key_are_wiped() {
        #[inline(never)]
        fn use_a_vault() -> [needle::Needle; 2] {
            let kek = Kek::generate().unwrap();
            let (vault, header) = Vault::create(&kek, Tier::Memory).unwrap();
            let again = Vault::open(&header, &kek).unwrap();
            let data_key = needle::Needle::new(&again.data_key[..]);
            let record_key =
                needle::Needle::new(&derive_key(&again.data_key, &vault.id(), RECORDS)[..]);
            assert!(data_key.found(), "control: the vaults are open");
            [data_key, record_key]
        }
        let [data_key, record_key] = use_a_vault();
        assert!(!data_key.found(), "the data key is still in memory");
        assert!(!record_key.found(), "the record key is still in memory");
    }

    #[test]
    fn may_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Vault>();
    }

    #[test]
    fn debug_shows_no_key() {
        let (vault, _) = Vault::create(&Kek::generate().unwrap(), Tier::Memory).unwrap();
        let shown = format!("{vault:?}");
        assert_eq!(
            shown,
            format!("Vault {{ id: {:?}, tier: Memory, .. }}", vault.id())
        );
    }
}
