//! One citizen with two computers, an official and a platform; and what is true of them whatever happens.

use std::collections::{BTreeMap, BTreeSet};

use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest};
use sst_domain::profile::{Change, UnitKey, UnitValue};
use uuid::Uuid;

use super::super::edit::is_preference;
use super::super::{Phase, Remedy, Replica, Step};
use crate::sync::simulated::Platform;

const AT: &str = "2026-11-24T00:00:00Z";

type Value = Option<UnitValue>;

#[derive(Debug, Clone)]
pub(super) enum Op {
    OpenForm {
        person: usize,
        unit: &'static str,
    },
    Save {
        person: usize,
        value: Option<u8>,
    },
    Undo {
        person: usize,
        unit: &'static str,
    },
    Resolve {
        person: usize,
        unit: &'static str,
        mine: bool,
    },
    Exchange {
        person: usize,
        fate: Fate,
    },
    Correct {
        unit: &'static str,
        value: Option<u8>,
        verified: bool,
    },
    /// The computer is copied.
    BackUp {
        person: usize,
    },
    /// The computer goes back to its last copy.
    PutBack {
        person: usize,
    },
    ForgetDevices,
    /// The platform goes back to how it was when a computer was last copied, in a new epoch.
    Restore,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fate {
    Delivered,
    RequestLost,
    ReplyLost,
    Repeated,
    OlderReplica,
}

/// One computer, and what its person knows and wants.
#[derive(Clone, Default)]
struct Computer {
    replica: Replica,
    form: Option<Form>,
    /// What the person had before their eyes when they last decided about a unit, and what they wrote
    /// before.
    seen: BTreeMap<UnitKey, Vec<Value>>,
    /// What the person wants now.
    wanted: BTreeMap<UnitKey, Value>,
}

#[derive(Clone)]
struct Form {
    unit: UnitKey,
    rev: u64,
    epoch: Option<String>,
    shown: Value,
}

#[derive(Clone)]
struct Server {
    platform: Platform,
    applied: BTreeSet<Uuid>,
}

pub(super) struct World {
    server: Server,
    server_backup: Server,
    /// The platform a while ago: what a replica that lags behind answers with.
    older: Platform,
    computers: [Computer; 2],
    backups: [Computer; 2],
    next_id: u128,
    /// Every value that a unit ever held on the platform.
    history: BTreeMap<UnitKey, Vec<Value>>,
    /// Every value that a computer's person never saw written by somebody else, by unit and computer.
    written_by_others: [BTreeSet<UnitKey>; 2],
}

impl World {
    pub(super) fn new() -> Self {
        let mut platform = Platform::new();
        platform.page = 3;
        let server = Server {
            platform,
            applied: BTreeSet::new(),
        };
        Self {
            server_backup: server.clone(),
            older: server.platform.clone(),
            server,
            computers: Default::default(),
            backups: Default::default(),
            next_id: 1,
            history: BTreeMap::new(),
            written_by_others: Default::default(),
        }
    }

    pub(super) fn act(&mut self, op: Op) {
        match op {
            Op::OpenForm { person, unit } => self.computers[person].open_form(unit),
            Op::Save { person, value } => self.save(person, value),
            Op::Undo { person, unit } => self.computers[person].undo(unit),
            Op::Resolve { person, unit, mine } => self.resolve(person, unit, mine),
            Op::Exchange { person, fate } => {
                self.step(person, fate, true);
            }
            Op::Correct {
                unit,
                value,
                verified,
            } => self.correct(unit, value, verified),
            Op::BackUp { person } => {
                self.backups[person] = self.computers[person].clone();
                self.server_backup = self.server.clone();
                self.older = self.server.platform.clone();
            }
            Op::PutBack { person } => self.computers[person] = self.backups[person].clone(),
            Op::ForgetDevices => self.server.platform.forget_devices(),
            Op::Restore => {
                self.server.platform.restore(&self.server_backup.platform);
                self.server.applied = self.server_backup.applied.clone();
            }
        }
    }

    /// Both computers talk to the platform undisturbed until nothing is left to do. The second round lets
    /// the first computer hear of the second.
    pub(super) fn settle(&mut self) {
        for person in [0, 1, 0, 1] {
            let mut fetch = true;
            let mut steps = 0;
            while let Some(more) = self.step(person, Fate::Delivered, fetch) {
                fetch = more;
                steps += 1;
                assert!(steps < 500, "the planner does not come to rest");
            }
        }
    }

