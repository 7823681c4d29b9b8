//! Whatever goes in comes out, and arbitrary bytes never do harm.

use proptest::prelude::*;
use sst_vault::{Kek, KeyCustody, Memory, Slot, Tier, Vault, VaultHeader, VaultId};

proptest! {
    #[test]
    fn any_value_in_any_slot(
        (table, key, column) in any::<(String, String, String)>(),
        (schema, row_version) in any::<(u32, u64)>(),
        value in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let (vault, _) = Vault::create(&Kek::generate().unwrap(), Tier::Memory).unwrap();
        let slot = Slot { table: &table, key: &key, column: &column, schema, row_version };
        let record = vault.seal(&slot, &value).unwrap();
        prop_assert_eq!(&*vault.unseal(&slot, &record).unwrap(), &value);
        // The value shows nowhere in the record, and its length only as a bucket.
        if value.len() >= 8 {
            prop_assert!(!record.windows(value.len()).any(|window| window == value));
        }
        prop_assert!((record.len() - 34).is_multiple_of(64));

        let earlier = Slot { row_version: row_version.wrapping_sub(1), ..slot };
        prop_assert!(vault.unseal(&earlier, &record).is_err());
    }

    #[test]
    fn any_bytes_are_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let kek = Kek::generate().unwrap();
        let (vault, header) = Vault::create(&kek, Tier::Memory).unwrap();
        let slot = Slot { table: "t", key: "k", column: "c", schema: 1, row_version: 1 };
        prop_assert!(vault.unseal(&slot, &bytes).is_err());
        prop_assert!(Vault::open(&bytes, &kek).is_err());
        // The same behind a beginning that is in order.
        let begun = [&header[..10], &bytes].concat();
        prop_assert!(Vault::open(&begun, &kek).is_err());
        let _ = VaultHeader::parse(&begun);
    }
}

#[test]
fn a_vault_kept_in_memory_opens_again() {
    let custody = Memory::new();
    let kek = Kek::generate().unwrap();
    let (vault, header) = Vault::create(&kek, custody.tier()).unwrap();
    custody.store(&vault.id(), &kek).unwrap();

    let read = VaultHeader::parse(&header).unwrap();
    assert_eq!((read.id(), read.tier()), (vault.id(), Tier::Memory));
    let loaded = custody.load(&read.id()).unwrap().unwrap();
    assert_eq!(Vault::open(&header, &loaded).unwrap().id(), vault.id());

    assert!(
        custody
            .load(&VaultId::generate().unwrap())
            .unwrap()
            .is_none()
    );
    custody.delete(&vault.id()).unwrap();
    assert!(custody.load(&vault.id()).unwrap().is_none());
    custody.delete(&vault.id()).unwrap();
}
