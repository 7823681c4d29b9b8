//! A change of tier, PIN, passphrase or key: a new data key, and every record sealed anew.

use sst_vault::{
    Cost, Kek, KeyCustody, Memory, Passphrase, Pin, Protection, Slot, SubkeyPurpose, Tier, Unlock,
    Vault, VaultError,
};

fn slot(key: &str) -> Slot<'_> {
    Slot {
        table: "profile",
        key,
        column: "phone",
        schema: 1,
        row_version: 5,
    }
}

#[test]
fn from_every_tier_to_every_tier() {
    let keks = [Kek::generate().unwrap(), Kek::generate().unwrap()];
    let pin = Pin::choose("830274").unwrap();
    let passphrase = Passphrase::choose("correct horse").unwrap();
    let ways = |kek| {
        [
            (Protection::Keyring(kek), Unlock::Kek(kek)),
            (
                Protection::KeyringAndPin(kek, &pin, Cost::LEAST),
                Unlock::KekAndPin(kek, &pin),
            ),
            (
                Protection::Passphrase(&passphrase, Cost::LEAST),
                Unlock::Passphrase(&passphrase),
            ),
            (Protection::Memory(kek), Unlock::Kek(kek)),
        ]
    };
    for (from, by_old) in ways(&keks[0]) {
        let (old, old_header) = Vault::create_guarded(from).unwrap();
        let record = old.seal(&slot("1"), b"value").unwrap();
        for (to, by_new) in ways(&keks[1]) {
            let (new, new_header) = old.rekey(to).unwrap();
            let resealed = new.reseal(&old, &slot("1"), &record).unwrap().unwrap();

            let new = Vault::open(&new_header, by_new).unwrap();
            assert_eq!((new.id(), new.tier()), (old.id(), to.tier()));
            assert_eq!(*new.unseal(&slot("1"), &resealed).unwrap(), b"value");
            assert_eq!(&resealed[2..6], 2_u32.to_be_bytes());
            // Until the new header is committed, the old one opens what was there.
            let old = Vault::open(&old_header, by_old).unwrap();
            assert_eq!(*old.unseal(&slot("1"), &record).unwrap(), b"value");
            // What guarded the vault before does not open it any more, nor one the other's records.
            if by_kek(by_old) && by_kek(by_new) {
                let refused = Vault::open(&new_header, by_old).err();
                assert_eq!(refused, Some(VaultError::WrongKey));
            }
            let refused = new.unseal(&slot("1"), &record).err();
            assert_eq!(refused, Some(VaultError::UnknownDataKey(1)));
            let refused = old.unseal(&slot("1"), &resealed).err();
            assert_eq!(refused, Some(VaultError::UnknownDataKey(2)));
            let subkey = |vault: &Vault| vault.derive_subkey(SubkeyPurpose::LookupIndex);
            assert_ne!(*subkey(&old), *subkey(&new));
        }
    }
}

fn by_kek(unlock: Unlock<'_>) -> bool {
    matches!(unlock, Unlock::Kek(_))
}

#[test]
fn resealing_keeps_each_record_in_its_place_and_may_be_taken_up_again() {
    let kek = Kek::generate().unwrap();
    let (old, _) = Vault::create(&kek, Tier::Keyring).unwrap();
    let (new, _) = old
        .rekey(Protection::Keyring(&Kek::generate().unwrap()))
        .unwrap();
    let record = old.seal(&slot("1"), b"value").unwrap();
    let resealed = new.reseal(&old, &slot("1"), &record).unwrap().unwrap();
    assert_eq!(new.reseal(&old, &slot("1"), &resealed), Ok(None), "done");

    let elsewhere = new.reseal(&old, &slot("2"), &record);
    assert_eq!(elsewhere, Err(VaultError::Damaged));
    let mut damaged = record.clone();
    damaged[40] ^= 1;
    let refused = new.reseal(&old, &slot("1"), &damaged);
    assert_eq!(refused, Err(VaultError::Damaged));
    // The number of the data key is authenticated: an old record is not passed off as a new one.
    let mut renumbered = record;
    renumbered[5] = 2;
    assert_eq!(
        new.unseal(&slot("1"), &renumbered).err(),
        Some(VaultError::Damaged)
    );
    assert!(new.reseal(&old, &slot("1"), &renumbered).is_err());
}

