//! Every format that was ever released opens for ever. `vectors/v1.txt` and `v1-guarded.txt` were
//! written by another implementation (`vectors/format.py`) and must never be changed, only joined by
//! new ones.

use sha2::{Digest as _, Sha256};
use sst_vault::{
    Cost, Kek, Passphrase, Pin, Slot, SubkeyPurpose, Tier, Unlock, Vault, VaultHeader,
};

use crate::unhex;

const V1: &str = include_str!("../vectors/v1.txt");
const V1_GUARDED: &str = include_str!("../vectors/v1-guarded.txt");

const SLOT: Slot<'_> = Slot {
    table: "profile",
    key: "0190a1b2-0000-7000-8000-000000000001",
    column: "phone",
    schema: 3,
    row_version: 7,
};

/// A file that was changed to suit the program, or that no test reads, would prove nothing.
#[test]
fn every_vector_is_known_and_unchanged() {
    let mut known = [
        (
            "v1-guarded.txt",
            V1_GUARDED,
            "5b4b12b7d922ee876d35f15395cf61b24b1d6fadd22e6f709190a894959f1c72",
        ),
        (
            "v1.txt",
            V1,
            "018ba8210f862bf1382ccdb1ce78559607f0d9e10d7bf19670786fb1e9320e13",
        ),
    ];
    known.sort_unstable();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let names = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names
        .map(|name| name.into_string().unwrap())
        .filter(|name| name.ends_with(".txt"))
        .collect();
    names.sort_unstable();
    assert_eq!(names, known.map(|(name, ..)| name));
    for (name, text, hash) in known {
        assert_eq!(Sha256::digest(text)[..], unhex(hash), "{name}");
    }
}

#[test]
fn version_1_opens() {
    let kek = Kek::from_bytes(&unhex(only("kek ")).try_into().unwrap());
    let headers = [("keyring ", Tier::Keyring), ("memory ", Tier::Memory)];
    let mut opened = 0;
    for (name, tier) in headers {
        let header = unhex(only(&format!("header {name}")));
        assert_eq!(VaultHeader::parse(&header).unwrap().tier(), tier);
        let vault = Vault::open(&header, &kek).unwrap();
        assert_eq!(
            (vault.tier(), vault.id().to_string()),
            (tier, only("id ").to_owned())
        );
        for record in lines("record ") {
            let fields: Vec<_> = record.split(' ').collect();
            let texts: Vec<_> = fields[..3]
                .iter()
                .map(|hex| String::from_utf8(unhex(hex)).unwrap())
                .collect();
            let slot = Slot {
                table: &texts[0],
                key: &texts[1],
                column: &texts[2],
                schema: fields[3].parse().unwrap(),
                row_version: fields[4].parse().unwrap(),
            };
            let value = unhex(fields[5]);
            assert_eq!(
                *vault.unseal(&slot, &unhex(fields[6])).unwrap(),
                value,
                "{record}"
            );
            let written_now = vault.seal(&slot, &value).unwrap();
            assert_eq!(written_now.len(), fields[6].len() / 2, "same form as then");
            opened += 1;
        }
    }
    assert_eq!(opened, 28);
}

#[test]
fn version_1_derives_the_same_subkeys() {
    let kek = Kek::from_bytes(&unhex(only("kek ")).try_into().unwrap());
    let vault = Vault::open(&unhex(only("header keyring ")), &kek).unwrap();
    let purposes = [
        (SubkeyPurpose::LookupIndex, "subkey lookup-index "),
        (SubkeyPurpose::LogPseudonym, "subkey log-pseudonym "),
    ];
    for (purpose, name) in purposes {
        assert_eq!(
            vault.derive_subkey(purpose).to_vec(),
            unhex(only(name)),
            "{name}"
        );
    }
}

#[test]
fn version_1_opens_by_pin_and_passphrase() {
    let kek = Kek::from_bytes(&unhex(only("kek ")).try_into().unwrap());
    let record = guarded("record ").next().unwrap();
    let mut opened = 0;
    for (name, tier) in [
        ("pin ", Tier::KeyringAndPin),
        ("passphrase ", Tier::Passphrase),
    ] {
        for line in guarded(name) {
            let fields: Vec<_> = line.split(' ').collect();
            let typed = String::from_utf8(unhex(fields[0])).unwrap();
            let (pin, passphrase) = (
                Pin::choose(&typed).unwrap(),
                Passphrase::enter(&typed).unwrap(),
            );
            let unlock = match tier {
                Tier::KeyringAndPin => Unlock::KekAndPin(&kek, &pin),
                _ => Unlock::Passphrase(&passphrase),
            };
            let header = unhex(fields[7]);
            let read = VaultHeader::parse(&header).unwrap();
            let [memory, passes, lanes] = [2, 3, 4].map(|n| fields[n].parse::<u32>().unwrap());
            let cost = Cost::new(memory, passes, lanes.try_into().unwrap()).unwrap();
            assert_eq!((read.tier(), read.cost()), (tier, Some(cost)));
            let vault = Vault::open(&header, unlock).unwrap();
            assert_eq!(
                *vault.unseal(&SLOT, &unhex(record)).unwrap(),
                b"13800000001"
            );
            opened += 1;
        }
    }
    assert_eq!(opened, 12);
}

#[test]
fn version_1_opens_under_a_later_data_key() {
    let kek = Kek::from_bytes(&unhex(only("kek ")).try_into().unwrap());
    let pin = Pin::enter("830274").unwrap();
    let fields: Vec<_> = guarded("later 7 ").next().unwrap().split(' ').collect();
    let vault = Vault::open(&unhex(fields[1]), (&kek, &pin)).unwrap();
    assert_eq!(vault.key_item().to_string(), fields[0]);
    assert_eq!(
        *vault.unseal(&SLOT, &unhex(fields[2])).unwrap(),
        b"13800000001"
    );
}

fn guarded(name: &str) -> impl Iterator<Item = &'static str> {
    V1_GUARDED
        .lines()
        .filter_map(move |line| line.strip_prefix(name))
}

fn lines(name: &str) -> impl Iterator<Item = &'static str> {
    V1.lines().filter_map(move |line| line.strip_prefix(name))
}

fn only(name: &str) -> &'static str {
    let mut found = lines(name);
    let line = found.next().unwrap_or_else(|| panic!("no line {name}"));
    assert!(found.next().is_none(), "two lines {name}");
    line
}