    pub(super) fn check_at_rest(&self) {
        for computer in &self.computers {
            let held: BTreeMap<_, _> = self
                .server
                .platform
                .units
                .values()
                .map(|unit| {
                    (
                        unit.unit.clone(),
                        (unit.rev, unit.value.clone(), unit.verified),
                    )
                })
                .collect();
            let known: BTreeMap<_, _> = computer
                .replica
                .units
                .values()
                .map(|unit| {
                    (
                        unit.unit.clone(),
                        (unit.rev, unit.value.clone(), unit.verified),
                    )
                })
                .collect();
            assert_eq!(known, held, "replicas are equal at rest");
            assert!(
                computer.replica.outbox.values().all(|row| row.is_parked()),
                "what is left waits for the person"
            );
            let units: Vec<_> = computer
                .replica
                .outbox
                .values()
                .map(|row| row.unit())
                .collect();
            let distinct: BTreeSet<_> = units.iter().collect();
            assert_eq!(distinct.len(), units.len(), "one question a unit");
            for (unit, wanted) in &computer.wanted {
                let parked = computer
                    .replica
                    .newest_row(unit)
                    .is_some_and(|row| row.value() == wanted.as_ref());
                // Every unit was empty once.
                let held = self
                    .history
                    .get(unit)
                    .is_some_and(|held| held.contains(wanted));
                let stood = held || wanted.is_none();
                assert!(parked || stood, "an edit of {unit} was lost");
            }
        }
    }

    /// Where a question is put, somebody else has changed the unit, to something else.
    pub(super) fn check_questions(&self) {
        for (computer, others) in self.computers.iter().zip(&self.written_by_others) {
            for row in computer
                .replica
                .outbox
                .values()
                .filter(|row| row.phase == Phase::Conflict)
            {
                let Some(unit) = row.unit() else { continue };
                assert!(
                    others.contains(unit),
                    "asked about {unit}, which nobody else changed"
                );
                assert_ne!(
                    row.value(),
                    computer.replica.base_value(unit),
                    "asked about nothing"
                );
                assert!(!is_preference(unit), "asked about a preference");
            }
        }
    }

    fn save(&mut self, person: usize, value: Option<u8>) {
        let computer = &mut self.computers[person];
        let Some(form) = computer.form.take() else {
            return;
        };
        let verified = computer
            .replica
            .units
            .get(&form.unit)
            .is_some_and(|base| base.verified);
        if verified || computer.replica.line.epoch != form.epoch {
            return;
        }
        let (unit, value) = (form.unit, value.map(value_of));
        let change = Change {
            unit: unit.clone(),
            value: value.clone(),
            base_rev: form.rev,
        };
        computer
            .replica
            .edit(change, AT, &mut new_id(&mut self.next_id));
        computer
            .seen
            .entry(unit.clone())
            .or_default()
            .extend([form.shown, value.clone()]);
        computer.wanted.insert(unit.clone(), value.clone());
        // What never changes anything is never sent; it holds already.
        if computer.replica.newest_row(&unit).is_none() {
            self.history.entry(unit).or_default().push(value);
        }
    }

    fn resolve(&mut self, person: usize, unit: &'static str, mine: bool) {
        let unit = UnitKey::from(unit);
        let computer = &mut self.computers[person];
        let theirs = computer.replica.base_value(&unit).cloned();
        if !mine {
            if computer.replica.keep_theirs(&unit) {
                computer.wanted.remove(&unit);
            }
        } else if !computer
            .replica
            .units
            .get(&unit)
            .is_some_and(|base| base.verified)
            && computer
                .replica
                .keep_mine(&unit, AT, &mut new_id(&mut self.next_id))
        {
            computer.seen.entry(unit).or_default().push(theirs);
        }
    }

    fn correct(&mut self, unit: &'static str, value: Option<u8>, verified: bool) {
        let (unit, value) = (UnitKey::from(unit), value.map(value_of));
        self.server.platform.correct(&unit, value.clone(), verified);
        self.written_by_others.iter_mut().for_each(|others| {
            others.insert(unit.clone());
        });
        self.history.entry(unit).or_default().push(value);
    }

    /// One step of one computer. Returns whether there is something to fetch, or `None` at rest.
    fn step(&mut self, person: usize, fate: Fate, fetch: bool) -> Option<bool> {
        match self.computers[person].replica.next_step(fetch) {
            Step::Rest => return None,
            Step::Freeze => self.computers[person].replica.freeze(),
            Step::Register => {
                if fate != Fate::RequestLost {
                    let device = self.server.platform.register();
                    if fate != Fate::ReplyLost {
                        self.computers[person].replica.registered(device);
                    }
                }
            }
            Step::Fetch(query) => return Some(self.fetch(person, fate, &query)),
            Step::Push(batch) => {
                self.push(person, fate, &batch);
                return Some(false);
            }
        }
        Some(fetch)
    }

