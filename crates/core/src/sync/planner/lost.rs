//! A platform that was put back from a backup. What the person had saved since then it has lost; here it is still known,
//! and the person is asked whether it is to stand again.

use std::collections::BTreeSet;

use sst_domain::profile::{EditRule, Origin, UnitKey};

use super::absorb::verified;
use super::edit::is_preference;
use super::replica::{BaseUnit, Intent, NewId, Phase, Replica, Seen};

impl Replica {
    /// Units that hold what this person saved, on whichever of their computers, and of which nothing waits here: what
    /// waits is newer, and is judged by itself.
    pub(super) fn saved_by_person(&self) -> Vec<BaseUnit> {
        let waiting: BTreeSet<&UnitKey> =
            self.outbox.values().filter_map(|row| row.unit()).collect();
        let editable = |unit: &UnitKey| {
            unit.spec()
                .is_some_and(|spec| spec.edit == EditRule::Offline)
        };
        let saved = |base: &&BaseUnit| {
            matches!(base.changed_by.origin, Origin::Device { .. })
                && editable(&base.unit)
                && !waiting.contains(&base.unit)
        };
        self.units.values().filter(saved).cloned().collect()
    }

    /// Of what the person had `saved`, what the platform has no longer becomes a row. Where the platform has another
    /// value the person decides, as in any conflict; where it has none, or only the last write counts, it is sent again.
    pub(super) fn bring_back(&mut self, saved: Vec<BaseUnit>, new_id: NewId<'_>) {
        for lost in saved {
            let now = self.units.get(&lost.unit);
            if now.and_then(|now| now.value.as_ref()) == lost.value.as_ref() {
                continue;
            }
            let phase = match now {
                Some(now) if now.verified => verified(),
                Some(_) if !is_preference(&lost.unit) => Phase::Conflict,
                _ => Phase::Waiting,
            };
            let intent = Intent::Edit {
                // What the person saw when they saved it has a revision of the other epoch.
                base: Seen {
                    forgotten: phase == Phase::Conflict,
                    ..self.seen_now(&lost.unit)
                },
                unit: lost.unit,
                value: lost.value,
            };
            let row = self.append(new_id(), intent, &lost.changed_by.at, phase);
            row.lost = true;
        }
    }
}
