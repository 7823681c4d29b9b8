//! Seal and open, beside the bare cipher, `ring`, and a plain database. `cargo xtask bench seal` runs it in
//! turn with SQLCipher and prints the ratios; by itself it prints nanoseconds.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement speaks on standard output, and stops where something does not work"
)]

mod ciphers;
mod rows;

use rusqlite::Connection;
use sst_vault::{Kek, Slot, Tier, Vault};

fn main() {
    assert!(
        has_hardware_aes(),
        "without AES in hardware the figures mean something else"
    );
    for length in [64, 1024, 64 * 1024] {
        ciphers::measure(length);
    }
    rows::measure("plain SQLite", &Plain);
    rows::measure("vault", &Sealed::new());
}

/// `aes` and `polyval` ask the same of the processor, and take the same way.
fn has_hardware_aes() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("aes")
        && std::arch::is_x86_feature_detected!("pclmulqdq");
    #[cfg(target_arch = "aarch64")]
    return std::arch::is_aarch64_feature_detected!("aes");
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    return false;
}

/// Values as they are.
struct Plain;

impl rows::Keeper for Plain {
    type Key = ();

    fn open(&self, _connection: &Connection) {}

    fn keep(&self, _key: &(), _row: &[u8], value: &[u8]) -> Vec<u8> {
        value.to_vec()
    }

    fn read(&self, _key: &(), _row: &[u8], kept: &[u8]) -> Vec<u8> {
        kept.to_vec()
    }
}

/// Every value sealed, as the store does it.
struct Sealed {
    kek: Kek,
    header: Vec<u8>,
}

impl Sealed {
    fn new() -> Self {
        let kek = Kek::generate().unwrap();
        let (_, header) = Vault::create(&kek, Tier::Keyring).unwrap();
        Self { kek, header }
    }
}

impl rows::Keeper for Sealed {
    type Key = Vault;

    fn open(&self, _connection: &Connection) -> Vault {
        Vault::open(&self.header, &self.kek).unwrap()
    }

    fn keep(&self, vault: &Vault, row: &[u8], value: &[u8]) -> Vec<u8> {
        vault.seal(&slot(&hex(row)), value).unwrap()
    }

    fn read(&self, vault: &Vault, row: &[u8], kept: &[u8]) -> Vec<u8> {
        vault.unseal(&slot(&hex(row)), kept).unwrap().to_vec()
    }
}

fn slot(key: &str) -> Slot<'_> {
    Slot {
        table: "kept",
        key,
        column: "sealed",
        schema: 1,
        row_version: 1,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
