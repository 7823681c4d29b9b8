//! What the platform answered becomes the new base, and what still waits is placed on top of it.

use std::collections::{BTreeMap, BTreeSet};

use sst_api::problem::ProblemCode;
use sst_api::sync::{Changes, MAX_MUTATIONS, MutationResult, MutationStatus, UnitChange};
use sst_domain::profile::{Merge, Origin, UnitKey, merge_unit};
use uuid::Uuid;

use super::edit::is_preference;
use super::replica::{BaseUnit, Intent, NewId, OutboxRow, Phase, Replica, Seen};

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absorbed {
    /// It was taken in.
    Taken {
        /// Notices that the platform now knows to be read.
        read: Vec<String>,
        /// Whether the platform was restored from a backup: its past is another one than this computer's.
        restored: bool,
    },
    /// It speaks of another epoch and is not the whole state: everything has to be fetched.
    SnapshotNeeded,
}

impl Replica {
    /// Takes in the answer to a push (with results) or a fetch (without). `changes.snapshot` must be true
    /// where the request named no cursor.
    ///
    /// A row leaves the outbox here and nowhere else: once its result is known *and* the changes cover its
    /// number.
    pub fn absorb(
        &mut self,
        results: &[MutationResult],
        changes: &Changes,
        new_id: NewId<'_>,
    ) -> Absorbed {
        let restored = self
            .line
            .epoch
            .as_ref()
            .is_some_and(|epoch| *epoch != changes.epoch);
        if restored && !changes.snapshot {
            self.line.cursor = None;
            return Absorbed::SnapshotNeeded;
        }
        // A number that was never given here: a copy of this computer goes by the same identifier, and what it
        // changes would count as this person's own.
        let ahead = !restored && changes.last_seq >= self.line.next_seq;
        if ahead {
            self.line.device_id = None;
        }
        let saved = if restored {
            self.saved_by_person()
        } else {
            Vec::new()
        };
        self.learn_units(changes, restored);
        self.line.epoch = Some(changes.epoch.clone());
        self.line.cursor = Some(changes.next.clone());
        let settled = self.settle(results, changes.last_seq, new_id);
        if restored {
            self.announce_anew();
            self.thaw();
            self.line.next_seq = changes.last_seq + 1;
        }
        self.reconcile(&settled.own, restored, new_id);
        self.bring_back(saved, new_id);
        self.judge_copy(restored, ahead);
        if self.frozen().is_empty() && self.held() == 0 {
            self.line.most_at_once = (2 * self.line.most_at_once).min(MAX_MUTATIONS);
        }
        Absorbed::Taken {
            read: settled.read,
            restored,
        }
    }

    /// Takes in one unit that came as the answer to its own request.
    pub fn learn(&mut self, change: &UnitChange, new_id: NewId<'_>) {
        self.learn_unit(change, false);
        self.reconcile(&BTreeSet::new(), false, new_id);
    }

    fn learn_units(&mut self, changes: &Changes, restored: bool) {
        // Within one epoch no unit goes away: one that is emptied keeps its revision. A whole state that lacks one was put
        // together from pages of copies that do not stand at the same point.
        if changes.snapshot && restored {
            let named: BTreeSet<&UnitKey> =
                changes.units.iter().map(|change| &change.unit).collect();
            self.units.retain(|unit, _| named.contains(unit));
        }
        for change in &changes.units {
            self.learn_unit(change, restored);
        }
    }

    /// A revision that is not newer is ignored: it comes from a repeated answer or an older replica. Only
    /// in another epoch do revisions begin anew.
    fn learn_unit(&mut self, change: &UnitChange, restored: bool) {
        let old = self.units.get(&change.unit);
        if !restored && old.is_some_and(|old| change.rev <= old.rev) {
            return;
        }
        let same_since = old
            .filter(|old| old.value == change.value)
            .map_or(change.rev, |old| old.same_since.min(change.rev));
        let base = BaseUnit {
            unit: change.unit.clone(),
            value: change.value.clone(),
            rev: change.rev,
            same_since,
            verified: change.verified,
            changed_by: change.changed_by.clone(),
        };
        self.units.insert(change.unit.clone(), base);
    }

