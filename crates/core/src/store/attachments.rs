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

    /// Up to `most` bytes of an attachment from `offset` on; `None` where it is not here any more.
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
        Ok(Some(part))
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

fn remove(connection: &Connection, sheet: &mut Sheet<Kept>, id: Uuid) -> Result<(), StoreError> {
    let pieces = sheet.record(&id).map(|kept| kept.pieces.clone());
    for row in pieces.unwrap_or_default() {
        Sheet::<Piece>::remove_row(connection, &row.0)?;
    }
    sheet.remove(connection, &id)
}

/// After damaged rows were dropped: an attachment of which a piece is missing goes as a whole, and so do pieces
/// that belong to none.
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
