//! Every bit of the headers that a PIN or a passphrase opens.

use std::collections::HashMap;

use super::*;
use crate::parameters::{CHECKSUM_LEN, Stretching, checksum};
use crate::stretch::stretch;
use crate::{Cost, Kek, Passphrase, Pin, Protection, Vault};

/// Opens with the key that Argon2id made of what the header holds unchanged; for every other input a
/// hash stands in for it, which differs as surely and takes no time. That Argon2id itself answers to
/// each salt and cost is shown in `tests/it/guarded.rs`.
struct StandIn {
    stretching: Stretching,
    key: SecretKey,
}

impl StandIn {
    fn new(header: &[u8], secret: &[u8]) -> Self {
        let stretching = *VaultHeader::parse(header)
            .unwrap()
            .parameters
            .stretching()
            .unwrap();
        let key = stretch(stretching.cost, &stretching.salt, secret).unwrap();
        Self { stretching, key }
    }

    fn open(&self, bytes: &[u8], unlock: Unlock<'_>) -> Result<VaultHeader, VaultError> {
        let stretch = |stretching: &Stretching, secret: &[u8]| {
            let mut key = self.key.clone();
            if *stretching != self.stretching {
                let other = Sha256::digest(format!("{stretching:?}{secret:?}"));
                key.copy_from_slice(&other);
            }
            Ok(key)
        };
        VaultHeader::unwrap_with(bytes, unlock, &stretch).map(|(header, _)| header)
    }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

/// The header with a checksum that fits again, as somebody would write it who changed it on purpose.
fn mended(mut header: Vec<u8>) -> Vec<u8> {
    let commitment_at = header.len() - TAG_LEN - DATA_KEY_LEN - NONCE_LEN - COMMITMENT_LEN;
    let (head, rest) = header.split_at_mut(commitment_at);
    let (covered, stored) = head.split_last_chunk_mut::<CHECKSUM_LEN>().unwrap();
    *stored = checksum(covered, rest.first_chunk().unwrap());
    header
}

/// Opens `header` with every bit flipped, and flipped with the checksum mended. Returns how often each
/// code was the answer.
fn flip_every_bit(
    header: &[u8],
    unlock: Unlock<'_>,
    secret: &[u8],
) -> [HashMap<&'static str, u32>; 2] {
    let argon2 = StandIn::new(header, secret);
    assert!(argon2.open(header, unlock).is_ok());
    let mut codes = [HashMap::new(), HashMap::new()];
    for bit in 0..header.len() * 8 {
        let changed = flipped(header, bit);
        let refused = argon2.open(&changed, unlock).unwrap_err();
        *codes[0].entry(refused.code()).or_default() += 1;
        let changed = mended(changed);
        if changed != header {
            let refused = argon2.open(&changed, unlock).unwrap_err();
            *codes[1].entry(refused.code()).or_default() += 1;
        }
    }
    codes
}

#[test]
fn every_flipped_bit_of_a_passphrase_header_is_refused() {
    let passphrase = Passphrase::choose("测试市民甲的通行口令").unwrap();
    let by = Protection::Passphrase(&passphrase, Cost::LEAST);
    let (_, header) = Vault::create_guarded(by).unwrap();
    assert_eq!(header.len(), 183);
    let [worn, forged] = flip_every_bit(
        &header,
        Unlock::Passphrase(&passphrase),
        passphrase.expose(),
    );
    let expect = [
        // Mark; length of the parameters; the tiers 2 and 1.
        ("vault-bad-header", 8 * 8 + 2 * 8 + 2),
        ("vault-unsupported-version", 8),
        ("vault-unsupported-algorithm", 8),
        ("vault-unsupported-tier", 6),
        // Everything else: none of it looks like a wrong passphrase.
        (
            "vault-damaged-header",
            (16 + 4 + 58 + 32 + 12 + 32 + 16) * 8,
        ),
    ];
    assert_eq!(worn, HashMap::from(expect));
    assert_eq!(forged["vault-unsupported-kdf"], 8);
    // Vault id, salt and commitment, and the costs that are in bounds. Data key id and what follows
    // the commitment are told by the tag.
    assert!(forged["vault-wrong-passphrase"] >= (16 + 16 + 32) * 8);
    assert_eq!(forged["vault-damaged-header"], (4 + 12 + 32 + 16) * 8);
    assert!(forged["vault-cost-too-high"] >= 40 && forged["vault-cost-too-low"] >= 2);
}

#[test]
fn every_flipped_bit_of_a_pin_header_is_refused() {
    let (kek, pin) = (Kek::generate().unwrap(), Pin::choose("830274").unwrap());
    let by = Protection::KeyringAndPin(&kek, &pin, Cost::LEAST);
    let (_, header) = Vault::create_guarded(by).unwrap();
    assert_eq!(header.len(), 215);
    let [worn, forged] = flip_every_bit(&header, Unlock::KekAndPin(&kek, &pin), pin.expose());
    assert_eq!(worn.get("vault-wrong-pin"), None);
    assert_eq!(worn.get("vault-wrong-key"), None);
    assert_eq!(
        worn["vault-damaged-header"],
        (16 + 4 + 90 + 32 + 12 + 32 + 16) * 8
    );
    // Vault id and keyring commitment.
    assert_eq!(forged["vault-wrong-key"], (16 + 32) * 8);
    assert!(forged["vault-wrong-pin"] >= (16 + 32) * 8);
    assert_eq!(forged["vault-damaged-header"], (4 + 12 + 32 + 16) * 8);
}

#[test]
fn each_data_key_has_an_item_of_its_own() {
    let id = VaultId::from_bytes([0xa5; 16]);
    let header = |key_id, tier| VaultHeader {
        id,
        tier,
        key_id,
        parameters: Parameters::None,
    };
    let first = header(1, Tier::Keyring);
    assert_eq!(first.key_item(), id, "as it always was");
    let second = header(2, Tier::Keyring);
    assert_ne!(second.key_item(), id);
    assert_eq!(first.stale_key_items(), [second.key_item()]);
    let third = header(3, Tier::Keyring).key_item();
    assert_eq!(second.stale_key_items(), [id, third]);
    let passphrase = header(2, Tier::Passphrase);
    assert_eq!(
        passphrase.stale_key_items(),
        [id, second.key_item(), third],
        "no keyring any more"
    );
    assert_eq!(header(u32::MAX, Tier::Keyring).stale_key_items().len(), 1);
}
