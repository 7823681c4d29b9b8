//! What is true whatever happens.

use std::collections::{BTreeMap, BTreeSet};

use sst_domain::profile::UnitKey;
use uuid::Uuid;

use super::super::edit::is_preference;
use super::super::{OutboxRow, Phase};
use super::computer::{Computer, Value};
use super::world::World;

impl World {
    /// A value is overwritten only by a person who has seen it.
    pub(super) fn check_overwritten(&self, by: usize, unit: &UnitKey, before: &Value) {
        let minds = [&self.computers[by].seen].into_iter().chain(&self.gone);
        let mut seen = minds.filter_map(|mind| mind.get(unit)).flatten();
        assert!(
            is_preference(unit) || seen.any(|seen| seen == before),
            "a value of {unit} was overwritten that the person had not seen"
        );
    }

    /// Decisions of a computer are entered in the order in which they were made.
    pub(super) fn check_applied(&self) {
        for (at, computer) in self.computers.iter().enumerate() {
            let entered = self.server.decided.iter().filter(|(of, _)| *of == at);
            let entered: Vec<Uuid> = entered.map(|(_, id)| *id).collect();
            let place = |id: &Uuid| computer.decided.iter().position(|made| made == id);
            let places: Vec<usize> = entered.iter().filter_map(place).collect();
            assert!(
                self.restored || places.is_sorted(),
                "decisions were entered out of order"
            );
        }
    }

    /// Where a question is put, somebody else has changed the unit, to something else.
    pub(super) fn check_questions(&self) {
        for (computer, others) in self.computers.iter().zip(&self.written_by_others) {
            let asked = |row: &&OutboxRow| row.phase == Phase::Conflict;
            for row in computer.replica.outbox.values().filter(asked) {
                let Some(unit) = row.unit() else { continue };
                assert!(
                    others.contains(unit),
                    "asked about {unit}, which nobody else changed"
                );
                let theirs = computer.replica.base_value(unit);
                assert_ne!(row.value(), theirs, "asked about nothing");
                assert!(!is_preference(unit), "asked about a preference");
            }
        }
    }

    /// What holds once everything has come to rest.
    pub(super) fn check_at_rest(&self) {
        for computer in &self.computers {
            self.check_equal(computer);
            self.check_left(computer);
            self.check_edits(computer);
            self.check_decisions(computer);
            self.check_marks(computer);
        }
    }

    fn check_equal(&self, computer: &Computer) {
        let held = self.server.platform.units.values();
        let held: BTreeMap<_, _> = held
            .map(|unit| (&unit.unit, (unit.rev, &unit.value, unit.verified)))
            .collect();
        let known = computer.replica.units.values();
        let known: BTreeMap<_, _> = known
            .map(|unit| (&unit.unit, (unit.rev, &unit.value, unit.verified)))
            .collect();
        assert_eq!(known, held, "replicas are equal at rest");
    }

    fn check_left(&self, computer: &Computer) {
        let rows: Vec<_> = computer.replica.outbox.values().collect();
        assert!(
            rows.iter().all(|row| row.is_parked()),
            "what is left waits for the person"
        );
        let units: BTreeSet<_> = rows.iter().map(|row| row.unit()).collect();
        assert_eq!(units.len(), rows.len(), "one question a unit");
    }

    fn check_edits(&self, computer: &Computer) {
        for (unit, wanted) in &computer.wanted {
            let row = computer.replica.newest_row(unit);
            let parked = row.is_some_and(|row| row.value() == wanted.value.as_ref());
            let stood = self.history.held_since(unit, &wanted.value, wanted.place);
            assert!(parked || stood, "an edit of {unit} was lost");
        }
    }

    /// What a platform lost as it was put back is told again by its log, not by the outbox.
    fn check_decisions(&self, computer: &Computer) {
        for id in &computer.decided {
            let entered = self.server.applied.contains(id) || self.lost.contains(id);
            assert!(entered, "a decision was lost");
        }
    }

    fn check_marks(&self, computer: &Computer) {
        for notice in &computer.opened {
            let read = self.restored || self.server.platform.is_read(notice);
            assert!(read, "a notice that was opened is not read");
        }
    }
}
