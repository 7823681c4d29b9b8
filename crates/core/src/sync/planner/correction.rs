//! Requests for correction: asked for, taken back, withdrawn.

use std::collections::BTreeSet;

use sst_api::correction::CorrectionRequest;
use sst_domain::profile::UnitKey;
use uuid::Uuid;

use super::replica::{Correction, Intent, NewId, OutboxRow, Phase, Replica};
use crate::attachment::Attachment;

impl Correction {
    /// Takes out, and gives, attachments of which `part` finds no byte.
    ///
    /// # Errors
    ///
    /// What `part` fails with.
    pub fn drop_lost<T, E>(
        &mut self,
        part: impl Fn(Uuid) -> Result<Option<T>, E>,
    ) -> Result<Vec<Attachment>, E> {
        let (mut kept, mut lost) = (Vec::new(), Vec::new());
        for held in std::mem::take(&mut self.attachments) {
            match part(held.id)? {
                Some(_) => kept.push(held),
                None => lost.push(held),
            }
        }
        self.attachments = kept;
        Ok(lost)
    }
}

impl Replica {
    /// The newest request for correction of `unit` that has not been answered here.
    pub fn correction_row(&self, unit: &UnitKey) -> Option<&OutboxRow> {
        let is_of = |row: &&OutboxRow| row.correction().is_some_and(|asked| asked.unit == *unit);
        self.outbox.values().rev().find(is_of)
    }

    /// Takes in a request. One of the same unit that was refused is replaced; returns false where one is under
    /// way.
    pub fn ask_for_correction(
        &mut self,
        correction: Correction,
        saved_at: &str,
        new_id: NewId<'_>,
    ) -> bool {
        let known = self.correction_row(&correction.unit);
        if known.is_some_and(OutboxRow::is_underway) {
            return false;
        }
        if let Some(parked) = known.map(|row| row.id) {
            self.take_back_correction(parked);
        }
        self.append(
            new_id(),
            Intent::Correction(correction),
            saved_at,
            Phase::Waiting,
        );
        true
    }

    /// Takes back a request that has not been sent, or was refused, and gives what it was. `None` where it may have
    /// left this computer. What was attached belongs to the caller.
    pub fn take_back_correction(&mut self, id: Uuid) -> Option<Correction> {
        let row = self.outbox.values().find(|row| row.id == id)?;
        if row.is_frozen() {
            return None;
        }
        let correction = row.correction().cloned()?;
        let position = row.position;
        self.outbox.remove(&position);
        Some(correction)
    }

    /// Asks the platform to take back a request that it has. Asked for once.
    pub fn withdraw_correction(&mut self, request: Uuid, saved_at: &str, new_id: NewId<'_>) {
        let intent = Intent::CorrectionWithdraw { request };
        if !self.outbox.values().any(|row| row.intent == intent) {
            self.append(new_id(), intent, saved_at, Phase::Waiting);
        }
    }

    /// Whether the person has asked to take this request back.
    pub fn withdraws(&self, request: Uuid) -> bool {
        let intent = Intent::CorrectionWithdraw { request };
        self.outbox.values().any(|row| row.intent == intent)
    }

    /// The platform has these requests: what waits here of them has arrived, though its answer did not.
    pub fn corrections_arrived(&mut self, arrived: &BTreeSet<Uuid>) {
        self.outbox.retain(|_, row| {
            row.correction().is_none() || row.is_frozen() || !arrived.contains(&row.id)
        });
    }

    /// A platform that was restored from a backup has lost this request: the person can submit it again, and has to
    /// attach again what was attached.
    pub fn correction_lost(&mut self, request: &CorrectionRequest) {
        let Some(value) = request.value.clone() else {
            return;
        };
        let intent = Intent::Correction(Correction {
            unit: request.unit.clone(),
            value,
            reason: request.reason.clone(),
            attachments: Vec::new(),
        });
        let phase = Phase::Rejected {
            code: "correction-lost".to_owned(),
            fields: Vec::new(),
        };
        self.append(request.id, intent, &request.submitted_at, phase);
    }

    /// Requests for correction and whether they are taken back, for whoever wants to know if a screen shows them
    /// differently.
    pub fn corrections(&self) -> Vec<&OutboxRow> {
        let asks = |row: &&OutboxRow| {
            matches!(
                row.intent,
                Intent::Correction(_) | Intent::CorrectionWithdraw { .. }
            )
        };
        self.outbox.values().filter(asks).collect()
    }

    /// Attachments that nobody needs any more: the platform is asked to delete what it may have of them.
    pub fn drop_uploads<'u>(&mut self, attachments: impl IntoIterator<Item = &'u Attachment>) {
        let begun = attachments.into_iter().filter(|held| held.sent.begun);
        self.line.dropped.extend(begun.map(|held| held.id));
    }
}
