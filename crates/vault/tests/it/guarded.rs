//! Vaults that a PIN, together with the keyring, or a passphrase guards.

use proptest::prelude::*;
use sst_vault::{
    Cost, Kek, Passphrase, Pin, Protection, Slot, Tier, Unlock, Vault, VaultError, VaultHeader,
};

const SLOT: Slot<'_> = Slot {
    table: "profile",
    key: "42",
    column: "phone",
    schema: 1,
    row_version: 5,
};

fn pin(text: &str) -> Pin {
    Pin::enter(text).unwrap()
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::enter(text).unwrap()
}

fn by_pin(kek: &Kek, text: &str) -> (Vault, Vec<u8>) {
    Vault::create_guarded(Protection::KeyringAndPin(kek, &pin(text), Cost::LEAST)).unwrap()
}

fn by_passphrase(text: &str) -> (Vault, Vec<u8>) {
    Vault::create_guarded(Protection::Passphrase(&passphrase(text), Cost::LEAST)).unwrap()
}

fn refusal<'a>(header: &[u8], by: impl Into<Unlock<'a>>) -> Option<VaultError> {
    Vault::open(header, by).err()
}

#[test]
fn keyring_and_pin_open_together_and_neither_alone() {
    let (kek, other) = (Kek::generate().unwrap(), Kek::generate().unwrap());
    let (vault, header) = by_pin(&kek, "830274");
    let record = vault.seal(&SLOT, b"value").unwrap();

    let read = VaultHeader::parse(&header).unwrap();
    assert_eq!(
        (read.tier(), read.cost()),
        (Tier::KeyringAndPin, Some(Cost::LEAST))
    );
    let opened = Vault::open(&header, (&kek, &pin("830274"))).unwrap();
    assert_eq!(*opened.unseal(&SLOT, &record).unwrap(), b"value");

    assert_eq!(refusal(&header, &kek), Some(VaultError::OtherSecret));
    let text = passphrase("830274");
    assert_eq!(refusal(&header, &text), Some(VaultError::OtherSecret));
    let wrong = pin("830275");
    assert_eq!(refusal(&header, (&kek, &wrong)), Some(VaultError::WrongPin));
    let right = pin("830274");
    for pin in [&right, &wrong] {
        // Told before the PIN is stretched: a keyring of another vault costs the person no try.
        assert_eq!(refusal(&header, (&other, pin)), Some(VaultError::WrongKey));
    }
}

#[test]
fn a_passphrase_opens_and_another_does_not() {
    let (vault, header) = by_passphrase("correct horse battery staple");
    let record = vault.seal(&SLOT, b"value").unwrap();
    let right = passphrase("correct horse battery staple");
    let opened = Vault::open(&header, &right).unwrap();
    assert_eq!(*opened.unseal(&SLOT, &record).unwrap(), b"value");
    assert_eq!(opened.tier(), Tier::Passphrase);

    for wrong in [
        "",
        "correct horse battery stapl",
        "Correct horse battery staple",
        "correct horse battery staple ",
    ] {
        let wrong = passphrase(wrong);
        assert_eq!(refusal(&header, &wrong), Some(VaultError::WrongPassphrase));
    }
    let kek = Kek::generate().unwrap();
    assert_eq!(refusal(&header, &kek), Some(VaultError::OtherSecret));
    let both = (&kek, &pin("correct horse battery staple"));
    assert_eq!(refusal(&header, both), Some(VaultError::OtherSecret));
}

#[test]
fn every_character_of_a_long_passphrase_counts() {
    // bcrypt would stop at 72 bytes.
    let long = "通行口令".repeat(256);
    let (_, header) = by_passphrase(&long);
    assert!(Vault::open(&header, &passphrase(&long)).is_ok());
    let mut other = long;
    other.pop();
    other.push('另');
    let other = passphrase(&other);
    assert_eq!(refusal(&header, &other), Some(VaultError::WrongPassphrase));
}

#[test]
fn two_vaults_of_one_pin_have_nothing_in_common() {
    let kek = Kek::generate().unwrap();
    let ((_, one), (_, two)) = (by_pin(&kek, "830274"), by_pin(&kek, "830274"));
    // Salt, keyring commitment, checksum, key commitment, nonce, wrapped key, tag.
    for field in [
        43..59,
        59..91,
        91..123,
        123..155,
        155..167,
        167..199,
        199..215,
    ] {
        assert_ne!(one[field.clone()], two[field]);
    }
}

#[test]
fn a_key_alone_does_not_make_a_vault_of_these_tiers() {
    let kek = Kek::generate().unwrap();
    for tier in [Tier::KeyringAndPin, Tier::Passphrase] {
        assert_eq!(
            Vault::create(&kek, tier).err(),
            Some(VaultError::OtherSecret)
        );
    }
}

#[test]
fn every_shortened_header_is_refused() {
    let kek = Kek::generate().unwrap();
    for header in [by_pin(&kek, "830274").1, by_passphrase("long enough").1] {
        for len in 0..header.len() {
            let cut = VaultHeader::parse(&header[..len]).err();
            assert_eq!(cut, Some(VaultError::BadHeader), "{len} bytes");
        }
    }
}

proptest! {
    // Each case stretches several times.
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn whatever_is_typed_opens_what_it_made(text in ".{0,40}", other in ".{0,40}") {
        let kek = Kek::generate().unwrap();
        let (_, header) = by_pin(&kek, &text);
        prop_assert!(Vault::open(&header, (&kek, &pin(&text))).is_ok());
        let (_, header) = by_passphrase(&text);
        prop_assert!(Vault::open(&header, &passphrase(&text)).is_ok());
        let other = format!("{text}{other}!");
        prop_assert!(Vault::open(&header, &passphrase(&other)).is_err());
    }
}

proptest! {
    #[test]
    fn any_parameters_are_refused_without_panic(
        tier in 2_u8..=3,
        len in prop_oneof![Just(58_u16), Just(90), any::<u16>()],
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut header = b"SSTVAULT\x01\x01".to_vec();
        header.push(tier);
        header.extend_from_slice(&[0xa0; 20]);
        header.extend_from_slice(&len.to_be_bytes());
        header.extend_from_slice(&bytes);
        prop_assert!(VaultHeader::parse(&header).is_err());
    }
}
