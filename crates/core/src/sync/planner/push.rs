//! From waiting rows to a batch.

use serde_json::value::{RawValue, to_raw_value};
use sst_api::consent::Statement;
use sst_api::sync::{MAX_PUSH_BYTES, Mutation, MutationBody, PushRequest};

use super::replica::{Intent, OutboxRow, Phase, Replica};

/// Room for what surrounds the bodies: device, cursor, and about 100 bytes for each mutation.
const ENVELOPE_BYTES: usize = 4 * 1024;
const MUTATION_OVERHEAD_BYTES: usize = 100;

impl Replica {
    /// Freezes the next batch: numbers the oldest waiting rows and fixes their bytes. Does nothing while a
    /// batch is under way, so a batch never holds two mutations of one unit. `corrections` says whether requests for
    /// correction may be sent. Returns whether there is a batch now of which no byte has left.
    pub fn freeze(&mut self, corrections: bool) -> bool {
        self.thaw_unsendable(corrections);
        if self.outbox.values().any(OutboxRow::is_frozen) {
            return false;
        }
        let mut room = MAX_PUSH_BYTES - ENVELOPE_BYTES;
        let mut next_seq = self.line.next_seq;
        let waiting = self
            .outbox
            .values_mut()
            .filter(|row| row.is_to_be_sent(corrections));
        for row in waiting.take(self.line.most_at_once) {
            let Ok(body) = to_raw_value(&body(row)) else {
                row.phase = too_large();
                continue;
            };
            let size = body.get().len() + MUTATION_OVERHEAD_BYTES;
            if size > MAX_PUSH_BYTES - ENVELOPE_BYTES {
                row.phase = too_large();
                continue;
            }
            if size > room {
                break;
            }
            room -= size;
            row.phase = Phase::Frozen {
                seq: next_seq,
                body: body.get().to_owned(),
            };
            next_seq += 1;
        }
        let frozen = next_seq > self.line.next_seq;
        self.line.next_seq = next_seq;
        self.line.cursor_renewed &= !frozen;
        frozen
    }

    /// Whether something is frozen that must not leave: an edit of a unit that this version does not know, left by
    /// another version, or a request to which the person does not agree any more. Its bytes would keep the whole
    /// batch from leaving.
    pub fn has_unsendable(&self, corrections: bool) -> bool {
        let mut rows = self.outbox.values();
        rows.any(|row| row.is_frozen() && row.must_stay(corrections))
    }

    /// It may have left this computer under its number. So the line to the platform begins anew; what else was
    /// frozen is known there by its identifier.
    fn thaw_unsendable(&mut self, corrections: bool) {
        if !self.has_unsendable(corrections) {
            return;
        }
        for row in self.outbox.values_mut() {
            if row.is_frozen() && row.must_stay(corrections) {
                row.phase = Phase::Waiting;
            }
        }
        self.line.device_id = None;
    }

    /// The request that sends the frozen batch; `None` where nothing is frozen, no device is registered, or the person
    /// has to see it first.
    pub fn batch(&self) -> Option<PushRequest> {
        if self.holds_batch() {
            return None;
        }
        let device_id = self.line.device_id.clone()?;
        let mutations: Vec<Mutation> = self
            .frozen()
            .iter()
            .take(self.line.most_at_once)
            .filter_map(|position| mutation(&self.outbox[position]))
            .collect();
        let cursor = self.line.cursor.clone();
        (!mutations.is_empty()).then_some(PushRequest {
            device_id,
            cursor,
            mutations,
        })
    }
}

fn body(row: &OutboxRow) -> MutationBody {
    let client_time = row.saved_at.clone();
    match &row.intent {
        Intent::Edit { unit, value, base } => MutationBody::ProfileEdit {
            unit: unit.clone(),
            value: value.clone(),
            base: base.rev,
            client_time,
        },
        Intent::Consent {
            signed,
            notice,
            guardian,
            ..
        } => MutationBody::ConsentDecide {
            record: signed.record.clone(),
            signature: signed.signature.clone(),
            notice: notice.clone(),
            guardian: guardian.clone().map(Statement::from),
        },
        Intent::Revealed { unit } => MutationBody::ProfileReveal {
            unit: unit.clone(),
            client_time,
        },
        Intent::Read { notices } => MutationBody::NoticeRead {
            notices: notices.clone(),
            client_time,
        },
        Intent::Correction(correction) => MutationBody::CorrectionRequest {
            unit: correction.unit.clone(),
            value: Some(correction.value.clone()),
            reason: correction.reason.clone(),
            attachments: row.attachments().iter().map(|held| held.id).collect(),
        },
        Intent::CorrectionWithdraw { request } => {
            MutationBody::CorrectionWithdraw { request: *request }
        }
    }
}

fn mutation(row: &OutboxRow) -> Option<Mutation> {
    let Phase::Frozen { seq, body } = &row.phase else {
        return None;
    };
    // The bytes came from `to_raw_value`, so they are JSON.
    let body = RawValue::from_string(body.clone()).ok()?;
    Some(Mutation {
        seq: *seq,
        id: row.id,
        body,
    })
}

/// A single value beyond the limit of a whole push: sending it can never succeed.
fn too_large() -> Phase {
    Phase::Rejected {
        code: "too-large".to_owned(),
        fields: Vec::new(),
    }
}
