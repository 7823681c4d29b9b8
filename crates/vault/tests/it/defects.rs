//! Files with one defect each, written by `vectors/write.py`; most are authentic but for it.

use std::path::Path;

use sst_vault::{Kek, Passphrase, Pin, Slot, Vault};

use crate::unhex;

#[test]
fn every_defect_is_refused_by_its_name() {
    let kek = Kek::from_bytes(&std::array::from_fn(|i| i as u8));
    let header = include_str!("../vectors/v1.txt")
        .lines()
        .find_map(|line| line.strip_prefix("header keyring "))
        .unwrap();
    let vault = Vault::open(&unhex(header), &kek).unwrap();
    let slot = Slot {
        table: "profile",
        key: "0190a1b2-0000-7000-8000-000000000001",
        column: "phone",
        schema: 3,
        row_version: 7,
    };

    let pin = Pin::enter("830274").unwrap();
    let passphrase = Passphrase::enter("测试市民甲的通行口令").unwrap();

    let mut wrong = Vec::new();
    let mut seen = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/defects");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let bytes = unhex(field(&text, "bytes"));
        let refused = match field(&text, "kind") {
            "header" => Vault::open(&bytes, &kek).err(),
            "pin" => Vault::open(&bytes, (&kek, &pin)).err(),
            "passphrase" => Vault::open(&bytes, &passphrase).err(),
            "record" => vault.unseal(&slot, &bytes).err(),
            other => panic!("kind {other}"),
        };
        let code = refused.map_or("opened", |error| error.code());
        if code != field(&text, "expect") {
            wrong.push(format!("{}: {code}", path.file_name().unwrap().display()));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(
        seen, 775,
        "a defect file is missing, or new and not counted here"
    );
}

fn field<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap()
}
