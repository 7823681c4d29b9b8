//! A store of which some rows do not open any more: a worn disk, or somebody's hand. The rest is kept.
//!
//! Pieces of attachments are not looked at here: they are up to 30 MiB of a request, and a start would wait for them.
//! One that does not open is found when it is to be sent (`attachments.rs`).

use rusqlite::{Connection, TransactionBehavior};
use sst_api::correction::CorrectionRequest;
use sst_domain::notice::Notice;
use sst_vault::{Vault, VaultError};

use super::attachments;
use super::error::StoreError;
use super::record::{CorrectionDraft, Draft, Kept, Logged, Secret, SentDay};
use super::sheet::{Counted, Sheet};
use crate::reports::Report;
use crate::sync::planner::{BaseUnit, Line, OutboxRow};

/// What was found, by table.
struct Found {
    outbox: Counted,
    drafts: Counted,
    all: Counted,
}

fn look(connection: &Connection, vault: &Vault) -> Result<Found, StoreError> {
    let outbox = Sheet::<OutboxRow>::count(connection, vault)?;
    let drafts = Sheet::<Draft>::count(connection, vault)?
        .plus(Sheet::<CorrectionDraft>::count(connection, vault)?);
    let all = [
        outbox,
        drafts,
        Sheet::<Secret>::count(connection, vault)?,
        Sheet::<Line>::count(connection, vault)?,
        Sheet::<BaseUnit>::count(connection, vault)?,
        Sheet::<Notice>::count(connection, vault)?,
        Sheet::<Logged>::count(connection, vault)?,
        Sheet::<SentDay>::count(connection, vault)?,
        Sheet::<Report>::count(connection, vault)?,
        Sheet::<Kept>::count(connection, vault)?,
        Sheet::<CorrectionRequest>::count(connection, vault)?,
    ];
    Ok(Found {
        outbox,
        drafts,
        all: all.into_iter().fold(Counted::default(), Counted::plus),
    })
}

/// Whether a record does not open, pieces of attachments aside.
///
/// # Errors
///
/// What a disk does.
pub(super) fn is_damaged(connection: &Connection, vault: &Vault) -> Result<bool, StoreError> {
    Ok(look(connection, vault)?.all.damaged > 0)
}