    fn fetch(&mut self, person: usize, fate: Fate, query: &ChangesQuery) -> bool {
        if matches!(fate, Fate::RequestLost | Fate::ReplyLost) {
            return true;
        }
        let older = fate == Fate::OlderReplica && self.older.epoch == self.server.platform.epoch;
        let platform = if older {
            &self.older
        } else {
            &self.server.platform
        };
        let whole = query.since.is_none();
        let replica = &mut self.computers[person].replica;
        match platform.changes(query) {
            Ok(first) => {
                let joined = if whole || first.snapshot {
                    joined(platform, query, first)
                } else {
                    first
                };
                let changes = Changes {
                    snapshot: whole || joined.snapshot,
                    ..joined
                };
                replica.absorb(&[], &changes, &mut new_id(&mut self.next_id));
                changes.has_more
            }
            // A replica that lags behind does not know the newest devices; the client must bear that too.
            Err(problem) => {
                assert_eq!(replica.refused(&problem), Remedy::GoOn);
                true
            }
        }
    }

    fn push(&mut self, person: usize, fate: Fate, batch: &PushRequest) {
        if fate == Fate::RequestLost {
            return;
        }
        let mut answer = self.arrive(person, batch);
        if fate == Fate::Repeated {
            answer = self.arrive(person, batch);
        }
        if fate == Fate::ReplyLost {
            return;
        }
        let replica = &mut self.computers[person].replica;
        match answer {
            Ok(PushReply { results, changes }) => {
                let query = ChangesQuery {
                    device_id: batch.device_id.clone(),
                    since: None,
                    limit: 200,
                };
                let changes = joined(&self.server.platform, &query, changes);
                let changes = Changes {
                    snapshot: changes.snapshot || batch.cursor.is_none(),
                    ..changes
                };
                replica.absorb(&results, &changes, &mut new_id(&mut self.next_id));
            }
            Err(problem) => assert_eq!(replica.refused(&problem), Remedy::GoOn),
        }
    }

    fn arrive(
        &mut self,
        person: usize,
        batch: &PushRequest,
    ) -> Result<PushReply, sst_api::problem::Problem> {
        let (reply, applied) = self.server.platform.push(batch)?;
        for applied in applied {
            assert!(self.server.applied.insert(applied.id), "applied twice");
            let seen = self.computers[person].seen.get(&applied.unit);
            let knew = seen.is_some_and(|seen| seen.contains(&applied.before));
            assert!(
                knew || is_preference(&applied.unit),
                "a value of {} was overwritten that the person had not seen",
                applied.unit
            );
            self.written_by_others[1 - person].insert(applied.unit.clone());
            self.history
                .entry(applied.unit)
                .or_default()
                .push(applied.after);
        }
        Ok(reply)
    }
}

impl Computer {
    fn open_form(&mut self, unit: &'static str) {
        let unit = UnitKey::from(unit);
        self.form = Some(Form {
            rev: self.replica.shown_rev(&unit),
            epoch: self.replica.line.epoch.clone(),
            shown: self.replica.shown_value(&unit).cloned(),
            unit,
        });
    }

    fn undo(&mut self, unit: &'static str) {
        let unit = UnitKey::from(unit);
        if self.replica.undo(&unit) {
            match self.replica.newest_row(&unit) {
                Some(row) => self.wanted.insert(unit, row.value().cloned()),
                None => self.wanted.remove(&unit),
            };
        }
    }
}

/// The pages that follow `first`, joined to it.
fn joined(platform: &Platform, query: &ChangesQuery, first: Changes) -> Changes {
    let mut all = first;
    while all.has_more {
        let page = platform
            .changes(&ChangesQuery {
                since: Some(all.next),
                ..query.clone()
            })
            .unwrap();
        all.units.extend(page.units);
        (all.next, all.has_more) = (page.next, page.has_more);
    }
    all
}

fn new_id(next: &mut u128) -> impl FnMut() -> Uuid + '_ {
    move || {
        *next += 1;
        Uuid::from_u128(*next)
    }
}

fn value_of(number: u8) -> UnitValue {
    UnitValue::from([("value", ["甲", "乙", "丙", "丁"][usize::from(number)])])
}
