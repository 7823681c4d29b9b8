//! One key for each purpose, by HKDF-SHA256 (RFC 5869).

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroizing, zeroize_stack};

use crate::VaultId;

/// What a subkey handed to other crates is for. Each purpose has a key of its own, so that no use
/// can weaken another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubkeyPurpose {
    /// Keyed hashes (HMAC-SHA256) by which rows are found without opening them.
    LookupIndex,
    /// Keyed hashes that stand for a person or a row in logs and diagnostics.
    LogPseudonym,
}

impl SubkeyPurpose {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::LookupIndex => "sst-vault/v1/lookup-index",
            Self::LogPseudonym => "sst-vault/v1/log-pseudonym",
        }
    }
}

pub(crate) const KEY_COMMITMENT: &str = "sst-vault/v1/key-commitment";
pub(crate) const KEY_WRAP: &str = "sst-vault/v1/key-wrap";
pub(crate) const RECORDS: &str = "sst-vault/v1/records";
/// Of the keyring's key alone, so that another vault's key is told from a wrong PIN.
pub(crate) const KEYRING_COMMITMENT: &str = "sst-vault/v1/keyring-commitment";
/// The header key of a vault that a keyring and a PIN guard together.
pub(crate) const KEYRING_AND_PIN: &str = "sst-vault/v1/keyring-and-pin";
/// The header key of a vault that a passphrase guards.
pub(crate) const PASSPHRASE: &str = "sst-vault/v1/passphrase";

/// A key on the heap, where moving it leaves no copy behind; wiped when dropped.
pub(crate) type SecretKey = Box<Zeroizing<[u8; 32]>>;

/// How much stack is wiped after a computation with a key, in bytes. Unoptimised builds reach 8 KiB
/// down when they expand an AES key; the tests that search the memory hold this figure to account.
pub(crate) const KEY_STACK: usize = 32 * 1024;

/// Derives the key for `label` from `key`, salted with the vault's id.
pub(crate) fn derive_key(key: &[u8; 32], vault: &VaultId, label: &str) -> SecretKey {
    derive(key, vault, label)
}

/// Derives the key for `label` from two keys at once: without either of them nothing is known of it.
/// Both have 32 bytes, so that where one ends and the other begins is never in doubt.
pub(crate) fn derive_from_both(
    one: &[u8; 32],
    other: &[u8; 32],
    vault: &VaultId,
    label: &str,
) -> SecretKey {
    let mut both = Box::new(Zeroizing::new([0; 64]));
    both[..32].copy_from_slice(one);
    both[32..].copy_from_slice(other);
    derive(&both[..], vault, label)
}

fn derive(material: &[u8], vault: &VaultId, label: &str) -> SecretKey {
    let mut derived = SecretKey::default();
    expand(material, vault, label, &mut derived);
    zeroize_stack::<KEY_STACK>();
    derived
}

#[inline(never)]
#[allow(
    clippy::expect_used,
    reason = "RFC 5869 allows up to 8160 bytes of output; 32 never fails"
)]
fn expand(key: &[u8], vault: &VaultId, label: &str, derived: &mut [u8; 32]) {
    Hkdf::<Sha256>::new(Some(vault.as_bytes()), key)
        .expand(label.as_bytes(), derived)
        .expect("32 bytes are within HKDF's bound");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_vault_and_key_gives_another_key() {
        let labels = [
            KEY_COMMITMENT,
            KEY_WRAP,
            RECORDS,
            KEYRING_COMMITMENT,
            KEYRING_AND_PIN,
            PASSPHRASE,
            SubkeyPurpose::LookupIndex.label(),
            SubkeyPurpose::LogPseudonym.label(),
        ];
        let mut seen = std::collections::HashSet::new();
        for label in labels {
            for id in [[1; 16], [2; 16]] {
                for key in [[3; 32], [4; 32]] {
                    seen.insert(**derive_key(&key, &VaultId::from_bytes(id), label));
                }
            }
        }
        assert_eq!(seen.len(), labels.len() * 4);
    }

    #[test]
    fn both_keys_matter_and_so_does_their_order() {
        let vault = VaultId::from_bytes([1; 16]);
        let of = |one, other| **derive_from_both(&[one; 32], &[other; 32], &vault, KEYRING_AND_PIN);
        let keys = [of(1, 2), of(2, 1), of(1, 1), of(2, 2), of(1, 3), of(3, 2)];
        assert_eq!(
            keys.iter().collect::<std::collections::HashSet<_>>().len(),
            6
        );
    }
}
