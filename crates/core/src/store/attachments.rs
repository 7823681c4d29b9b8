//! The bytes of attachments, in pieces, each a sealed record of its own: a part of them is read without opening
//! the rest. All pieces of one are written in one transaction, so there is the whole of it or nothing.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sst_api::correction::CorrectionRequest;
use sst_domain::consent::Bytes;
use sst_vault::{Vault, Zeroizing};
use uuid::Uuid;

use super::error::StoreError;
use super::record::{CorrectionDraft, Kept, Piece};
use super::sheet::Sheet;
use super::transaction::Tx;
use sst_domain::profile::UnitKey;

/// Bytes of one piece.
const PIECE: usize = 256 * 1024;

impl Tx<'_> {
    /// Every request for correction that is being written.
    pub(crate) fn correction_drafts(&self) -> Result<Vec<CorrectionDraft>, StoreError> {
        let sheet = Sheet::<CorrectionDraft>::load(self.connection(), self.vault())?;
        Ok(sheet.records().cloned().collect())
    }

    /// The one of this unit.
    pub(crate) fn correction_draft(
        &self,
        unit: &UnitKey,
    ) -> Result<Option<CorrectionDraft>, StoreError> {
        let sheet = Sheet::<CorrectionDraft>::load(self.connection(), self.vault())?;
        Ok(sheet.record(unit).cloned())
    }

    /// Keeps it in place of the unit's earlier one.
    pub(crate) fn put_correction_draft(
        &mut self,
        draft: CorrectionDraft,
    ) -> Result<(), StoreError> {
        let mut sheet = Sheet::<CorrectionDraft>::load(self.connection(), self.vault())?;
        sheet.put(self.connection(), self.vault(), draft)
    }

    /// Forgets it. What was attached stays for whoever has it now.
    pub(crate) fn remove_correction_draft(&mut self, unit: &UnitKey) -> Result<(), StoreError> {
        let mut sheet = Sheet::<CorrectionDraft>::load(self.connection(), self.vault())?;
        sheet.remove(self.connection(), unit)
    }

    /// The requests that the platform has.
    pub(crate) fn requests(&self) -> Result<BTreeMap<Uuid, CorrectionRequest>, StoreError> {
        let sheet = Sheet::<CorrectionRequest>::load(self.connection(), self.vault())?;
        let requests = sheet.records();
        Ok(requests
            .map(|request| (request.id, request.clone()))
            .collect())
    }

    /// Makes them exactly these.
    pub(crate) fn put_requests(
        &mut self,
        requests: BTreeMap<Uuid, CorrectionRequest>,
    ) -> Result<(), StoreError> {
        let mut sheet = Sheet::<CorrectionRequest>::load(self.connection(), self.vault())?;
        sheet.replace(self.connection(), self.vault(), requests)
    }

    /// Keeps the bytes of an attachment.
    pub(crate) fn put_attachment(&mut self, id: Uuid, bytes: &[u8]) -> Result<(), StoreError> {
        let (connection, vault) = (self.connection(), self.vault());
        let mut pieces = Vec::new();
        for (number, part) in bytes.chunks(PIECE).enumerate() {
            let piece = Piece {
                attachment: id,
                number: u32::try_from(number).map_err(|_| StoreError::Corrupt)?,
                bytes: Bytes(part.to_vec()),
            };
            let row = Sheet::put_row(connection, vault, piece)?;
            pieces.push(Bytes(row.to_vec()));
        }
        let size = bytes.len() as u64;
        let mut sheet = Sheet::<Kept>::load(connection, vault)?;
        sheet.put(connection, vault, Kept { id, size, pieces })
    }

    /// Up to `most` bytes of an attachment from `offset` on; `None` where it is not here any more, or where what is
    /// here of this part does not open.
    pub(crate) fn attachment_part(
        &self,
        id: Uuid,
        offset: u64,
        most: usize,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let (connection, vault) = (self.connection(), self.vault());
        let sheet = Sheet::<Kept>::load(connection, vault)?;
        let Some(kept) = sheet.record(&id).filter(|kept| offset < kept.size) else {
            return Ok(None);
        };
        match part_of(connection, vault, kept, offset, most) {
            Ok(part) => Ok(Some(part)),
            Err(error @ (StoreError::Sealed(_) | StoreError::Corrupt)) => {
                let code = error.code();
                tracing::warn!(code, "a piece of an attachment does not open");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Deletes the bytes of these attachments.
    pub(crate) fn remove_attachments(
        &mut self,
        gone: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), StoreError> {
        let mut gone = gone.into_iter().peekable();
        if gone.peek().is_none() {
            return Ok(());
        }
        let (connection, vault) = (self.connection(), self.vault());
        let mut sheet = Sheet::<Kept>::load(connection, vault)?;
        gone.try_for_each(|id| remove(connection, &mut sheet, id))
    }

    /// Forgets an attachment that does not open, and gives the rows of its pieces. They are deleted one by one
    /// ([`Self::remove_piece`]), each in a transaction of its own: one on a broken page would cost this one.
    pub(crate) fn forget_attachment(&mut self, id: Uuid) -> Result<Vec<Bytes>, StoreError> {
        let (connection, vault) = (self.connection(), self.vault());
        let mut sheet = Sheet::<Kept>::load(connection, vault)?;
        let pieces = sheet.record(&id).map(|kept| kept.pieces.clone());
        sheet.remove(connection, &id)?;
        Ok(pieces.unwrap_or_default())
    }

    /// Deletes a piece that belongs to nothing any more.
    pub(crate) fn remove_piece(&mut self, row: &Bytes) -> Result<(), StoreError> {
        Sheet::<Piece>::remove_row(self.connection(), &row.0)
    }

    /// Deletes these attachments where no request that is being written has them.
    pub(super) fn release_attachments(&mut self, ids: BTreeSet<Uuid>) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let drafts = self.correction_drafts()?;
        let held: BTreeSet<Uuid> = drafts
            .iter()
            .flat_map(|draft| &draft.attachments)
            .map(|attachment| attachment.id)
            .collect();
        self.remove_attachments(ids.difference(&held).copied())
    }
}

fn part_of(
    connection: &Connection,
    vault: &Vault,
    kept: &Kept,
    offset: u64,
    most: usize,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let offset = usize::try_from(offset).map_err(|_| StoreError::Corrupt)?;
    let mut part = Zeroizing::new(Vec::with_capacity(most));
    let mut skip = offset % PIECE;
    for row in kept.pieces.iter().skip(offset / PIECE) {
        let piece: Piece = Sheet::open_row(connection, vault, &row.0)?;
        let bytes = piece.bytes.0.get(skip..).ok_or(StoreError::Corrupt)?;
        let room = most - part.len();
        part.extend_from_slice(&bytes[..bytes.len().min(room)]);
        skip = 0;
        if part.len() == most {
            break;
        }
    }
    Ok(part)
}

fn remove(connection: &Connection, sheet: &mut Sheet<Kept>, id: Uuid) -> Result<(), StoreError> {
    let pieces = sheet.record(&id).map(|kept| kept.pieces.clone());
    for row in pieces.unwrap_or_default() {
        Sheet::<Piece>::remove_row(connection, &row.0)?;
    }
    sheet.remove(connection, &id)
}

/// After damaged rows were dropped: an attachment of which a piece is missing goes as a whole, and so do pieces
/// that belong to none. No piece is opened for that.
pub(super) fn drop_incomplete(connection: &Connection, vault: &Vault) -> Result<(), StoreError> {
    let rows: BTreeSet<Vec<u8>> = Sheet::<Piece>::row_names(connection)?.into_iter().collect();
    let mut sheet = Sheet::<Kept>::load(connection, vault)?;
    let whole = |kept: &&Kept| kept.pieces.iter().all(|row| rows.contains(&row.0));
    let (whole, cut): (Vec<&Kept>, Vec<&Kept>) = sheet.records().partition(whole);
    let used = whole.iter().flat_map(|kept| &kept.pieces);
    let used: BTreeSet<Vec<u8>> = used.map(|row| row.0.clone()).collect();
    let cut: Vec<Uuid> = cut.iter().map(|kept| kept.id).collect();
    for id in cut {
        sheet.remove(connection, &id)?;
    }
    for row in rows.difference(&used) {
        Sheet::<Piece>::remove_row(connection, row)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use sst_vault::{Kek, Protection, Tier};

    use super::*;
    use crate::attachment::{Attachment, prepare};
    use crate::store::{CitizenStore, StorePlace};

    /// Long enough for three pieces, and nothing of it twice.
    fn document(seed: u64) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut chance = fastrand::Rng::with_seed(seed);
        bytes.extend(std::iter::repeat_with(|| chance.u8(..)).take(2 * PIECE + 1000));
        bytes
    }

    fn vault() -> (Kek, Arc<Vault>, Vec<u8>) {
        let kek = Kek::generate().unwrap();
        let (vault, header) = Vault::create(&kek, Tier::Keyring).unwrap();
        (kek, Arc::new(vault), header)
    }

    fn at(path: &Path) -> (Kek, CitizenStore) {
        let (kek, vault, header) = vault();
        let place = StorePlace::File(path.to_owned());
        (kek, CitizenStore::create(place, vault, &header).unwrap())
    }

    fn reopened(path: &Path, kek: &Kek) -> Result<CitizenStore, StoreError> {
        let vault = Vault::open(&CitizenStore::read_header(path)?, kek).unwrap();
        CitizenStore::open(path, Arc::new(vault))
    }

    /// Attaches a document to the name's draft.
    fn attach(store: &CitizenStore, document: &[u8]) -> Result<Uuid, StoreError> {
        let prepared = prepare(document).unwrap();
        let attachment = Attachment::of(&prepared, "证明.pdf");
        let id = attachment.id;
        store.write(|tx| {
            tx.put_attachment(id, &prepared.bytes)?;
            tx.put_correction_draft(CorrectionDraft {
                unit: "name".into(),
                fields: Default::default(),
                reason: "户口本上是另一个字".to_owned(),
                attachments: vec![attachment],
                at: "2026-11-28T00:00:00Z".to_owned(),
            })?;
            Ok(id)
        })
    }

    fn part(store: &CitizenStore, id: Uuid, from: u64, most: usize) -> Option<Vec<u8>> {
        let part = store.read(|tx| tx.attachment_part(id, from, most));
        part.unwrap().map(|part| part.to_vec())
    }

    fn rows(path: &Path, table: &str) -> u32 {
        let connection = Connection::open(path).unwrap();
        let sql = format!("SELECT count(*) FROM {table}");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn any_part_is_read_and_nothing_lies_readable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (kek, store) = at(&path);
        let document = document(1);
        let id = attach(&store, &document).unwrap();
        store.close().unwrap();
        let store = reopened(&path, &kek).unwrap();
        for (from, most) in [(0, 16), (PIECE - 3, 10), (PIECE, PIECE), (9, 3 * PIECE)] {
            let end = document.len().min(from + most);
            let expected = document[from..end].to_vec();
            assert_eq!(part(&store, id, from as u64, most), Some(expected));
        }
        assert_eq!(part(&store, id, document.len() as u64, 10), None);
        store.close().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let secrets = [
            &document[..16],
            &document[PIECE..PIECE + 16],
            "户口本".as_bytes(),
        ];
        for secret in secrets
            .into_iter()
            .chain(["证明.pdf".as_bytes(), id.as_bytes()])
        {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }

    #[test]
    fn there_is_the_whole_of_it_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (kek, store) = at(&path);
        // Given up behind the last piece.
        let given_up: Result<(), StoreError> = store.write(|tx| {
            tx.put_attachment(Uuid::now_v7(), &document(1))?;
            Err(StoreError::Full)
        });
        assert!(given_up.is_err());
        store.close().unwrap();
        assert_eq!((rows(&path, "attachment"), rows(&path, "piece")), (0, 0));

        let store = reopened(&path, &kek).unwrap();
        let id = attach(&store, &document(2)).unwrap();
        store.write(|tx| tx.remove_attachments([id])).unwrap();
        assert_eq!(part(&store, id, 0, 1), None);
        store.close().unwrap();
        assert_eq!((rows(&path, "attachment"), rows(&path, "piece")), (0, 0));
    }

    #[test]
    fn a_full_disk_refuses_it_and_keeps_what_was_there() {
        let (_, vault, header) = vault();
        let store = CitizenStore::create(StorePlace::Memory, vault, &header).unwrap();
        let first = attach(&store, &document(1)).unwrap();
        store.limit_to_present_size();
        let refused = attach(&store, &document(2)).unwrap_err();
        assert_eq!((refused.code(), refused.retryable()), ("disk-full", true));
        let draft = store
            .read(|tx| tx.correction_draft(&"name".into()))
            .unwrap();
        assert_eq!(draft.unwrap().attachments[0].id, first);
        assert_eq!(part(&store, first, 0, 9), Some(b"%PDF-1.7\n".to_vec()));
    }

    /// Changes one byte of the piece that was written so many after the first.
    fn damage(path: &Path, number: u32) {
        let connection = Connection::open(path).unwrap();
        let sql = "SELECT rowid, sealed FROM piece ORDER BY rowid LIMIT 1 OFFSET ?1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (row, mut sealed): (i64, Vec<u8>) = connection.query_row(sql, [number], read).unwrap();
        sealed[100] ^= 1;
        let sql = "UPDATE piece SET sealed = ?1 WHERE rowid = ?2";
        let changed = connection.execute(sql, rusqlite::params![sealed, row]);
        assert_eq!(changed.unwrap(), 1);
    }

    fn draft(store: &CitizenStore) -> Option<CorrectionDraft> {
        let draft = store.read(|tx| tx.correction_draft(&"name".into()));
        draft.unwrap()
    }

    #[test]
    fn a_damaged_piece_is_found_when_it_is_read_and_not_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (kek, store) = at(&path);
        let id = attach(&store, &document(1)).unwrap();
        store.close().unwrap();
        damage(&path, 1);
        let store = reopened(&path, &kek).unwrap();
        assert!(draft(&store).is_some(), "what was typed is here");
        let second = PIECE as u64;
        assert_eq!(part(&store, id, 0, 1), Some(b"%".to_vec()), "control");
        assert_eq!(part(&store, id, second, 1), None);
        assert_eq!(part(&store, id, second - 1, 2), None, "no part is short");
        for row in store.write(|tx| tx.forget_attachment(id)).unwrap() {
            store.write(|tx| tx.remove_piece(&row)).unwrap();
        }
        assert_eq!(part(&store, id, 0, 1), None);
        store.close().unwrap();
        assert_eq!((rows(&path, "attachment"), rows(&path, "piece")), (0, 0));
    }

    #[test]
    fn a_piece_on_a_broken_page_is_lost_like_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (kek, store) = at(&path);
        let id = attach(&store, &document(1)).unwrap();
        store.close().unwrap();
        // The page in the middle of the first piece names none that follows it.
        let connection = Connection::open(&path).unwrap();
        let sql = "SELECT substr(sealed, 100000, 32) FROM piece ORDER BY rowid LIMIT 1";
        let middle: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        let page_size: u32 = connection
            .pragma_query_value(None, "page_size", |row| row.get(0))
            .unwrap();
        drop(connection);
        let mut bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(32).position(|window| window == middle);
        let page_size = usize::try_from(page_size).unwrap();
        let page = found.unwrap() / page_size * page_size;
        bytes[page..page + 4].fill(0);
        std::fs::write(&path, bytes).unwrap();

        let store = reopened(&path, &kek).unwrap();
        assert_eq!(part(&store, id, 0, 1), None);
        let pieces = store.write(|tx| tx.forget_attachment(id)).unwrap();
        let removed = pieces
            .iter()
            .map(|row| store.write(|tx| tx.remove_piece(row)));
        let removed: Vec<bool> = removed.map(|done| done.is_ok()).collect();
        assert_eq!(removed, [false, true, true]);
        store.write(|tx| tx.remove_attachments([id])).unwrap();
        assert!(draft(&store).is_some());
        store.close().unwrap();
        assert!(draft(&reopened(&path, &kek).unwrap()).is_some());
    }

    /// Puts a row that nobody has sealed into a table.
    fn damage_row_of(path: &Path, table: &str) {
        let connection = Connection::open(path).unwrap();
        let sql = format!("INSERT INTO {table} VALUES (randomblob(16), 1, randomblob(64))");
        connection.execute(&sql, []).unwrap();
    }

    #[test]
    fn where_a_row_is_mended_an_attachment_without_its_piece_goes_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (kek, store) = at(&path);
        let id = attach(&store, &document(1)).unwrap();
        let whole = Uuid::now_v7();
        store
            .write(|tx| tx.put_attachment(whole, &document(2)))
            .unwrap();
        store.close().unwrap();
        let connection = Connection::open(&path).unwrap();
        let cut =
            "DELETE FROM piece WHERE row = (SELECT row FROM piece ORDER BY rowid LIMIT 1 OFFSET 1)";
        assert_eq!(connection.execute(cut, []).unwrap(), 1);
        drop(connection);
        damage_row_of(&path, "attachment");
        assert!(matches!(reopened(&path, &kek), Err(StoreError::Sealed(_))));
        let vault = Vault::open(&CitizenStore::read_header(&path).unwrap(), &kek).unwrap();
        let store = CitizenStore::mend(&path, Arc::new(vault)).unwrap();
        assert_eq!(part(&store, id, 0, 1), None);
        assert_eq!(part(&store, whole, 0, 1), Some(b"%".to_vec()));
        assert!(draft(&store).is_some(), "what was typed is here");
        store.close().unwrap();
        assert_eq!((rows(&path, "attachment"), rows(&path, "piece")), (1, 3));
    }

    #[test]
    fn a_damaged_piece_keeps_no_key_from_changing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (kek, store) = at(&path);
        let id = attach(&store, &document(1)).unwrap();
        store.close().unwrap();
        damage(&path, 1);
        let store = reopened(&path, &kek).unwrap();
        let later = Kek::generate().unwrap();
        let vault = store.vault().unwrap();
        let (vault, header) = vault.rekey(Protection::Keyring(&later)).unwrap();
        store.rekey(Arc::new(vault), &header).unwrap();
        assert_eq!(part(&store, id, 0, 1), Some(b"%".to_vec()), "control");
        assert_eq!(part(&store, id, PIECE as u64, 1), None);
        store.close().unwrap();
        let store = reopened(&path, &later).unwrap();
        assert_eq!(part(&store, id, PIECE as u64, 1), None);
    }
}
