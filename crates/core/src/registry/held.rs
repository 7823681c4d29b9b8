//! What of each kind is here now: whether, never what.

use std::collections::BTreeMap;

use sst_domain::consent::Control;
use sst_domain::registry::DataKind;

use crate::client::Core;
use crate::consent::DecisionLog;
use crate::error::ClientError;
use crate::store::{StoreError, Tx};
use crate::view::Holding;

/// What is here now.
pub(super) struct Held {
    kinds: BTreeMap<DataKind, Holding>,
    /// Why the account's own cannot be looked at, by code.
    pub(super) closed: Option<&'static str>,
}

impl Held {
    /// Looks. Blocks on the disk.
    pub(super) fn read(core: &Core) -> Result<Self, ClientError> {
        let mut held = Self {
            kinds: BTreeMap::new(),
            closed: None,
        };
        let decision = core.device.decision()?;
        let appearance =
            core.device.appearance()?.is_some() || core.device.lock_settings()?.is_some();
        held.note(
            DataKind::AgeBand,
            decision.is_some_and(|one| one.age_band.is_some()),
        );
        held.note(DataKind::ComputerSettings, appearance);
        held.note(DataKind::AccountsHere, !core.device.accounts()?.is_empty());
        match core.account() {
            Ok(account) => account.store.read(|tx| held.read_account(tx))?,
            Err(error) => held.closed = Some(error.code()),
        }
        Ok(held)
    }

    /// What is here of a kind; `None` where that is not said.
    pub(super) fn of(&self, kind: DataKind) -> Option<Holding> {
        self.kinds.get(&kind).copied()
    }

    fn read_account(&mut self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let replica = tx.replica();
        for kind in DataKind::ALL {
            let units: Vec<_> = kind.units().map(|unit| unit.unit_key()).collect();
            if units.is_empty() {
                continue;
            }
            let waits = units.iter().any(|unit| replica.newest_row(unit).is_some());
            let has = units.iter().any(|unit| replica.shown_value(unit).is_some());
            let holding = match (waits, has) {
                (true, _) => Holding::Waits,
                (false, true) => Holding::Has,
                (false, false) => Holding::HasNot,
            };
            self.kinds.insert(*kind, holding);
        }
        let inbox = tx.inbox()?;
        self.note(DataKind::SessionCredential, true);
        self.note(DataKind::DeviceNumber, replica.line.device_id.is_some());
        self.note(
            DataKind::DecisionRecord,
            !DecisionLog::read(tx)?.0.is_empty(),
        );
        self.note(
            DataKind::ReadNotices,
            inbox.values().any(|notice| notice.read),
        );
        self.note(DataKind::Notices, !inbox.is_empty());
        let writing = tx.correction_drafts()?;
        let drafts = tx.has_drafts()? || !writing.is_empty();
        self.note(DataKind::Drafts, drafts);
        let asked: Vec<_> = replica
            .outbox
            .values()
            .filter_map(|row| row.correction())
            .collect();
        let attached = asked.iter().any(|asked| !asked.attachments.is_empty())
            || writing.iter().any(|draft| !draft.attachments.is_empty());
        // The platform's copy is not here: only what waits is.
        self.wait_or_note(DataKind::Attachment, attached, false);
        let answered = !tx.requests()?.is_empty();
        self.wait_or_note(DataKind::CorrectionReason, !asked.is_empty(), answered);
        let reports = tx.reports()?;
        let has = |control| reports.0.values().any(|report| report.control() == control);
        self.note(DataKind::UsageCounts, has(Control::UsageStatistics));
        self.note(DataKind::CrashPlace, has(Control::CrashReports));
        self.note(DataKind::SentLog, !tx.sent()?.is_empty());
        Ok(())
    }

    fn wait_or_note(&mut self, kind: DataKind, waits: bool, has: bool) {
        self.note(kind, has);
        if waits {
            self.kinds.insert(kind, Holding::Waits);
        }
    }

    fn note(&mut self, kind: DataKind, has: bool) {
        let holding = if has { Holding::Has } else { Holding::HasNot };
        self.kinds.insert(kind, holding);
    }
}
