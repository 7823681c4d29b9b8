//! Opening, closing, secrets, drafts.

use std::sync::Arc;

use sst_core::store::{CitizenStore, Draft, StoreError, remove_files};
use sst_domain::profile::UnitKey;
use sst_vault::{Kek, Tier, Vault};

use super::{Safe, edit_street, street};

#[test]
fn what_was_saved_is_there_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    let store = safe.create().unwrap();
    edit_street(&store, "测试街一号").unwrap();
    store.put_secret("session", b"sealed").unwrap();
    let unit = UnitKey::from("name");
    let fields = [("name".to_owned(), vec!["写了一半".to_owned()])].into();
    store
        .write(|tx| {
            tx.put_draft(Draft {
                unit: unit.clone(),
                fields,
            })
        })
        .unwrap();
    store.close().unwrap();
    assert!(matches!(store.secret("session"), Err(StoreError::Closed)));

    let store = safe.open().unwrap();
    assert_eq!(street(&store).as_deref(), Some("测试街一号"));
    assert_eq!(
        store.secret("session").unwrap().unwrap().as_slice(),
        b"sealed"
    );
    assert_eq!(store.unsent().unwrap(), 1);
    let draft = store.read(|tx| tx.draft(&unit)).unwrap().unwrap();
    assert_eq!(draft.fields["name"], ["写了一半"]);

    store.delete_secret("session").unwrap();
    assert!(store.secret("session").unwrap().is_none());
}

#[test]
fn a_store_has_one_holder() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    let store = safe.create().unwrap();
    assert!(
        matches!(safe.create(), Err(StoreError::Io(_))),
        "never over an existing one"
    );
    assert!(matches!(safe.open(), Err(StoreError::Busy)));
    store.close().unwrap();
    safe.open().unwrap();
}

#[test]
fn another_key_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    safe.create()
        .unwrap()
        .put_secret("session", b"sealed")
        .unwrap();
    let header = CitizenStore::read_header(&safe.path).unwrap();
    assert!(Vault::open(&header, &Kek::generate().unwrap()).is_err());

    let (other, _) = Vault::create(&Kek::generate().unwrap(), Tier::Keyring).unwrap();
    let other = Arc::new(other);
    for open in [CitizenStore::open, CitizenStore::mend] {
        let opened = open(&safe.path, Arc::clone(&other));
        assert!(matches!(opened, Err(StoreError::Sealed(_))));
    }
    let store = safe.open().unwrap();
    let secret = store.secret("session").unwrap().unwrap();
    assert_eq!(&*secret, b"sealed", "nothing was dropped");
}

#[test]
fn what_is_no_store_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    assert!(matches!(safe.open(), Err(StoreError::Missing)));
    safe.create().unwrap().close().unwrap();
    std::fs::write(&safe.path, b"no database".repeat(1000)).unwrap();
    assert!(matches!(safe.open(), Err(StoreError::Corrupt)));
    remove_files(&safe.path).unwrap();
    assert!(matches!(safe.open(), Err(StoreError::Missing)));
    remove_files(&safe.path).unwrap();
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    safe.create().unwrap().close().unwrap();
    let raw = rusqlite::Connection::open(&safe.path).unwrap();
    raw.pragma_update(None, "user_version", 2).unwrap();
    drop(raw);
    assert!(matches!(safe.open(), Err(StoreError::TooNew)));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    let store = safe.create().unwrap();
    edit_street(&store, "测试街一号").unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let person = safe.path.parent().unwrap();
    assert_eq!(mode(person), 0o700);
    let files: Vec<_> = person
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() >= 2, "the database and its log");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{file:?}");
    }
}
