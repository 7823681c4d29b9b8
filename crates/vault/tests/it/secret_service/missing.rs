//! Sessions without a keyring.

use std::time::{Duration, Instant};

use sst_vault::{Kek, KeyCustody, OsKeyring, Refusal, VaultId};

use super::bus::Bus;
use super::session::{in_session, in_session_at};
use super::{SERVICE, assert_opens, kept_vault};

fn assert_no_service(custody: &OsKeyring) {
    let id = VaultId::generate().unwrap();
    let started = Instant::now();
    assert_eq!(custody.load(&id).err(), Some(Refusal::NoService));
    assert_eq!(
        custody.store(&id, &Kek::generate().unwrap()),
        Err(Refusal::NoService)
    );
    assert_eq!(custody.delete(&id), Err(Refusal::NoService));
    assert_eq!(
        custody.unlock(Duration::from_secs(1)),
        Err(Refusal::NoService)
    );
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn fault_28_a_bus_without_a_keyring_until_one_starts() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let custody = OsKeyring::new(SERVICE);
        assert_no_service(&custody);
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        let (id, header) = kept_vault(&custody);
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    });
}

#[test]
fn fault_28_no_bus_until_one_starts() {
    in_session(|folder| {
        let custody = OsKeyring::new(SERVICE);
        assert_no_service(&custody);
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        let (id, header) = kept_vault(&custody);
        assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    });
}

#[test]
fn fault_28_a_bus_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    in_session_at("no address at all", folder.path(), |_| {
        assert_no_service(&OsKeyring::new(SERVICE));
    });
}
