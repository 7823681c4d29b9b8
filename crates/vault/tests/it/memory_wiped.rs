//! After a vault is dropped, its keys and what it opened are gone from this process.

use sst_vault::{Cost, Kek, Passphrase, Pin, Protection, Slot, SubkeyPurpose, Tier, Vault};
use zeroize::{Zeroize, Zeroizing};

use crate::needle::Needle;

#[test]
fn keys_and_values_are_wiped() {
    let [kek, subkey, value] = use_a_vault();
    assert!(!kek.found(), "the key-encryption key is still in memory");
    assert!(!subkey.found(), "the subkey is still in memory");
    assert!(!value.found(), "the value is still in memory");
}

/// What was used, and is dropped on return. Everything is dropped where it stands: moving an array
/// would leave a copy in this test's own frame.
fn use_a_vault() -> [Needle; 3] {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut bytes[..]).unwrap();
    let kek = Kek::from_bytes(&bytes);
    let kek_needle = Needle::new(&bytes[..]);
    bytes.zeroize();

    let slot = Slot {
        table: "t",
        key: "k",
        column: "c",
        schema: 1,
        row_version: 1,
    };
    let (vault, header) = Vault::create(&kek, Tier::Memory).unwrap();
    let subkey = vault.derive_subkey(SubkeyPurpose::LookupIndex);
    let subkey_needle = Needle::new(&subkey[..]);
    let mut value = Zeroizing::new([0; 40]);
    getrandom::fill(&mut value[..]).unwrap();
    let value_needle = Needle::new(&value[..]);
    let record = vault.seal(&slot, &value[..]).unwrap();
    value.zeroize();
    let _opened = Vault::open(&header, &kek)
        .unwrap()
        .unseal(&slot, &record)
        .unwrap();

    assert!(
        kek_needle.found(),
        "control: the key is in use and must be found"
    );
    assert!(
        subkey_needle.found(),
        "control: the subkey is held and must be found"
    );
    assert!(
        value_needle.found(),
        "control: the value is held and must be found"
    );
    [kek_needle, subkey_needle, value_needle]
}

#[test]
fn what_was_typed_is_wiped() {
    let [pin, passphrase] = use_what_was_typed();
    assert!(!pin.found(), "the PIN is still in memory");
    assert!(!passphrase.found(), "the passphrase is still in memory");
}

fn use_what_was_typed() -> [Needle; 2] {
    let kek = Kek::generate().unwrap();
    let (pin_needle, pin) = typed(Pin::choose);
    let by = Protection::KeyringAndPin(&kek, &pin, Cost::LEAST);
    let (vault, header) = Vault::create_guarded(by).unwrap();
    assert!(Vault::open(&header, (&kek, &pin)).is_ok());

    let (passphrase_needle, passphrase) = typed(Passphrase::choose);
    let by = Protection::Passphrase(&passphrase, Cost::LEAST);
    let (_, header) = vault.rekey(by).unwrap();
    assert!(Vault::open(&header, &passphrase).is_ok());

    assert!(pin_needle.found(), "control: the PIN is held");
    assert!(passphrase_needle.found(), "control: the passphrase is held");
    [pin_needle, passphrase_needle]
}

/// A random text, not all ASCII, so that it passes through normalisation; its end is looked for.
fn typed<T, E: std::fmt::Debug>(choose: fn(&str) -> Result<T, E>) -> (Needle, T) {
    let mut random = Zeroizing::new([0; 24]);
    getrandom::fill(&mut random[..]).unwrap();
    let mut text = Zeroizing::new(String::with_capacity(64));
    text.push('é');
    text.extend(random.iter().map(|byte| char::from(b'a' + byte % 26)));
    (Needle::new(&text.as_bytes()[2..]), choose(&text).unwrap())
}