/// Drops what does not open. What the platform has is fetched anew; edits and drafts are lost, and counted.
///
/// # Errors
///
/// [`StoreError::Sealed`] where nothing opens, so that it is another vault's; and what a disk does.
pub(super) fn mend(connection: &mut Connection, vault: &Vault) -> Result<u32, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Found {
        outbox,
        drafts,
        all,
    } = look(&transaction, vault)?;
    if all.damaged > 0 && all.whole == 0 {
        return Err(StoreError::Sealed(VaultError::Damaged));
    }
    Sheet::<Secret>::drop_damaged(&transaction, vault)?;
    Sheet::<Line>::drop_damaged(&transaction, vault)?;
    Sheet::<BaseUnit>::drop_damaged(&transaction, vault)?;
    Sheet::<OutboxRow>::drop_damaged(&transaction, vault)?;
    Sheet::<Notice>::drop_damaged(&transaction, vault)?;
    Sheet::<Logged>::drop_damaged(&transaction, vault)?;
    Sheet::<SentDay>::drop_damaged(&transaction, vault)?;
    Sheet::<Report>::drop_damaged(&transaction, vault)?;
    Sheet::<Draft>::drop_damaged(&transaction, vault)?;
    Sheet::<CorrectionDraft>::drop_damaged(&transaction, vault)?;
    Sheet::<Kept>::drop_damaged(&transaction, vault)?;
    Sheet::<CorrectionRequest>::drop_damaged(&transaction, vault)?;
    attachments::drop_incomplete(&transaction, vault)?;
    let mut sheet = Sheet::<Line>::load(&transaction, vault)?;
    let kept = sheet.record(&()).cloned().unwrap_or_default();
    let fresh = if outbox.damaged > 0 {
        // A number may be missing among those that were sent: numbering begins anew.
        Line::default()
    } else {
        Line {
            cursor: None,
            ..kept
        }
    };
    sheet.put(&transaction, vault, fresh)?;
    transaction.commit()?;
    let lost = outbox.damaged.saturating_add(drafts.damaged);
    let damaged = all.damaged;
    tracing::warn!(code = "kept-damaged", damaged, lost, "rows were dropped");
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::Arc;

    use sst_domain::profile::{ChangedBy, Origin, UnitKey, UnitValue};
    use sst_vault::{Kek, Tier};
    use uuid::Uuid;

    use super::*;
    use crate::store::connection::RECORDS;
    use crate::store::{CitizenStore, StorePlace};
    use crate::sync::planner::{Intent, Phase, Replica, Seen};

    fn edit(position: u64, street: &'static str) -> OutboxRow {
        OutboxRow {
            position,
            id: Uuid::from_u128(position.into()),
            intent: Intent::Edit {
                unit: UnitKey::from("address"),
                value: Some(UnitValue::from([("street", street)])),
                base: Seen {
                    rev: 1,
                    since: 1,
                    value: None,
                    forgotten: false,
                },
            },
            saved_at: "2026-11-28T00:00:00Z".to_owned(),
            phase: Phase::Waiting,
            held: false,
            lost: false,
        }
    }

    fn unit(name: &'static str) -> BaseUnit {
        BaseUnit {
            unit: UnitKey::from(name),
            value: Some(UnitValue::from([("street", "浑南路 1 号")])),
            rev: 1,
            same_since: 1,
            verified: false,
            changed_by: ChangedBy {
                origin: Origin::Official { verified: false },
                ground: String::new(),
                at: "2026-11-28T00:00:00Z".to_owned(),
                reference: None,
                unknown: BTreeMap::new(),
            },
        }
    }

    /// A store with two units and two edits, closed, and the key that opens it.
    fn kept(path: &Path) -> Kek {
        let kek = Kek::generate().unwrap();
        let (vault, header) = Vault::create(&kek, Tier::Keyring).unwrap();
        let place = StorePlace::File(path.to_owned());
        let store = CitizenStore::create(place, Arc::new(vault), &header).unwrap();
        let replica = Replica {
            line: Line {
                device_id: Some("device-1".to_owned()),
                next_seq: 7,
                cursor: Some("cursor".to_owned()),
                ..Line::default()
            },
            units: ["address", "name"]
                .map(|name| (UnitKey::from(name), unit(name)))
                .into(),
            outbox: [(1, edit(1, "一")), (2, edit(2, "二"))].into(),
        };
        store.write(|tx| tx.put_replica(replica)).unwrap();
        store.put_secret("session", b"token").unwrap();
        store.close().unwrap();
        kek
    }

    /// Cuts this many rows of a table.
    fn damage(path: &Path, table: &str, rows: u32) {
        let connection = Connection::open(path).unwrap();
        // One byte less: its tag does not fit any more.
        let sql = format!(
            "UPDATE {table} SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE row IN
             (SELECT row FROM {table} ORDER BY row LIMIT {rows})"
        );
        assert_eq!(connection.execute(&sql, []).unwrap(), rows as usize);
    }

    fn open(path: &Path, kek: &Kek) -> Result<CitizenStore, StoreError> {
        let vault = Vault::open(&CitizenStore::read_header(path)?, kek).unwrap();
        CitizenStore::open(path, Arc::new(vault))
    }

    fn mended(path: &Path, kek: &Kek) -> Result<CitizenStore, StoreError> {
        assert!(matches!(open(path, kek), Err(StoreError::Sealed(_))));
        let vault = Vault::open(&CitizenStore::read_header(path)?, kek).unwrap();
        CitizenStore::mend(path, Arc::new(vault))
    }

    fn replica(store: &CitizenStore) -> Replica {
        store.read(|tx| Ok::<_, StoreError>(tx.replica())).unwrap()
    }

    #[test]
    fn a_damaged_unit_is_fetched_anew_and_costs_no_edit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let kek = kept(&path);
        damage(&path, "unit", 1);
        let store = mended(&path, &kek).unwrap();
        assert_eq!(store.lost(), 0);
        let replica = replica(&store);
        assert_eq!((replica.units.len(), replica.outbox.len()), (1, 2));
        assert_eq!(replica.line.cursor, None, "everything is asked for");
        assert_eq!(replica.line.device_id.as_deref(), Some("device-1"));
        assert_eq!(replica.line.next_seq, 7);
        assert_eq!(&**store.secret("session").unwrap().unwrap(), b"token");
    }

    #[test]
    fn a_damaged_edit_is_counted_and_costs_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let kek = kept(&path);
        damage(&path, "outbox", 1);
        let store = mended(&path, &kek).unwrap();
        assert_eq!(store.lost(), 1);
        assert_eq!(replica(&store).outbox.len(), 1);
        assert_eq!(replica(&store).line, Line::default(), "numbered anew");
        store.close().unwrap();
        assert_eq!(open(&path, &kek).unwrap().lost(), 0, "it is said once");
    }

    #[test]
    fn a_damaged_line_or_session_costs_neither_units_nor_edits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let kek = kept(&path);
        damage(&path, "line", 1);
        damage(&path, "secret", 1);
        let store = mended(&path, &kek).unwrap();
        assert_eq!(store.lost(), 0);
        assert_eq!(replica(&store).units.len(), 2);
        assert_eq!(replica(&store).outbox.len(), 2);
        assert_eq!(replica(&store).line, Line::default());
        assert!(store.secret("session").unwrap().is_none());
    }

    #[test]
    fn what_does_not_open_is_noticed_and_mended_in_every_table() {
        for table in RECORDS.into_iter().filter(|table| *table != "piece") {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.db");
            let kek = kept(&path);
            // A row that nobody has sealed.
            let connection = Connection::open(&path).unwrap();
            let sql = format!("INSERT INTO {table} VALUES (randomblob(16), 1, randomblob(64))");
            connection.execute(&sql, []).unwrap();
            drop(connection);
            let store = mended(&path, &kek).unwrap();
            store.close().unwrap();
            open(&path, &kek).unwrap();
        }
    }

    #[test]
    fn where_nothing_opens_nothing_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let kek = kept(&path);
        for (table, rows) in [("unit", 2), ("outbox", 2), ("line", 1), ("secret", 1)] {
            damage(&path, table, rows);
        }
        for _ in 0..2 {
            assert_eq!(
                mended(&path, &kek).err().map(|error| error.code()),
                Some("store-sealed")
            );
        }
    }
}
