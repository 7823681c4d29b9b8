//! Every format that was ever released opens for ever. `vectors/v1.txt` was written by another
//! implementation (`vectors/format.py`) and must never be changed, only joined by new ones.

use sst_vault::{Kek, Slot, SubkeyPurpose, Tier, Vault, VaultHeader};

use crate::unhex;

const V1: &str = include_str!("../vectors/v1.txt");

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

fn lines(name: &str) -> impl Iterator<Item = &'static str> {
    V1.lines().filter_map(move |line| line.strip_prefix(name))
}

fn only(name: &str) -> &'static str {
    let mut found = lines(name);
    let line = found.next().unwrap_or_else(|| panic!("no line {name}"));
    assert!(found.next().is_none(), "two lines {name}");
    line
}
