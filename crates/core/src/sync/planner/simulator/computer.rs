//! One computer, and what its person knows and wants.

use std::collections::{BTreeMap, BTreeSet};

use sst_api::sync::{Changes, MutationResult, PushRequest};
use sst_domain::consent::{Bytes, SignedRecord};
use sst_domain::notice::Notice;
use sst_domain::profile::{Change, UnitKey, UnitValue};
use uuid::Uuid;

use super::super::{Absorbed, Arrival, Inbox, Intent, NewId, OutboxRow, Replica};
use super::history::History;
use super::network::Request;

pub(super) type Value = Option<UnitValue>;

#[derive(Clone, Default)]
pub(super) struct Computer {
    /// What is written down.
    pub(super) replica: Replica,
    /// Written down with it.
    pub(super) inbox: Inbox,
    /// The day that its clock shows.
    pub(super) day: u8,
    /// What it waits for; gone with the program.
    pub(super) awaits: Option<Awaited>,
    /// Whether there may be something to fetch; asked anew when the program starts.
    pub(super) news: bool,
    form: Option<Form>,
    /// Whether no byte of the batch has left yet, and whether that was so of what is under way.
    pub(super) fresh: bool,
    pub(super) first: bool,
    /// What the person had before their eyes when they last decided about a unit, and what they wrote before.
    pub(super) seen: BTreeMap<UnitKey, Vec<Value>>,
    /// What the person wants now.
    pub(super) wanted: BTreeMap<UnitKey, Wish>,
    /// Their decisions, in order.
    pub(super) decided: Vec<Uuid>,
    /// Notices that they opened here.
    pub(super) opened: BTreeSet<String>,
}

/// What a person wants of a unit.
#[derive(Clone)]
pub(super) struct Wish {
    pub(super) value: Value,
    /// From which place of the unit's history on it has to have stood.
    pub(super) place: usize,
    /// What was wanted before it, as long as this can be taken back.
    before: Option<Box<Wish>>,
}

/// An answer that is waited for.
#[derive(Clone)]
pub(super) struct Awaited {
    pub(super) conversation: u64,
    pub(super) request: Request,
    /// Pages that came before.
    pub(super) pages: Option<(Vec<MutationResult>, Changes)>,
}

#[derive(Clone)]
struct Form {
    unit: UnitKey,
    rev: u64,
    epoch: Option<String>,
    shown: Value,
}

impl Computer {
    fn now(&self) -> String {
        format!("2026-11-{:02}T00:00:00Z", 1 + self.day % 28)
    }

    pub(super) fn open_form(&mut self, unit: &'static str) {
        let unit = UnitKey::from(unit);
        self.form = Some(Form {
            rev: self.replica.shown_rev(&unit),
            epoch: self.replica.line.epoch.clone(),
            shown: self.replica.shown_value(&unit).cloned(),
            unit,
        });
    }

    pub(super) fn save(&mut self, value: Value, history: &History, new_id: NewId<'_>) {
        let Some(form) = self.form.take() else {
            return;
        };
        let base = self.replica.units.get(&form.unit);
        // Forms of verified units do not open, and those of another epoch are closed.
        if base.is_some_and(|base| base.verified) || self.replica.line.epoch != form.epoch {
            return;
        }
        let change = Change {
            unit: form.unit.clone(),
            value: value.clone(),
            base_rev: form.rev,
        };
        let now = self.now();
        self.replica.edit(change, &now, new_id);
        let seen = self.seen.entry(form.unit.clone()).or_default();
        seen.extend([form.shown, value.clone()]);
        let newest = self.replica.newest_row(&form.unit);
        if newest.is_some_and(OutboxRow::is_frozen) {
            // It is under way already: saving it once more changes nothing.
            return self.want_what_was_sent(form.unit);
        }
        let place = history.known(self, &form.unit);
        let before = self.wanted.remove(&form.unit).map(Box::new);
        let wish = Wish {
            value,
            place,
            before,
        };
        self.wanted.insert(form.unit, wish);
    }

