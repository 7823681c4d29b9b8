//! After a vault is dropped, its keys and what it opened are gone from this process.

use sst_vault::{Kek, Slot, SubkeyPurpose, Tier, Vault};
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
