//! What the platform ever held, so that what became of an edit can be told.

use std::collections::BTreeMap;

use sst_domain::profile::UnitKey;

use super::computer::{Computer, Value};
use crate::sync::simulated::Platform;

/// What a unit held, from when on.
struct Held {
    epoch: String,
    rev: u64,
    value: Value,
    by_person: bool,
}

/// What each unit held, the oldest first.
#[derive(Default)]
pub(super) struct History(BTreeMap<UnitKey, Vec<Held>>);

/// Before anything was set.
const EMPTY: usize = 0;

impl History {
    /// The unit holds something else now.
    pub(super) fn wrote(&mut self, platform: &Platform, unit: &UnitKey, by_person: bool) {
        let now = platform.units.get(unit);
        let held = self.0.entry(unit.clone()).or_insert_with(|| {
            vec![Held {
                epoch: "1".to_owned(),
                rev: 0,
                value: None,
                by_person: false,
            }]
        });
        held.push(Held {
            epoch: platform.epoch.to_string(),
            rev: now.map_or(0, |now| now.rev),
            value: now.and_then(|now| now.value.clone()),
            by_person,
        });
    }

    /// The place of what `computer` knows the platform to hold.
    pub(super) fn known(&self, computer: &Computer, unit: &UnitKey) -> usize {
        let (epoch, rev) = (
            &computer.replica.line.epoch,
            computer.replica.base_rev(unit),
        );
        let of = |held: &Held| Some(&held.epoch) == epoch.as_ref() && held.rev == rev;
        let held = self.0.get(unit).map_or(&[][..], Vec::as_slice);
        held.iter().rposition(of).unwrap_or(EMPTY)
    }

    /// Whether the unit has held `value` at this place or after it.
    pub(super) fn held_since(&self, unit: &UnitKey, value: &Value, place: usize) -> bool {
        match self.0.get(unit) {
            Some(held) => held[place..].iter().any(|held| held.value == *value),
            None => value.is_none(),
        }
    }

    /// The platform goes back to an earlier state of itself. What the person wants of it, and what it lost by that, has
    /// to be asked about, or has to stand again; what had been replaced by then is nobody's wish any longer.
    pub(super) fn restored<'a>(
        &mut self,
        platform: &Platform,
        computers: impl Iterator<Item = &'a mut Computer>,
    ) {
        for computer in computers {
            computer.wanted.retain(|unit, wish| {
                let held = self.0.get(unit).map_or(&[][..], Vec::as_slice);
                let stood = held.iter().skip(wish.place);
                let Some(stood) = stood.clone().position(|held| held.value == wish.value) else {
                    return true;
                };
                let held = &held[wish.place + stood..];
                let stands = held.iter().all(|held| held.value == wish.value);
                // What an official had entered is theirs to enter again.
                wish.place += stood + held.len();
                stands && held.last().is_some_and(|held| held.by_person)
            });
        }
        let units: Vec<UnitKey> = self.0.keys().cloned().collect();
        for unit in units {
            self.wrote(platform, &unit, false);
        }
    }
}
