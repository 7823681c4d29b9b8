//! Callers inside a tokio runtime: zbus runs on a runtime of its own, which panics when it is entered
//! from another's worker.

use std::sync::Arc;

use sst_vault::{KeyCustody, OsKeyring, VaultId};

use super::bus::Bus;
use super::session::in_session;
use super::{SERVICE, assert_opens, kept_vault};

#[test]
fn a_runtime_s_threads_may_call_it_as_well_as_plain_ones() {
    in_session(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(_keyring) = bus.start_keyring("first") else {
            return;
        };
        let custody = Arc::new(OsKeyring::new(SERVICE));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();

        let theirs = Arc::clone(&custody);
        let blocking = runtime.spawn_blocking(move || kept_and_forgotten(&theirs));
        runtime.block_on(blocking).unwrap();

        // Not how it is to be called, because it blocks; but it must not bring the process down.
        let theirs = Arc::clone(&custody);
        let worker = runtime.spawn(async move { kept_and_forgotten(&theirs) });
        runtime.block_on(worker).unwrap();

        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| kept_and_forgotten(&custody));
            }
        });
    });
}

fn kept_and_forgotten(custody: &OsKeyring) {
    let (id, header): (VaultId, Vec<u8>) = kept_vault(custody);
    assert_opens(&header, &custody.load(&id).unwrap().unwrap());
    custody.delete(&id).unwrap();
    assert!(custody.load(&id).unwrap().is_none());
}
