//! Nothing that was changed, moved or put back opens.

use sst_vault::{Kek, MAX_VALUE_LEN, Slot, SubkeyPurpose, Tier, Vault, VaultError};

const SLOT: Slot<'_> = Slot {
    table: "profile",
    key: "42",
    column: "phone",
    schema: 1,
    row_version: 5,
};

fn vault() -> (Vault, Vec<u8>, Kek) {
    let kek = Kek::generate().unwrap();
    let (vault, header) = Vault::create(&kek, Tier::Memory).unwrap();
    (vault, header, kek)
}

fn bit_flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..bytes.len() * 8).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    })
}

#[test]
fn every_flipped_bit_of_a_header_is_refused() {
    // Those that a PIN or a passphrase opens: `src/header/tests.rs`.
    for tier in [Tier::Keyring, Tier::Memory] {
        let kek = Kek::generate().unwrap();
        let (_, header) = Vault::create(&kek, tier).unwrap();
        assert!(Vault::open(&header, &kek).is_ok());
        for (bit, changed) in bit_flips(&header).enumerate() {
            assert!(Vault::open(&changed, &kek).is_err(), "{tier:?}, bit {bit}");
        }
    }
}

#[test]
fn every_flipped_bit_of_a_record_is_refused() {
    let (vault, ..) = vault();
    // All padding, some, and the next bucket.
    for length in [0, 15, 61] {
        let record = vault.seal(&SLOT, &vec![0xa5; length]).unwrap();
        assert!(vault.unseal(&SLOT, &record).is_ok());
        for (bit, changed) in bit_flips(&record).enumerate() {
            let refused = vault.unseal(&SLOT, &changed).is_err();
            assert!(refused, "{length} bytes, bit {bit}");
        }
    }
}

#[test]
fn every_shortened_header_and_record_is_refused() {
    let (vault, header, kek) = vault();
    for len in 0..header.len() {
        assert_eq!(
            Vault::open(&header[..len], &kek).err(),
            Some(VaultError::BadHeader)
        );
    }
    let record = vault.seal(&SLOT, &[1; 100]).unwrap();
    for len in 0..record.len() {
        assert!(vault.unseal(&SLOT, &record[..len]).is_err(), "{len} bytes");
    }
}

#[test]
fn a_record_opens_in_its_own_slot_only() {
    let (vault, ..) = vault();
    let mut slots = Vec::new();
    for table in ["profile", "outbox"] {
        for key in ["1", "2", "12"] {
            for column in ["phone", "name"] {
                for (schema, row_version) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
                    slots.push(Slot {
                        table,
                        key,
                        column,
                        schema,
                        row_version,
                    });
                }
            }
        }
    }
    let records: Vec<_> = slots
        .iter()
        .map(|slot| vault.seal(slot, b"value").unwrap())
        .collect();
    let mut swaps = 0;
    for (slot, own) in slots.iter().zip(&records) {
        for record in &records {
            let opened = vault.unseal(slot, record);
            if record == own {
                assert_eq!(*opened.unwrap(), b"value");
            } else {
                assert_eq!(opened.err(), Some(VaultError::Damaged));
                swaps += 1;
            }
        }
    }
    assert_eq!(swaps, 48 * 47);
}

#[test]
fn a_record_opens_in_its_own_vault_only() {
    let kek = Kek::generate().unwrap();
    let (one, header_of_one) = Vault::create(&kek, Tier::Keyring).unwrap();
    let (two, _) = Vault::create(&kek, Tier::Keyring).unwrap();
    let record = one.seal(&SLOT, b"value").unwrap();
    assert_eq!(two.unseal(&SLOT, &record).err(), Some(VaultError::Damaged));
    let subkey = |vault: &Vault| vault.derive_subkey(SubkeyPurpose::LookupIndex);
    assert_ne!(*subkey(&one), *subkey(&two));

    let again = Vault::open(&header_of_one, &kek).unwrap();
    assert_eq!(*again.unseal(&SLOT, &record).unwrap(), b"value");
    assert_eq!(*subkey(&one), *subkey(&again));
}

#[test]
fn another_key_is_told_from_damage() {
    let (_, header, kek) = vault();
    let other = Kek::generate().unwrap();
    assert_eq!(
        Vault::open(&header, &other).err(),
        Some(VaultError::WrongKey)
    );
    let mut damaged = header;
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(
        Vault::open(&damaged, &kek).err(),
        Some(VaultError::DamagedHeader)
    );
}

#[test]
fn nonces_do_not_repeat() {
    let (vault, ..) = vault();
    let nonces: std::collections::HashSet<_> = (0..20_000)
        .map(|_| vault.seal(&SLOT, b"the same value").unwrap()[6..18].to_vec())
        .collect();
    assert_eq!(nonces.len(), 20_000);
}

#[test]
fn the_longest_value_is_sealed_and_a_longer_one_refused() {
    let (vault, ..) = vault();
    let mut value = vec![0xa5; MAX_VALUE_LEN];
    let record = vault.seal(&SLOT, &value).unwrap();
    assert!(*vault.unseal(&SLOT, &record).unwrap() == value);
    value.push(0);
    assert_eq!(vault.seal(&SLOT, &value).err(), Some(VaultError::TooLarge));
}