    pub(super) fn undo(&mut self, unit: &'static str) {
        let unit = UnitKey::from(unit);
        if !self.replica.undo(&unit) {
            return;
        }
        self.want_what_was_sent(unit);
    }

    /// What is taken back gives way to what was sent before it.
    fn want_what_was_sent(&mut self, unit: UnitKey) {
        let mut wish = self.wanted.remove(&unit);
        let sent = self.replica.newest_row(&unit);
        while let (Some(now), Some(sent)) = (&wish, sent)
            && now.value.as_ref() != sent.value()
        {
            wish = wish.and_then(|now| now.before).map(|before| *before);
        }
        if let (Some(wish), Some(_)) = (wish, sent) {
            self.wanted.insert(unit, wish);
        }
    }

    pub(super) fn resolve(&mut self, unit: &'static str, mine: bool, new_id: NewId<'_>) {
        let unit = UnitKey::from(unit);
        let theirs = self.replica.base_value(&unit).cloned();
        let base = self.replica.units.get(&unit);
        let now = self.now();
        if !mine {
            if self.replica.keep_theirs(&unit) {
                self.wanted.remove(&unit);
            }
        } else if !base.is_some_and(|base| base.verified)
            && self.replica.keep_mine(&unit, &now, new_id)
        {
            self.seen.entry(unit).or_default().push(theirs);
        }
    }

    pub(super) fn decide(&mut self, new_id: NewId<'_>) {
        let id = new_id();
        let signed = SignedRecord {
            record: Bytes(id.to_string().into_bytes()),
            signature: Bytes(Vec::new()),
        };
        let intent = Intent::Consent {
            signed,
            notice: Bytes(Vec::new()),
            guardian: None,
            before_login: false,
        };
        let now = self.now();
        self.replica.decide(id, intent, &now);
        self.decided.push(id);
    }

    pub(super) fn open_notice(&mut self, new_id: NewId<'_>) {
        let marked = self.replica.read_marks();
        let unread = |notice: &&Notice| !notice.read && !marked.contains(notice.id.as_str());
        let newest = self.inbox.values().rev().find(unread);
        let Some(id) = newest.map(|notice| notice.id.clone()) else {
            return;
        };
        let now = self.now();
        self.replica
            .mark_read(std::slice::from_ref(&id), &now, new_id);
        self.opened.insert(id);
    }

    /// What the platform lost, and never had before, hides nothing: it is sent again without a question.
    fn see_what_is_not_there(&mut self) {
        let lost = self.replica.outbox.values().filter(|row| row.lost);
        for unit in lost.filter_map(|row| row.unit()) {
            if !self.replica.units.contains_key(unit) {
                self.seen.entry(unit.clone()).or_default().push(None);
            }
        }
    }

    /// Everything that is not written down is gone.
    pub(super) fn crash(&mut self) {
        (self.awaits, self.form, self.news) = (None, None, true);
        (self.fresh, self.first) = (false, false);
    }

    /// Nothing leaves that the person has to see first.
    pub(super) fn check_unheld(&self, batch: &PushRequest) {
        let held = |id: &Uuid| {
            let mut rows = self.replica.outbox.values();
            rows.any(|row| row.id == *id && row.held)
        };
        let mut sent = batch.mutations.iter().map(|mutation| mutation.id);
        assert!(!sent.any(|id| held(&id)), "it left before it was seen");
    }

    /// An answer that is whole.
    pub(super) fn absorb(
        &mut self,
        results: &[MutationResult],
        changes: &Changes,
        new_id: NewId<'_>,
    ) {
        let before = self.replica.clone();
        let absorbed = self.replica.absorb(results, changes, new_id);
        self.see_what_is_not_there();
        if let Absorbed::Taken { read, .. } = absorbed {
            let arrival = Arrival {
                changes,
                read: &read,
                opened: &before.read_marks(),
                first: before.line.epoch.is_none(),
            };
            arrival.enter(&mut self.inbox);
        }
    }
}
