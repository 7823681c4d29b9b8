//! Rows that were put in each other's place, taken from somewhere else, or put back.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use sst_api::sync::Changes;
use sst_core::store::{CitizenStore, Draft, StoreError};
use sst_domain::notice::{Notice, NoticeKind};
use sst_domain::profile::UnitKey;
use uuid::Uuid;

use super::{AT, Safe, edit_street, street};

/// Every table that holds records.
const TABLES: [&str; 6] = ["secret", "line", "unit", "outbox", "notice", "draft"];

#[derive(Debug, Clone, PartialEq)]
struct Row {
    table: &'static str,
    id: Vec<u8>,
    version: i64,
    sealed: Vec<u8>,
}

#[test]
fn every_pair_of_swapped_rows_is_refused() {
    let full = Full::new();
    let rows = full.rows();
    for table in TABLES {
        let count = rows.iter().filter(|row| row.table == table).count();
        assert!(count > usize::from(table != "line"), "{count} in {table}");
    }
    let mut swaps = 0;
    for (number, one) in rows.iter().enumerate() {
        for other in &rows[number + 1..] {
            // The value alone, its version alone, both, and the name of the row.
            for (value, version) in [(true, false), (false, true), (true, true)] {
                if !value && one.version == other.version {
                    continue;
                }
                full.write(&one.with(other, value, version));
                full.write(&other.with(one, value, version));
                full.assert_refused(&format!("{one:?} and {other:?}: {value} {version}"));
                full.write(one);
                full.write(other);
                swaps += 1;
            }
            if one.table == other.table {
                full.rename(one.table, &one.id, &[0xff; 16]);
                full.rename(one.table, &other.id, &one.id);
                full.rename(one.table, &[0xff; 16], &other.id);
                full.assert_refused(&format!("names of {one:?} and {other:?}"));
                full.write(one);
                full.write(other);
                swaps += 1;
            }
        }
    }
    full.read().unwrap();
    let pairs = rows.len() * (rows.len() - 1) / 2;
    assert!(swaps >= 2 * pairs, "{swaps} swaps of {pairs} pairs");
}

#[test]
fn a_row_in_another_table_is_refused() {
    let full = Full::new();
    for row in full.rows() {
        for table in TABLES.into_iter().filter(|table| *table != row.table) {
            full.insert(table, &row);
            full.assert_refused(&format!("{row:?} in {table}"));
            full.remove(table, &row.id);
        }
    }
    full.read().unwrap();
}

/// Of a person whose vault has the same key, even: two vaults have nothing in common.
#[test]
fn a_row_of_somebody_else_is_refused() {
    let (full, other) = (Full::new(), Full::new());
    for (own, theirs) in full.rows().iter().zip(other.rows()) {
        full.write(&own.with(&theirs, true, true));
        full.assert_refused(&format!("{theirs:?} in place of {own:?}"));
        full.write(own);
        full.insert(own.table, &theirs);
        full.assert_refused(&format!("{theirs:?} besides"));
        full.remove(own.table, &theirs.id);
    }
    full.read().unwrap();
    let header = CitizenStore::read_header(&other.safe.path).unwrap();
    let sql = "UPDATE header SET bytes = ?1";
    assert_eq!(full.raw().execute(sql, [header]).unwrap(), 1);
    full.assert_refused("somebody else's header");
}

/// An older value under the newer version is refused. A whole row put back is not seen here, as
/// `docs/vault-format.md` says; the numbers of sync show it.
#[test]
fn an_older_value_of_the_same_row_is_refused() {
    let full = Full::new();
    let before = full.rows();
    full.write_everything("测试街二号", 2);
    for old in &before {
        let now = full.rows();
        let new = now.iter().find(|row| row.id == old.id).unwrap();
        if new == old {
            continue;
        }
        assert!(new.version > old.version);
        full.write(&new.with(old, true, false));
        full.assert_refused(&format!("{old:?} under a newer version"));
        full.write(old);
        full.read().unwrap();
        full.write(new);
    }
    full.read().unwrap();
}

/// A store with rows in every table.
struct Full {
    _folder: tempfile::TempDir,
    safe: Safe,
}

impl Row {
    /// This row with what another one holds.
    fn with(&self, other: &Self, value: bool, version: bool) -> Self {
        let mut row = self.clone();
        if value {
            row.sealed.clone_from(&other.sealed);
        }
        if version {
            row.version = other.version;
        }
        row
    }
}

