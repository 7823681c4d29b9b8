//! What the person does: edit, take back, decide, open a notice.

use std::collections::BTreeSet;

use sst_domain::profile::{Change, UnitGroup, UnitKey};

use uuid::Uuid;

use super::replica::{Intent, NewId, OutboxRow, Phase, Replica, Seen};

/// Most notices of one mutation (the contract's limit).
const MAX_READ_MARKS: usize = 200;

impl Replica {
    /// Takes in one edit. A row of the unit that has not left this computer is replaced.
    ///
    /// Where the form was older than what the platform is known to hold by now, the edit is parked as a
    /// conflict at once. An edit that changes nothing leaves no row.
    pub fn edit(&mut self, change: Change, saved_at: &str, new_id: NewId<'_>) {
        let Change {
            unit,
            value,
            base_rev,
        } = change;
        self.outbox
            .retain(|_, row| row.unit() != Some(&unit) || row.is_frozen());
        let frozen = self.newest_row(&unit);
        let sent = frozen.is_some();
        let before = frozen.map_or_else(|| self.base_value(&unit), |row| row.value());
        if before == value.as_ref() {
            return;
        }
        let stale = !sent && self.is_stale(&unit, base_rev);
        let base = if stale {
            Seen {
                rev: base_rev,
                since: base_rev,
                value: None,
                forgotten: true,
            }
        } else {
            // Behind a frozen row this is provisional: the base moves on when that row is settled.
            frozen
                .and_then(|row| row.seen().cloned())
                .unwrap_or_else(|| self.seen_now(&unit))
        };
        let phase = if stale {
            Phase::Conflict
        } else {
            Phase::Waiting
        };
        self.append(
            new_id(),
            Intent::Edit { unit, value, base },
            saved_at,
            phase,
        );
    }

    /// Whether the last edit of `unit` can be taken back.
    pub fn is_undoable(&self, unit: &UnitKey) -> bool {
        self.newest_row(unit)
            .is_some_and(|row| row.phase == Phase::Waiting)
    }

    /// Takes back the last edit of `unit`. Returns false where it may have left this computer already.
    pub fn undo(&mut self, unit: &UnitKey) -> bool {
        let undoable = self.is_undoable(unit);
        if undoable {
            self.outbox
                .retain(|_, row| row.unit() != Some(unit) || row.phase != Phase::Waiting);
        }
        undoable
    }

    /// Sends the person's value after all, in full knowledge of the platform's. Returns false where the
    /// unit is not in conflict.
    pub fn keep_mine(&mut self, unit: &UnitKey, saved_at: &str, new_id: NewId<'_>) -> bool {
        let Some(row) = self
            .newest_row(unit)
            .filter(|row| row.phase == Phase::Conflict)
        else {
            return false;
        };
        let (position, value) = (row.position, row.value().cloned());
        let intent = Intent::Edit {
            unit: unit.clone(),
            value,
            base: self.seen_now(unit),
        };
        self.outbox.remove(&position);
        self.append(new_id(), intent, saved_at, Phase::Waiting);
        true
    }

    /// Drops the person's value of a unit that is in conflict or was refused. Returns false where it is
    /// neither.
    pub fn keep_theirs(&mut self, unit: &UnitKey) -> bool {
        let parked = self.newest_row(unit).is_some_and(|row| row.is_parked());
        if parked {
            self.outbox
                .retain(|_, row| row.unit() != Some(unit) || !row.is_parked());
        }
        parked
    }

    /// Notes that notices were opened.
    pub fn mark_read(&mut self, notices: &[String], saved_at: &str, new_id: NewId<'_>) {
        let mut unsent: Vec<String> = Vec::new();
        self.outbox
            .retain(|_, row| match (&mut row.intent, &row.phase) {
                (Intent::Read { notices }, Phase::Waiting) => {
                    unsent.append(notices);
                    false
                }
                _ => true,
            });
        let known: BTreeSet<&String> = unsent.iter().collect();
        let added: Vec<String> = notices
            .iter()
            .filter(|id| !known.contains(id))
            .cloned()
            .collect();
        unsent.extend(added);
        for marks in unsent.chunks(MAX_READ_MARKS) {
            let intent = Intent::Read {
                notices: marks.to_vec(),
            };
            self.append(new_id(), intent, saved_at, Phase::Waiting);
        }
    }

    /// Takes in a decision, known by the identifier of its record.
    pub fn decide(&mut self, id: Uuid, intent: Intent, saved_at: &str) {
        self.append(id, intent, saved_at, Phase::Waiting);
    }

    /// The platform has entered the decision of this row. One that may have left with a batch keeps its number until
    /// the batch is answered.
    pub fn delivered(&mut self, id: Uuid) {
        self.outbox.retain(|_, row| row.id != id || row.is_frozen());
    }

    /// The platform has refused the decision of this row. Returns false for one that may have left with a batch: what
    /// becomes of it the batch is answered with.
    pub fn refuse_decision(&mut self, id: Uuid, code: String) -> bool {
        let row = self.outbox.values_mut().find(|row| row.id == id);
        let Some(row) = row.filter(|row| !row.is_frozen()) else {
            return false;
        };
        row.phase = Phase::Rejected {
            code,
            fields: Vec::new(),
        };
        true
    }

    /// Notes that a value was shown in clear. What has not been told yet is told once.
    pub fn mark_revealed(&mut self, unit: &UnitKey, saved_at: &str, new_id: NewId<'_>) {
        let intent = Intent::Revealed { unit: unit.clone() };
        let waits = |row: &OutboxRow| row.phase == Phase::Waiting && row.intent == intent;
        if !self.outbox.values().any(waits) {
            self.append(new_id(), intent, saved_at, Phase::Waiting);
        }
    }

    /// Notices that were opened here, whether the platform knows of it or not yet.
    pub fn read_marks(&self) -> BTreeSet<&str> {
        let marks = self.outbox.values().filter_map(|row| match &row.intent {
            Intent::Read { notices } => Some(notices),
            _ => None,
        });
        marks.flatten().map(String::as_str).collect()
    }

    /// A preference follows the last write, so it is never stale (the conflict table of the contract).
    fn is_stale(&self, unit: &UnitKey, base_rev: u64) -> bool {
        !is_preference(unit)
            && self
                .units
                .get(unit)
                .is_some_and(|base| base_rev < base.same_since)
    }
}

/// Whether conflicts of this unit are settled by the order in which the platform receives the writes.
pub(in crate::sync) fn is_preference(unit: &UnitKey) -> bool {
    unit.spec()
        .is_some_and(|spec| spec.group == UnitGroup::Preference)
}
