//! No personal value stands in any file in a form that can be read.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sst_core::store::Draft;
use sst_core::sync::planner::Arrival;
use sst_domain::notice::{Notice, NoticeKind};
use sst_domain::profile::UnitKey;

use super::{Safe, edit_street};

/// Values that no person has.
const STREET: &str = "绝密测试街甲乙丙";
const STREET_GB18030: &[u8] = b"\xbe\xf8\xc3\xdc\xb2\xe2\xca\xd4\xbd\xd6\xbc\xd7\xd2\xd2\xb1\xfb";
const TOKEN: &str = "canary-token-13800000077";

#[test]
fn no_value_stands_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    let store = safe.create().unwrap();
    // Saved, frozen, replaced, drafted, told, kept, deleted: every way through the file.
    edit_street(&store, STREET).unwrap();
    store.put_secret("session", TOKEN.as_bytes()).unwrap();
    let frozen = store.write(|tx| {
        let mut replica = tx.replica();
        replica.registered("device".to_owned());
        replica.freeze(true);
        tx.put_replica(replica)?;
        let fields = [("street".to_owned(), vec![STREET.to_owned()])].into();
        tx.put_draft(Draft {
            unit: UnitKey::from("address"),
            fields,
        })?;
        let mut inbox = tx.inbox()?;
        enter(&mut inbox);
        tx.put_inbox(inbox)
    });
    frozen.unwrap();
    edit_street(&store, &format!("{STREET}{TOKEN}")).unwrap();
    search(folder.path(), "open");
    store.delete_secret("session").unwrap();
    store
        .write(|tx| tx.remove_drafts([&UnitKey::from("address")]))
        .unwrap();
    store.close().unwrap();
    search(folder.path(), "closed");
}

/// The search finds what it is meant to find, in each form.
#[test]
fn the_search_finds_a_planted_leak() {
    for (name, form) in forms() {
        let folder = tempfile::tempdir().unwrap();
        let safe = Safe::new(folder.path());
        safe.create().unwrap().close().unwrap();
        assert_eq!(leaks(folder.path()), [] as [String; 0], "nothing yet");
        // Odd offsets: a form must be found wherever it stands.
        let planted = [b"12345678901".as_slice(), &form, b"..."].concat();
        std::fs::write(folder.path().join("person").join("leak"), planted).unwrap();
        assert!(leaks(folder.path()).contains(&name), "{name}");
    }
}

/// A value that is written into the database itself, not sealed, is found too.
#[test]
fn the_search_finds_a_leak_inside_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    safe.create().unwrap().close().unwrap();
    let raw = rusqlite::Connection::open(&safe.path).unwrap();
    raw.execute(
        "INSERT INTO draft VALUES (zeroblob(16), 1, ?1)",
        [STREET.as_bytes()],
    )
    .unwrap();
    assert_eq!(leaks(folder.path()), ["street as it is"]);
}

fn enter(inbox: &mut sst_core::sync::planner::Inbox) {
    let notice = Notice {
        id: TOKEN.to_owned(),
        kind: NoticeKind::Account,
        title: STREET.to_owned(),
        body: STREET.to_owned(),
        incident: None,
        at: super::AT.to_owned(),
        read: false,
    };
    let changes = sst_api::sync::Changes {
        epoch: "1".to_owned(),
        last_seq: 0,
        snapshot: false,
        units: Vec::new(),
        notices: vec![notice],
        consents: Vec::new(),
        corrections: Vec::new(),
        policy_version: None,
        next: "1".to_owned(),
        has_more: false,
    };
    let opened = std::collections::BTreeSet::new();
    Arrival {
        changes: &changes,
        read: &[],
        opened: &opened,
        first: false,
    }
    .enter(inbox);
}

fn search(folder: &Path, when: &str) {
    assert_eq!(leaks(folder), [] as [String; 0], "{when}");
}

/// What is found in the files of `folder` and in their names.
fn leaks(folder: &Path) -> Vec<String> {
    let mut texts: Vec<Arc<[u8]>> = Vec::new();
    for entry in folder
        .read_dir()
        .unwrap()
        .chain(folder.join("person").read_dir().unwrap())
    {
        let entry = entry.unwrap();
        texts.push(entry.file_name().as_encoded_bytes().into());
        if entry.file_type().unwrap().is_file() {
            texts.push(std::fs::read(entry.path()).unwrap().into());
        }
    }
    let stands_in = |form: &[u8]| {
        texts
            .iter()
            .any(|text| text.windows(form.len()).any(|window| window == form))
    };
    forms()
        .into_iter()
        .filter(|(_, form)| stands_in(form))
        .map(|(name, _)| name)
        .collect()
}

/// The values in every form in which they might have been written.
fn forms() -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![("street as GB18030".to_owned(), STREET_GB18030.to_vec())];
    for (name, value) in [("street", STREET), ("token", TOKEN)] {
        let utf16 = || value.encode_utf16();
        let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        let percent: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let json: String = utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let mut add = |form: &str, bytes: Vec<u8>| forms.push((format!("{name} {form}"), bytes));
        add("as it is", value.as_bytes().to_vec());
        add("as UTF-16LE", utf16().flat_map(u16::to_le_bytes).collect());
        add("as UTF-16BE", utf16().flat_map(u16::to_be_bytes).collect());
        add("as HEX", hex.to_uppercase().into_bytes());
        add("as hex", hex.into_bytes());
        add("percent-encoded", percent.into_bytes());
        add("as JSON escapes", json.into_bytes());
        for offset in 0..3 {
            // The characters that depend on neighbours are left out.
            let shifted = [&[0; 3][..offset], value.as_bytes()].concat();
            let encoded = STANDARD_NO_PAD.encode(shifted);
            let inner = &encoded[[0, 2, 3][offset]..encoded.len() - 2];
            add(&format!("as base64 at {offset}"), inner.as_bytes().to_vec());
        }
    }
    forms
}
