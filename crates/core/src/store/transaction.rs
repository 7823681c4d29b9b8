//! One transaction: everything in it is kept, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction};
use sst_api::consent::ConsentEntry;
use sst_domain::profile::UnitKey;
use sst_vault::{Vault, Zeroizing};
use uuid::Uuid;

use super::error::StoreError;
use super::record::{Draft, Logged, Secret, SentDay};
use super::sheet::Sheet;
use crate::registry::Ledger;
use crate::reports::{Report, Shelf};
use crate::sync::planner::{BaseUnit, Inbox, Line, OutboxRow, Replica};
use sst_domain::notice::Notice;

/// A transaction on a person's store. Dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx<'a> {
    transaction: Transaction<'a>,
    vault: &'a Vault,
    sheets: Sheets,
}

/// What nearly every transaction needs, opened. Between two transactions nobody else writes the file, so it is opened
/// once and not for each.
pub(super) struct Sheets {
    line: Sheet<Line>,
    units: Sheet<BaseUnit>,
    outbox: Sheet<OutboxRow>,
}

impl<'a> Tx<'a> {
    /// `known` is what the last transaction left, if it was kept.
    pub(super) fn begin(
        transaction: Transaction<'a>,
        vault: &'a Vault,
        known: Option<Sheets>,
    ) -> Result<Self, StoreError> {
        let sheets = match known {
            Some(sheets) => sheets,
            None => Sheets {
                line: Sheet::load(&transaction, vault)?,
                units: Sheet::load(&transaction, vault)?,
                outbox: Sheet::load(&transaction, vault)?,
            },
        };
        Ok(Self {
            transaction,
            vault,
            sheets,
        })
    }

    /// The replica as it stands.
    pub fn replica(&self) -> Replica {
        let by_key = |unit: &BaseUnit| (unit.unit.clone(), unit.clone());
        let Sheets {
            line,
            units,
            outbox,
        } = &self.sheets;
        Replica {
            line: line.record(&()).cloned().unwrap_or_default(),
            units: units.records().map(by_key).collect(),
            outbox: outbox
                .records()
                .map(|row| (row.position, row.clone()))
                .collect(),
        }
    }