    fn settle(&mut self, results: &[MutationResult], last_seq: u64, new_id: NewId<'_>) -> Settled {
        let results: BTreeMap<Uuid, &MutationResult> =
            results.iter().map(|result| (result.id, result)).collect();
        let mut settled = Settled::default();
        for position in self.frozen() {
            let covered =
                |row: &OutboxRow| matches!(row.phase, Phase::Frozen { seq, .. } if seq <= last_seq);
            let Some(row) = self.outbox.get(&position).filter(|row| covered(row)) else {
                continue;
            };
            let Some(result) = results.get(&row.id) else {
                continue;
            };
            let Some(row) = self.outbox.remove(&position) else {
                continue;
            };
            self.settle_row(row, result, &mut settled, new_id);
        }
        settled
    }

    fn settle_row(
        &mut self,
        mut row: OutboxRow,
        result: &MutationResult,
        settled: &mut Settled,
        new_id: NewId<'_>,
    ) {
        let stands = matches!(
            result.status,
            MutationStatus::Applied | MutationStatus::Noop
        );
        if is_missing(result) && Self::attaches_again(&mut row) {
            // Under its identifier it was refused once and for all.
            row.id = new_id();
            row.phase = Phase::Waiting;
            self.outbox.insert(row.position, row);
            return;
        }
        let unit = match &row.intent {
            Intent::Read { notices } => {
                if stands {
                    settled.read.extend(notices.iter().cloned());
                }
                return;
            }
            // What was refused is kept: the decision holds here, and the person is told; a request can be changed.
            Intent::Consent { .. } | Intent::Correction(_) if !stands => {
                let phase = rejected(result);
                self.outbox.insert(row.position, OutboxRow { phase, ..row });
                return;
            }
            // Its entry in the log, or the request, has come with these very changes.
            Intent::Consent { .. } | Intent::Correction(_) => return,
            // Where it is refused the request was answered before, which the changes say.
            Intent::CorrectionWithdraw { .. } => return,
            // A platform without an activity list refuses it: then there is nobody to tell.
            Intent::Revealed { .. } => return,
            Intent::Edit { unit, .. } => unit.clone(),
        };
        if stands {
            self.form_was_read_after(&unit, &row);
            settled.own.insert(unit);
            return;
        }
        // The person has already replaced it: only the newer value counts.
        if self.newest_row(&unit).is_some() {
            return;
        }
        let phase = match result.status {
            MutationStatus::Rejected => rejected(result),
            MutationStatus::Conflict | MutationStatus::Applied | MutationStatus::Noop => {
                Phase::Conflict
            }
        };
        self.outbox.insert(row.position, OutboxRow { phase, ..row });
    }

    /// `row` stands now. What the person edited meanwhile was edited with its value in view, and a form
    /// that is open showed it.
    fn form_was_read_after(&mut self, unit: &UnitKey, row: &OutboxRow) {
        let newer = self
            .outbox
            .values_mut()
            .filter(|newer| newer.unit() == Some(unit));
        for newer in newer {
            if let Intent::Edit { base, .. } = &mut newer.intent {
                base.value = row.value().cloned();
                base.forgotten = false;
            }
        }
        let own_device = self.line.device_id.as_deref();
        if let (Some(base), Some(seen)) = (self.units.get_mut(unit), row.seen())
            && (base.value.as_ref() == row.value() || is_by_device(base, own_device))
        {
            base.same_since = base.same_since.min(seen.since);
        }
    }

    /// What is frozen counts as never sent, and gives way to what the person edited since. The bytes of another epoch
    /// name a revision which may stand for another value by now; by its content it is found again if it did arrive.
    pub(super) fn thaw(&mut self) {
        for position in self.frozen() {
            let Some(mut row) = self.outbox.remove(&position) else {
                continue;
            };
            row.phase = Phase::Waiting;
            let Some(unit) = row.unit().cloned() else {
                self.outbox.insert(position, row);
                continue;
            };
            let arrived = self.base_value(&unit) == row.value();
            let newer = self
                .outbox
                .values_mut()
                .find(|newer| newer.unit() == Some(&unit));
            match newer.map(|newer| &mut newer.intent) {
                Some(Intent::Edit { base, .. }) if arrived => base.value = row.value().cloned(),
                Some(_) => {}
                None => {
                    self.outbox.insert(position, row);
                }
            }
        }
    }

