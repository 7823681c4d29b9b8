//! Sessions without a keyring.

use std::time::{Duration, Instant};

use sst_vault::{Kek, KeyCustody, OsKeyring, Refusal, VaultId};

use super::SERVICE;
use super::bus::Bus;

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
fn fault_28_a_bus_without_a_keyring() {
    let Some(bus) = Bus::start() else { return };
    assert_no_service(&OsKeyring::on_bus(SERVICE, &bus.address));
}

#[test]
fn fault_28_no_bus() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = format!("unix:path={}", folder.path().join("bus").display());
    assert_no_service(&OsKeyring::on_bus(SERVICE, nowhere));
    assert_no_service(&OsKeyring::on_bus(SERVICE, "no address at all"));
}