impl Full {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let safe = Safe::new(folder.path());
        safe.create().unwrap().close().unwrap();
        let full = Self {
            _folder: folder,
            safe,
        };
        full.write_everything("测试街一号", 1);
        full
    }

    /// Two rows and more in each table, of different versions.
    fn write_everything(&self, text: &str, last_seq: u64) {
        let store = self.safe.open().unwrap();
        for (name, times) in [("session", 1), ("key", 2)] {
            for time in 0..times {
                let secret = format!("{text} {time}");
                store.put_secret(name, secret.as_bytes()).unwrap();
            }
        }
        edit_street(&store, text).unwrap();
        let written = store.write(|tx| {
            let mut replica = tx.replica();
            replica.registered("device".to_owned());
            replica.freeze(true);
            replica.absorb(&[], &changes(text, last_seq), &mut Uuid::now_v7);
            tx.put_replica(replica)?;
            let mut inbox = tx.inbox()?;
            for number in ["N1", "N2"] {
                let notice = notice(number, text);
                inbox.insert(notice.id.clone(), notice);
            }
            tx.put_inbox(inbox)?;
            for unit in ["name", "address"] {
                let fields = BTreeMap::from([("street".to_owned(), vec![text.to_owned()])]);
                let unit = UnitKey::from(unit);
                tx.put_draft(Draft { unit, fields })?;
            }
            Ok::<_, StoreError>(())
        });
        written.unwrap();
        edit_street(&store, &format!("{text} 改")).unwrap();
        store.close().unwrap();
    }

    /// Opens everything that is kept.
    fn read(&self) -> Result<(), StoreError> {
        let store = self.safe.open()?;
        store.secret("session")?;
        store.read(|tx| {
            tx.inbox()?;
            tx.draft(&UnitKey::from("name")).map(drop)
        })?;
        assert!(street(&store).is_some());
        store.close()
    }

    fn assert_refused(&self, what: &str) {
        let found = self.read();
        assert!(
            matches!(found, Err(StoreError::Sealed(_))),
            "{found:?}: {what}"
        );
    }

    fn raw(&self) -> Connection {
        let raw = Connection::open(&self.safe.path).unwrap();
        raw.pragma_update(None, "synchronous", "OFF").unwrap();
        raw
    }

    fn rows(&self) -> Vec<Row> {
        let raw = self.raw();
        let of = |table: &'static str| {
            let sql = format!("SELECT row, version, sealed FROM {table} ORDER BY row");
            let mut select = raw.prepare(&sql).unwrap();
            let rows = select.query_map([], |row| {
                Ok(Row {
                    table,
                    id: row.get(0)?,
                    version: row.get(1)?,
                    sealed: row.get(2)?,
                })
            });
            rows.unwrap().map(Result::unwrap).collect::<Vec<_>>()
        };
        TABLES.into_iter().flat_map(of).collect()
    }

    fn write(&self, row: &Row) {
        let sql = format!(
            "UPDATE {} SET version = ?2, sealed = ?3 WHERE row = ?1",
            row.table
        );
        let written = self
            .raw()
            .execute(&sql, params![row.id, row.version, row.sealed]);
        assert_eq!(written.unwrap(), 1);
    }

    fn insert(&self, table: &str, row: &Row) {
        let sql = format!("INSERT INTO {table} (row, version, sealed) VALUES (?1, ?2, ?3)");
        let written = self
            .raw()
            .execute(&sql, params![row.id, row.version, row.sealed]);
        assert_eq!(written.unwrap(), 1);
    }

    fn remove(&self, table: &str, id: &[u8]) {
        let removed = self
            .raw()
            .execute(&format!("DELETE FROM {table} WHERE row = ?1"), [id]);
        assert_eq!(removed.unwrap(), 1);
    }

    fn rename(&self, table: &str, from: &[u8], to: &[u8]) {
        let sql = format!("UPDATE {table} SET row = ?2 WHERE row = ?1");
        assert_eq!(self.raw().execute(&sql, [from, to]).unwrap(), 1);
    }
}

fn notice(id: &str, text: &str) -> Notice {
    Notice {
        id: id.to_owned(),
        kind: NoticeKind::Account,
        title: text.to_owned(),
        body: text.to_owned(),
        incident: None,
        at: AT.to_owned(),
        read: false,
    }
}

fn changes(text: &str, last_seq: u64) -> Changes {
    let unit = |key: &str, value: &str| {
        serde_json::json!({
            "unit": key, "value": { key: value }, "rev": last_seq, "verified": false,
            "changed_by": { "origin": { "kind": "platform" }, "ground": "", "at": AT },
        })
    };
    let changes = serde_json::json!({
        "epoch": "1", "last_seq": 0, "snapshot": false, "notices": [], "policy_version": null,
        "units": [unit("name", text), unit("sex", "female")],
        "next": format!("{last_seq}"), "has_more": false,
    });
    serde_json::from_value(changes).unwrap()
}