    /// Places every row that has not been sent on top of the new base.
    fn reconcile(&mut self, own: &BTreeSet<UnitKey>, restored: bool, new_id: NewId<'_>) {
        let frozen: BTreeSet<UnitKey> = self
            .outbox
            .values()
            .filter(|row| row.is_frozen())
            .filter_map(|row| row.unit().cloned())
            .collect();
        let positions: Vec<u64> = self.outbox.keys().copied().collect();
        for position in positions {
            let Some(row) = self.outbox.get(&position) else {
                continue;
            };
            let Some(unit) = row.unit().filter(|unit| !frozen.contains(unit)).cloned() else {
                continue;
            };
            let verdict = self.judge(row, &unit, own.contains(&unit), restored);
            let seen = self.seen_now(&unit);
            let Some(row) = self.outbox.get_mut(&position) else {
                continue;
            };
            match verdict {
                Verdict::Keep => {}
                Verdict::Drop => {
                    self.outbox.remove(&position);
                }
                Verdict::Rebase => row.rebase(seen, new_id),
                Verdict::Forget => row.forget_what_was_seen(),
                Verdict::Park(phase) => row.phase = phase,
            }
        }
    }

    fn judge(&self, row: &OutboxRow, unit: &UnitKey, own: bool, restored: bool) -> Verdict {
        let theirs = self.units.get(unit);
        let (mine, their_value) = (row.value(), theirs.and_then(|base| base.value.as_ref()));
        let Some(seen) = row.seen() else {
            return Verdict::Keep;
        };
        if !restored && seen.rev == theirs.map_or(0, |base| base.rev) {
            return Verdict::Keep;
        }
        if mine == their_value {
            return Verdict::Drop;
        }
        if matches!(row.phase, Phase::Rejected { .. }) {
            return if restored {
                Verdict::Forget
            } else {
                Verdict::Keep
            };
        }
        if theirs.is_some_and(|base| base.verified) {
            return Verdict::Park(verified());
        }
        let by_own_edit =
            own && theirs.is_some_and(|base| is_by_device(base, self.line.device_id.as_deref()));
        if is_preference(unit) || by_own_edit {
            return Verdict::Rebase;
        }
        if seen.forgotten {
            return Verdict::Park(Phase::Conflict);
        }
        match merge_unit(seen.value.as_ref(), mine, their_value) {
            Merge::Agreed => Verdict::Drop,
            Merge::Mine => Verdict::Rebase,
            Merge::Conflict => Verdict::Park(Phase::Conflict),
        }
    }
}

impl OutboxRow {
    pub(super) fn seen(&self) -> Option<&Seen> {
        match &self.intent {
            Intent::Edit { base, .. } => Some(base),
            _ => None,
        }
    }

    fn rebase(&mut self, seen: Seen, new_id: NewId<'_>) {
        if let Intent::Edit { base, .. } = &mut self.intent {
            *base = seen;
            self.id = new_id();
            self.phase = Phase::Waiting;
        }
    }

    fn forget_what_was_seen(&mut self) {
        if let Intent::Edit { base, .. } = &mut self.intent {
            base.forgotten = true;
        }
    }
}

#[derive(Default)]
struct Settled {
    /// Units that now hold what was sent from here.
    own: BTreeSet<UnitKey>,
    /// Notices that the platform now knows to be read.
    read: Vec<String>,
}

enum Verdict {
    Keep,
    Drop,
    Rebase,
    /// What the person saw has a revision of another epoch, which says nothing in this one.
    Forget,
    Park(Phase),
}

fn rejected(result: &MutationResult) -> Phase {
    let problem = result.problem.as_ref();
    Phase::Rejected {
        code: problem
            .map_or("rejected", |problem| problem.code.as_str())
            .to_owned(),
        fields: problem
            .map(|problem| problem.fields.clone())
            .unwrap_or_default(),
    }
}

/// Whether what is attached was not there.
fn is_missing(result: &MutationResult) -> bool {
    let problem = result.problem.as_ref();
    problem.is_some_and(|problem| problem.code == ProblemCode::AttachmentMissing)
}

/// The official's value wins; the person can ask for a correction.
pub(super) fn verified() -> Phase {
    Phase::Rejected {
        code: ProblemCode::UnitVerified.as_str().to_owned(),
        fields: Vec::new(),
    }
}

fn is_by_device(base: &BaseUnit, device: Option<&str>) -> bool {
    matches!(&base.changed_by.origin, Origin::Device { device_id } if Some(device_id.as_str()) == device)
}
