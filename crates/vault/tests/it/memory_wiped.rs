//! After a vault is dropped, its keys and what it opened are gone from this process.

use std::fs::File;
use std::os::unix::fs::FileExt;

use sst_vault::{Kek, Slot, SubkeyPurpose, Tier, Vault};
use zeroize::{Zeroize, Zeroizing};

/// What to look for, kept inverted so that the search does not find itself.
struct Needle(Vec<u8>);

impl Needle {
    fn new(secret: &[u8]) -> Self {
        Self(secret.iter().map(|byte| !byte).collect())
    }

    fn found(&self) -> bool {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let memory = File::open("/proc/self/mem").unwrap();
        // Wiped after each piece, lest it keep a copy for the next search to find.
        let mut buffer = Zeroizing::new(vec![0; PIECE + self.0.len()]);
        let own = buffer.as_ptr() as u64;
        let own = own..own + buffer.len() as u64;
        maps.lines()
            .filter(|line| line.contains(" rw"))
            .any(|line| {
                let (start, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
                // Pieces overlap, so that a secret across their border is seen.
                (address(start)..address(end)).step_by(PIECE).any(|from| {
                    let read = memory.read_at(&mut buffer, from).unwrap_or(0);
                    let hits = self.places(&buffer[..read]);
                    buffer.fill(0);
                    hits.into_iter()
                        .any(|place| !own.contains(&(from + place as u64)))
                })
            })
    }

    fn places(&self, bytes: &[u8]) -> Vec<usize> {
        let matches = |window: &[u8]| window.iter().zip(&self.0).all(|(a, b)| *a == !b);
        let windows = bytes.windows(self.0.len()).enumerate();
        windows
            .filter(|(_, window)| matches(window))
            .map(|(place, _)| place)
            .collect()
    }
}

const PIECE: usize = 1 << 20;

fn address(hex: &str) -> u64 {
    u64::from_str_radix(hex, 16).unwrap()
}

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