/// What is on the disk and in the keyring of a caller that follows the order of `Vault::rekey`.
struct Caller {
    keyring: Memory,
    header: Vec<u8>,
    records: Vec<Vec<u8>>,
}

const KEYS: [&str; 3] = ["1", "2", "3"];

impl Caller {
    fn new(pin: &Pin) -> Self {
        let (keyring, kek) = (Memory::new(), Kek::generate().unwrap());
        let by = Protection::KeyringAndPin(&kek, pin, Cost::LEAST);
        let (vault, header) = Vault::create_guarded(by).unwrap();
        keyring.store(&vault.key_item(), &kek).unwrap();
        let records = KEYS.map(|key| vault.seal(&slot(key), key.as_bytes()).unwrap());
        Self {
            keyring,
            header,
            records: records.to_vec(),
        }
    }

    /// Opens with the header on the disk and whatever key the keyring has for it.
    fn open(&self, pin: &Pin) -> Result<Vault, VaultError> {
        let item = sst_vault::VaultHeader::parse(&self.header)?.key_item();
        let kek = self.keyring.load(&item).unwrap().expect("a key for it");
        Vault::open(&self.header, (&kek, pin))
    }

    /// Changes the PIN, and stops before `step`.
    fn change(&mut self, from: &Pin, to: &Pin, stop_before: u32) {
        let old = self.open(from).unwrap();
        let kek = Kek::generate().unwrap();
        let by = Protection::KeyringAndPin(&kek, to, Cost::LEAST);
        let (new, header) = old.rekey(by).unwrap();
        if stop_before == 2 {
            return;
        }
        self.keyring.store(&new.key_item(), &kek).unwrap();
        if stop_before == 3 {
            return;
        }
        let resealed = KEYS.iter().zip(&self.records);
        let resealed = resealed.map(|(key, record)| new.reseal(&old, &slot(key), record));
        let resealed: Result<Option<Vec<_>>, _> = resealed.collect();
        (self.header, self.records) = (header, resealed.unwrap().unwrap());
        if stop_before == 4 {
            return;
        }
        self.clean(&new);
    }

    fn clean(&self, vault: &Vault) {
        for stale in vault.stale_key_items() {
            self.keyring.delete(&stale).unwrap();
        }
    }
}

#[test]
fn a_change_stopped_between_any_two_steps_leaves_a_vault_that_opens() {
    let (one, two) = (
        Pin::choose("830274").unwrap(),
        Pin::choose("472038").unwrap(),
    );
    for stop_before in 2..=5 {
        let mut caller = Caller::new(&one);
        let first_item = caller.open(&one).unwrap().key_item();
        caller.change(&one, &two, stop_before);

        let (right, wrong) = if stop_before < 4 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        let vault = caller.open(right).unwrap();
        assert_eq!(caller.open(wrong).err(), Some(VaultError::WrongPin));
        for (key, record) in KEYS.iter().zip(&caller.records) {
            assert_eq!(*vault.unseal(&slot(key), record).unwrap(), key.as_bytes());
        }
        // After the next start nothing is left of the other key.
        caller.clean(&vault);
        let key_of = |item| caller.keyring.load(&item).unwrap();
        assert!(key_of(vault.key_item()).is_some());
        for stale in vault.stale_key_items() {
            assert!(key_of(stale).is_none());
        }
        assert_eq!(key_of(first_item).is_some(), stop_before < 4);
        // And the change can be made, or made again.
        caller.change(right, &two, 5);
        assert!(caller.open(&two).is_ok());
    }
}
