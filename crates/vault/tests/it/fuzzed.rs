//! Records and headers that nobody wrote.

use sha2::{Digest as _, Sha256};
use sst_vault::{Kek, Slot, Vault, VaultHeader};

use crate::unhex;

#[path = "../../../../tests/fuzz/driver.rs"]
mod driver;

/// What the good files of the corpus were made with: `vectors/v1.txt`.
fn kek() -> Kek {
    Kek::from_bytes(&std::array::from_fn(|i| i as u8))
}

#[test]
fn records() {
    let header = include_str!("../vectors/v1.txt")
        .lines()
        .find_map(|line| line.strip_prefix("header keyring "))
        .unwrap();
    let vault = Vault::open(&unhex(header), &kek()).unwrap();
    let slot = Slot {
        table: "profile",
        key: "0190a1b2-0000-7000-8000-000000000001",
        column: "phone",
        schema: 3,
        row_version: 7,
    };
    let good = driver::good("record");
    driver::fuzz("record", |bytes| {
        let opened = vault.unseal(&slot, bytes).is_ok();
        assert_eq!(opened, good.iter().any(|good| good == bytes), "forged");
        opened
    });
}

#[test]
fn headers() {
    let kek = kek();
    let good = driver::good("header");
    driver::fuzz("header", |bytes| {
        let opens = |bytes: &[u8]| {
            let read = VaultHeader::parse(bytes).ok()?;
            // What would be stretched is not: a header may ask for a gibibyte.
            let opened = read.cost().is_some() || Vault::open(bytes, &kek).is_ok();
            opened.then_some(())
        };
        let taken = opens(bytes).is_some();
        // A checksum needs no key: behind a right one stands anything.
        if let Some(forged) = with_right_checksum(bytes) {
            let _ = opens(&forged);
        } else {
            assert_eq!(taken, good.iter().any(|good| good == bytes), "forged");
        }
        taken
    });
}

/// Tiers 2 and 3 have one: 32 bytes before the 92 that end every header, over all before and the key
/// commitment after it.
fn with_right_checksum(bytes: &[u8]) -> Option<Vec<u8>> {
    if !matches!(bytes.get(10), Some(2 | 3)) {
        return None;
    }
    let end = bytes.len().checked_sub(92)?;
    let start = end.checked_sub(32)?;
    let checksum = Sha256::new()
        .chain_update(&bytes[..start])
        .chain_update(&bytes[end..end + 32])
        .finalize();
    let mut forged = bytes.to_vec();
    forged[start..end].copy_from_slice(&checksum);
    Some(forged)
}
