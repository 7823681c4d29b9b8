//! Against a real GNOME keyring.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use sst_vault::{Kek, KeyCustody, OsKeyring, Refusal, Tier, VaultId};

use super::bus::Bus;
use super::session::in_session;
use super::unlocking::Unlocking;
use super::{SERVICE, assert_opens, kept_vault};

#[test]
fn keeps_returns_replaces_and_forgets_a_key() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        assert_eq!(custody.tier(), Tier::Keyring);

        let unknown = VaultId::generate().unwrap();
        assert!(custody.load(&unknown).unwrap().is_none());
        let (id, header) = kept_vault(&custody);
        let (other_id, other_header) = kept_vault(&custody);
        // Another custody, as another process would have it.
        let later = OsKeyring::new(SERVICE);
        assert_opens(&header, &later.load(&id).unwrap().unwrap());
        assert_opens(&other_header, &later.load(&other_id).unwrap().unwrap());
        assert!(
            OsKeyring::new("another.program")
                .load(&id)
                .unwrap()
                .is_none()
        );

        let connection = service(&bus);
        let items = |id: VaultId| {
            connection
                .search_items(attributes(&id.to_string()))
                .unwrap()
                .unlocked
        };
        assert!(items(id)[0].get_label().unwrap().starts_with("盛事通"));
        assert_eq!(
            items(id)[0].get_secret().unwrap().len(),
            44,
            "32 bytes in base64"
        );

        custody.store(&id, &Kek::generate().unwrap()).unwrap();
        assert_eq!(items(id).len(), 1, "replaced, not added");

        custody.delete(&id).unwrap();
        assert!(items(id).is_empty());
        assert!(custody.load(&id).unwrap().is_none());
        custody.delete(&id).unwrap();
        assert!(
            custody.load(&other_id).unwrap().is_some(),
            "the other vault's key stays"
        );
    });
}

#[test]
fn a_keyring_that_restarts_is_found_again() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(keyring) = bus.start_keyring("same password") else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        let (id, header) = kept_vault(&custody);

        drop(keyring);
        bus.wait_for_keyring(false);
        assert_eq!(custody.load(&id).err(), Some(Refusal::NoService));

        let _keyring = bus.start_keyring("same password");
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
        assert!(
            bus.folder().join("keyrings/login.keyring").exists(),
            "it was a file of its own"
        );
    });
}

#[test]
fn fault_28_a_locked_keyring_is_named_at_once_and_never_taken_for_an_empty_one() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(keyring) = bus.start_keyring("a password") else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        let (id, header) = kept_vault(&custody);
        service(&bus)
            .get_default_collection()
            .unwrap()
            .lock()
            .unwrap();

        let unlocking = Unlocking::watch(&bus);
        let started = Instant::now();
        assert_eq!(custody.load(&id).err(), Some(Refusal::Locked));
        assert_eq!(
            custody.load(&VaultId::generate().unwrap()).err(),
            Some(Refusal::Locked)
        );
        assert_eq!(
            custody.store(&id, &Kek::generate().unwrap()),
            Err(Refusal::Locked)
        );
        assert_eq!(custody.delete(&id), Err(Refusal::Locked));
        assert!(
            started.elapsed() < Duration::from_secs(3),
            "no dialogue was waited for"
        );
        assert_eq!(unlocking.calls(), 0, "no dialogue was asked for");

        // Nobody can answer its dialogue here: there is no display.
        assert_eq!(custody.unlock(Duration::from_secs(1)), Err(Refusal::Locked));
        assert_eq!(unlocking.calls(), 1, "asked for on purpose");

        drop(keyring);
        bus.wait_for_keyring(false);
        let _keyring = bus.start_keyring("a password");
        custody.unlock(Duration::from_secs(1)).unwrap();
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    });
}

#[test]
fn fault_28_a_keyring_that_stands_still_or_that_the_bus_denies_is_told_apart() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(keyring) = bus.start_keyring("first") else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        let (id, header) = kept_vault(&custody);
        keyring.stand_still();
        assert_eq!(custody.load(&id).err(), Some(Refusal::NotAnswering));
        keyring.go_on();
        custody.reset();
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
        bus.deny_keyring();
        assert_eq!(custody.load(&id).err(), Some(Refusal::Denied));
        assert_eq!(custody.delete(&id), Err(Refusal::Denied));
        bus.allow_keyring();
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    });
}

#[test]
fn a_spoilt_item_is_damage_and_not_a_key() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        let (id, _) = kept_vault(&custody);
        let connection = service(&bus);
        let account = id.to_string();
        let item = &connection
            .search_items(attributes(&account))
            .unwrap()
            .unlocked[0];
        for spoilt in [&b"not a key"[..], b"", &[0xff; 44], &b"A".repeat(60)] {
            item.set_secret(spoilt, "text/plain").unwrap();
            assert_eq!(custody.load(&id).err(), Some(Refusal::Damaged));
        }
        let (_, header) = {
            let kek = Kek::generate().unwrap();
            custody.store(&id, &kek).unwrap();
            sst_vault::Vault::create(&kek, Tier::Keyring).unwrap()
        };
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    });
}

pub(super) fn service(bus: &Bus) -> SecretService<'static> {
    SecretService::connect_with_existing(EncryptionType::Dh, bus.connect()).unwrap()
}

pub(super) fn attributes(account: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", account)])
}
