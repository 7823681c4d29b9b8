//! After a vault is dropped, its keys and what it opened are gone from this process.

use sst_vault::{Cost, Kek, Passphrase, Pin, Protection, Slot, SubkeyPurpose, Tier, Vault};
use zeroize::{Zeroize, Zeroizing};

use crate::needle::Needle;

/// The search finds what it is meant to find, in each form.
#[test]
fn the_search_finds_every_form() {
    let mut random = [0; 24];
    getrandom::fill(&mut random).unwrap();
    let secret: Vec<u8> = random.iter().map(|byte| b'a' + byte % 26).collect();
    let needle = Needle::new(&secret);
    let hidden: Vec<u8> = secret.iter().map(|byte| !byte).collect();
    drop(Zeroizing::new(secret));
    assert!(!needle.found(), "nothing yet");
    let again = || hidden.iter().map(|byte| !byte);
    let wide = |byte: u8| u16::from(byte);
    type Plant<'a> = Box<dyn Fn() -> Vec<u8> + 'a>;
    let planted: [(&str, Plant<'_>); 8] = [
        ("as it is", Box::new(|| again().collect())),
        (
            "UTF-16LE",
            Box::new(|| again().flat_map(|b| wide(b).to_le_bytes()).collect()),
        ),
        (
            "UTF-16BE",
            Box::new(|| again().flat_map(|b| wide(b).to_be_bytes()).collect()),
        ),
        (
            "hex",
            Box::new(|| {
                again()
                    .flat_map(|b| format!("{b:02x}").into_bytes())
                    .collect()
            }),
        ),
        (
            "percent",
            Box::new(|| {
                again()
                    .flat_map(|b| format!("%{b:02X}").into_bytes())
                    .collect()
            }),
        ),
        (
            "JSON",
            Box::new(|| {
                again()
                    .flat_map(|b| format!("\\u{b:04x}").into_bytes())
                    .collect()
            }),
        ),
        ("base64 in front", Box::new(|| base64(&[], again()))),
        ("base64 behind", Box::new(|| base64(b"12", again()))),
    ];
    for (form, plant) in planted {
        let lies_there = Zeroizing::new(plant());
        assert!(needle.found(), "{form}, {} bytes", lies_there.len());
    }
}

fn base64(before: &[u8], secret: impl Iterator<Item = u8>) -> Vec<u8> {
    use base64::Engine as _;
    let whole = Zeroizing::new(before.iter().copied().chain(secret).collect::<Vec<u8>>());
    base64::engine::general_purpose::STANDARD
        .encode(&*whole)
        .into_bytes()
}

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
