//! The OS keyring on Linux: each test has a process and a session bus of its own.
//!
//! These tests need `dbus-daemon` and `gnome-keyring-daemon` and fail without them. Where there
//! can be none, `SST_NO_SECRET_SERVICE=1` says so, and they pass without having tested anything.

mod bus;
mod gnome_keyring;
mod half_answering;
mod hanging;
mod missing;
mod runtime;
mod session;
mod several_items;
mod unlocking;

use sst_vault::{Kek, KeyCustody, Slot, Tier, Vault, VaultId};

const SERVICE: &str = "test.shengshitong";

/// A kept key opens what the first one sealed; that is how tests compare keys.
fn assert_opens(header: &[u8], kek: &Kek) {
    assert!(Vault::open(header, kek).is_ok(), "another key came back");
}

/// A vault whose key `custody` keeps.
fn kept_vault(custody: &dyn KeyCustody) -> (VaultId, Vec<u8>) {
    let kek = Kek::generate().unwrap();
    let (vault, header) = Vault::create(&kek, Tier::Keyring).unwrap();
    let slot = Slot {
        table: "t",
        key: "k",
        column: "c",
        schema: 1,
        row_version: 1,
    };
    vault.seal(&slot, b"value").unwrap();
    custody.store(&vault.id(), &kek).unwrap();
    (vault.id(), header)
}