    /// Writes what differs from the replica as it stood. What was attached to rows that are gone, and to nothing
    /// else, goes with them.
    pub fn put_replica(&mut self, replica: Replica) -> Result<(), StoreError> {
        let held: BTreeSet<Uuid> = replica.outbox.values().flat_map(attached_to).collect();
        let before = self.sheets.outbox.records().flat_map(attached_to);
        let gone = before.filter(|id| !held.contains(id)).collect();
        self.release_attachments(gone)?;
        let Replica {
            line,
            units,
            outbox,
        } = replica;
        let Self {
            transaction,
            vault,
            sheets,
        } = self;
        sheets.line.put(transaction, vault, line)?;
        sheets.units.replace(transaction, vault, units)?;
        sheets.outbox.replace(transaction, vault, outbox)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    pub(super) fn vault(&self) -> &Vault {
        self.vault
    }

    /// Every notice.
    pub fn inbox(&self) -> Result<Inbox, StoreError> {
        let sheet = Sheet::<Notice>::load(&self.transaction, self.vault)?;
        Ok(sheet
            .records()
            .map(|notice| (notice.id.clone(), notice.clone()))
            .collect())
    }

    /// Makes the inbox hold exactly these notices.
    pub fn put_inbox(&mut self, inbox: Inbox) -> Result<(), StoreError> {
        let mut sheet = Sheet::<Notice>::load(&self.transaction, self.vault)?;
        sheet.replace(&self.transaction, self.vault, inbox)
    }

    /// The log of decisions, as far as it has been fetched, by position.
    pub fn consents(&self) -> Result<BTreeMap<u64, ConsentEntry>, StoreError> {
        let sheet = Sheet::<Logged>::load(&self.transaction, self.vault)?;
        let logged = sheet.records();
        Ok(logged
            .map(|logged| (logged.position, logged.entry.clone()))
            .collect())
    }

    /// Makes the log hold exactly these entries.
    pub fn put_consents(
        &mut self,
        consents: BTreeMap<u64, ConsentEntry>,
    ) -> Result<(), StoreError> {
        let mut sheet = Sheet::<Logged>::load(&self.transaction, self.vault)?;
        let logged = |(position, entry)| (position, Logged { position, entry });
        let logged = consents.into_iter().map(logged).collect();
        sheet.replace(&self.transaction, self.vault, logged)
    }

    /// What left this computer.
    pub(crate) fn sent(&self) -> Result<Ledger, StoreError> {
        let sheet = Sheet::<SentDay>::load(&self.transaction, self.vault)?;
        let days = sheet.records();
        Ok(Ledger(
            days.map(|day| (day.day, day.lines.clone())).collect(),
        ))
    }

    /// Makes the log of what left hold exactly this.
    pub(crate) fn put_sent(&mut self, sent: Ledger) -> Result<(), StoreError> {
        let mut sheet = Sheet::<SentDay>::load(&self.transaction, self.vault)?;
        let days = sent.0.into_iter();
        let days = days.map(|(day, lines)| (day, SentDay { day, lines }));
        sheet.replace(&self.transaction, self.vault, days.collect())
    }

    /// Reports about the client itself.
    pub(crate) fn reports(&self) -> Result<Shelf, StoreError> {
        let sheet = Sheet::<Report>::load(&self.transaction, self.vault)?;
        let reports = sheet.records();
        Ok(Shelf(
            reports
                .map(|report| (report.id.clone(), report.clone()))
                .collect(),
        ))
    }

    /// Makes the shelf hold exactly these reports.
    pub(crate) fn put_reports(&mut self, shelf: Shelf) -> Result<(), StoreError> {
        let mut sheet = Sheet::<Report>::load(&self.transaction, self.vault)?;
        sheet.replace(&self.transaction, self.vault, shelf.0)
    }

    /// A secret of the session.
    pub fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let sheet = Sheet::<Secret>::load(&self.transaction, self.vault)?;
        let secret = sheet.record(&name.to_owned());
        Ok(secret.map(|secret| Zeroizing::new(secret.bytes.clone())))
    }

    /// Keeps a secret of the session together with the rest of this transaction.
    pub fn put_secret(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let name = name.to_owned();
        let mut sheet = Sheet::<Secret>::load(&self.transaction, self.vault)?;
        sheet.put(&self.transaction, self.vault, Secret { name, bytes })
    }

    /// The draft of one unit.
    pub fn draft(&self, unit: &UnitKey) -> Result<Option<Draft>, StoreError> {
        let sheet = Sheet::<Draft>::load(&self.transaction, self.vault)?;
        Ok(sheet.record(unit).cloned())
    }

    /// Whether there is a draft of any unit.
    pub(crate) fn has_drafts(&self) -> Result<bool, StoreError> {
        let sheet = Sheet::<Draft>::load(&self.transaction, self.vault)?;
        Ok(sheet.records().next().is_some())
    }

    /// Keeps a draft in place of the unit's earlier one.
    pub fn put_draft(&mut self, draft: Draft) -> Result<(), StoreError> {
        let mut sheet = Sheet::<Draft>::load(&self.transaction, self.vault)?;
        sheet.put(&self.transaction, self.vault, draft)
    }

    /// Forgets the drafts of these units.
    pub fn remove_drafts<'u>(
        &mut self,
        units: impl IntoIterator<Item = &'u UnitKey>,
    ) -> Result<(), StoreError> {
        let mut sheet = Sheet::<Draft>::load(&self.transaction, self.vault)?;
        units
            .into_iter()
            .try_for_each(|unit| sheet.remove(&self.transaction, unit))
    }

    /// Ends a transaction in which nothing was written.
    pub(super) fn end(self) -> Sheets {
        self.sheets
    }

    pub(super) fn commit(self) -> Result<Sheets, StoreError> {
        self.transaction.commit()?;
        Ok(self.sheets)
    }
}

fn attached_to(row: &OutboxRow) -> impl Iterator<Item = Uuid> {
    row.attachments().iter().map(|attachment| attachment.id)
}
