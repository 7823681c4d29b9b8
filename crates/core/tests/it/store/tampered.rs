//! A store that somebody has touched is refused, and never brings the client down.

use rusqlite::{Connection, params};
use sst_core::store::StoreError;
use sst_domain::profile::{Change, UnitKey, UnitValue};
use uuid::Uuid;

use super::{AT, Safe};

type Row = (Vec<u8>, i64, Vec<u8>);

/// A store with three edits, so with three rows in the outbox.
fn with_three_rows() -> (tempfile::TempDir, Safe) {
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    let store = safe.create().unwrap();
    let edited = store.write(|tx| {
        let mut replica = tx.replica();
        for (unit, field, value) in [
            ("name", "name", "测试市民甲"),
            ("sex", "sex", "female"),
            ("nationality", "country", "CHN"),
        ] {
            let value = Some(UnitValue::from([(field, value)]));
            let change = Change {
                unit: UnitKey::from(unit),
                value,
                base_rev: 0,
            };
            replica.edit(change, AT, &mut Uuid::now_v7);
        }
        tx.put_replica(replica)
    });
    edited.unwrap();
    store.close().unwrap();
    (folder, safe)
}

fn raw(safe: &Safe) -> Connection {
    let raw = Connection::open(&safe.path).unwrap();
    raw.pragma_update(None, "synchronous", "OFF").unwrap();
    raw
}

fn rows(safe: &Safe) -> Vec<Row> {
    let raw = raw(safe);
    let mut statement = raw
        .prepare("SELECT row, version, sealed FROM outbox ORDER BY row")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn write(safe: &Safe, row: &[u8], version: i64, sealed: &[u8]) {
    let sql = "UPDATE outbox SET version = ?2, sealed = ?3 WHERE row = ?1";
    assert_eq!(
        raw(safe)
            .execute(sql, params![row, version, sealed])
            .unwrap(),
        1
    );
}

fn assert_refused(safe: &Safe, what: &str) {
    assert!(matches!(safe.open(), Err(StoreError::Sealed(_))), "{what}");
}

#[test]
fn every_changed_bit_is_refused() {
    let (_folder, safe) = with_three_rows();
    let (row, version, sealed) = rows(&safe).remove(0);
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        write(&safe, &row, version, &changed);
        assert_refused(&safe, &format!("bit {bit}"));
    }
    for length in [0, 1, sealed.len() - 1] {
        write(&safe, &row, version, &sealed[..length]);
        assert_refused(&safe, &format!("length {length}"));
    }
    write(&safe, &row, version + 1, &sealed);
    assert_refused(&safe, "another version");
    write(&safe, &row, version, &sealed);
    assert_eq!(
        safe.open().unwrap().unsent().unwrap(),
        3,
        "put right, it opens"
    );
}

#[test]
fn fault_27_damaged_pages_are_refused() {
    let (_folder, safe) = with_three_rows();
    let whole = std::fs::read(&safe.path).unwrap();
    for page in 0..whole.len() / 4096 {
        for place in [0, 1, 3, 100, 4095] {
            let mut damaged = whole.clone();
            damaged[page * 4096 + place] ^= 0xff;
            std::fs::write(&safe.path, damaged).unwrap();
            // Some bytes mean nothing; whatever opens must be whole.
            if let Ok(store) = safe.open() {
                assert!(
                    matches!(store.unsent(), Ok(3) | Err(_)),
                    "page {page}, byte {place}"
                );
            }
        }
    }
    std::fs::write(&safe.path, &whole[..whole.len() / 2]).unwrap();
    assert!(safe.open().is_err(), "cut off");
}
