//! An open vault.

use std::fmt;

use zeroize::Zeroizing;

use crate::cipher::Cipher;
use crate::derive::{RECORDS, SecretKey, derive_key};
use crate::header::{FIRST_KEY_ID, VaultHeader};
use crate::record::RecordKey;
use crate::{Kek, Protection, Slot, SubkeyPurpose, Tier, Unlock, VaultError, VaultId};

/// An open vault: it holds its keys, wipes them when dropped, and may be shared between threads
/// behind an `Arc`. It keeps no other state.
pub struct Vault {
    header: VaultHeader,
    data_key: SecretKey,
    records: RecordKey,
}

impl Vault {
    /// Makes a new vault that `kek` alone guards, and the header to be stored.
    ///
    /// # Errors
    /// [`VaultError::OtherSecret`] when `tier` asks for more than a key: see [`Self::create_guarded`].
    /// [`VaultError::Randomness`] when the operating system gives no random bytes.
    pub fn create(kek: &Kek, tier: Tier) -> Result<(Self, Vec<u8>), VaultError> {
        match tier {
            Tier::Keyring => Self::create_guarded(Protection::Keyring(kek)),
            Tier::Memory => Self::create_guarded(Protection::Memory(kek)),
            Tier::KeyringAndPin | Tier::Passphrase => Err(VaultError::OtherSecret),
        }
    }

    /// Makes a new vault with a random id and a random data key, and the header to be stored. With a
    /// PIN or passphrase it blocks for as long as [`Cost`](crate::Cost) says.
    ///
    /// # Errors
    /// [`VaultError::Randomness`] when the operating system gives no random bytes;
    /// [`VaultError::OutOfMemory`] when there is not the memory that the cost asks for.
    pub fn create_guarded(by: Protection<'_>) -> Result<(Self, Vec<u8>), VaultError> {
        Self::make(VaultId::generate()?, FIRST_KEY_ID, by)
    }

    /// Opens the vault of a stored header: by its [`Kek`], by both `(&Kek, &Pin)`, or by its
    /// [`Passphrase`](crate::Passphrase). With a PIN or passphrase it blocks for as long as
    /// [`VaultHeader::cost`] says; count the try first ([`Attempts`](crate::Attempts)).
    ///
    /// # Errors
    /// [`VaultError::OtherSecret`] when the header's tier asks for another kind of secret;
    /// [`VaultError::WrongKey`] when the key is not this vault's; [`VaultError::WrongPin`] or
    /// [`VaultError::WrongPassphrase`]; [`VaultError::DamagedHeader`] when the header was changed;
    /// [`VaultError::OutOfMemory`]; otherwise what [`VaultHeader::parse`] says.
    pub fn open<'a>(header: &[u8], by: impl Into<Unlock<'a>>) -> Result<Self, VaultError> {
        let (header, data_key) = VaultHeader::unwrap(header, by.into())?;
        Ok(Self::assemble(header, data_key))
    }

    /// The same vault under a new data key, guarded in a new way, and its header: for a change of
    /// tier, PIN, passphrase or key. Nothing of `self` changes.
    ///
    /// The caller gives each change a new [`Kek`] and follows this order, in which a stop between any
    /// two steps leaves a vault that opens, the old one or the new:
    ///
    /// 1. `rekey`, but not before the stale items of the change before are gone or written down: the next
    ///    header names only its neighbours.
    /// 2. If the new tier has a key: the custody stores it under the new vault's
    ///    [`key_item`](Self::key_item). The old key lies there beside it, untouched.
    /// 3. In one transaction: every record is [`reseal`](Self::reseal)ed, what was derived from
    ///    subkeys is computed anew, and the new header takes the old one's place. Its commit is the
    ///    change.
    /// 4. The write-ahead log is emptied, and the custody deletes each of
    ///    [`stale_key_items`](Self::stale_key_items). This is done again after every start, because a
    ///    stop may have come before it.
    ///
    /// # Errors
    /// As [`Self::create_guarded`]; [`VaultError::DataKeysSpent`] after 2³² − 1 data keys.
    pub fn rekey(&self, by: Protection<'_>) -> Result<(Self, Vec<u8>), VaultError> {
        let key_id = self.header.key_id.checked_add(1);
        Self::make(self.header.id, key_id.ok_or(VaultError::DataKeysSpent)?, by)
    }

    /// Opens `record` with the vault as it was, `old`, and seals it with this one, for the same slot.
    /// `None` when it is a record of this vault already, so that resealing may be taken up again.
    ///
    /// # Errors
    /// What [`Self::unseal`] says of the old record, or [`Self::seal`] of the new.
    pub fn reseal(
        &self,
        old: &Self,
        slot: &Slot<'_>,
        record: &[u8],
    ) -> Result<Option<Vec<u8>>, VaultError> {
        if self.unseal(slot, record).is_ok() {
            return Ok(None);
        }
        let value = old.unseal(slot, record)?;
        self.seal(slot, &value).map(Some)
    }

    /// The vault's id.
    pub fn id(&self) -> VaultId {
        self.header.id
    }

    /// What guards the vault.
    pub fn tier(&self) -> Tier {
        self.header.tier
    }

    /// See [`VaultHeader::key_item`].
    pub fn key_item(&self) -> VaultId {
        self.header.key_item()
    }

    /// See [`VaultHeader::stale_key_items`].
    pub fn stale_key_items(&self) -> Vec<VaultId> {
        self.header.stale_key_items()
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

    fn make(id: VaultId, key_id: u32, by: Protection<'_>) -> Result<(Self, Vec<u8>), VaultError> {
        let header = VaultHeader {
            id,
            tier: by.tier(),
            key_id,
            parameters: by.parameters(&id)?,
        };
        let mut data_key = SecretKey::default();
        getrandom::fill(&mut data_key[..])?;
        let bytes = header.wrap(by.unlock(), &data_key)?;
        Ok((Self::assemble(header, data_key), bytes))
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

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_pin_became_is_wiped() {
        use crate::{Cost, Pin, stretch::stretch, unlock};

        #[inline(never)]
        fn use_a_vault() -> [needle::Needle; 2] {
            let (kek, pin) = (Kek::generate().unwrap(), Pin::choose("830274").unwrap());
            let guarded = Protection::KeyringAndPin(&kek, &pin, Cost::LEAST);
            let (vault, header) = Vault::create_guarded(guarded).unwrap();
            let _again = Vault::open(&header, (&kek, &pin)).unwrap();
            let parameters = vault.header.parameters;
            let stretching = parameters.stretching().unwrap();
            let stretched = stretch(stretching.cost, &stretching.salt, pin.expose()).unwrap();
            let header_key =
                unlock::header_key(&vault.id(), &parameters, guarded.unlock(), unlock::ARGON2ID)
                    .unwrap();
            let needles = [
                needle::Needle::new(&stretched[..]),
                needle::Needle::new(&header_key[..]),
            ];
            assert!(needles.iter().all(needle::Needle::found), "control");
            needles
        }
        let [stretched, header_key] = use_a_vault();
        assert!(!stretched.found(), "Argon2id's output is still in memory");
        assert!(!header_key.found(), "the header key is still in memory");
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
