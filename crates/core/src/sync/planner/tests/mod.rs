//! Examples, one rule each.

mod conflicts;
mod corrections;
mod counts;
mod decisions;
mod edits;
mod held;
mod inbox;
mod line;
mod lost;
mod others;
mod refusals;
mod uploads;
mod versions;

use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{Changes, MAX_PUSH_BYTES, Mutation};
use sst_domain::profile::{Change, UnitKey, UnitValue};
use uuid::Uuid;

use super::pages::Disjoint;
use super::*;
use crate::sync::simulated::Platform;

/// A batch of which nobody knows whether it has left before.
const AGAIN: Asked = Asked::Push { first: false };

const AT: &str = "2026-11-24T00:00:00Z";

fn street(name: &str) -> Option<UnitValue> {
    Some(UnitValue::from([("region", "210102"), ("street", name)]))
}

fn address() -> UnitKey {
    UnitKey::from("address")
}

fn ids() -> impl FnMut() -> Uuid {
    Uuid::now_v7
}

fn edit(replica: &mut Replica, unit: &UnitKey, value: Option<UnitValue>) {
    let base_rev = replica.base_rev(unit);
    save(replica, unit, value, base_rev);
}

/// Saves the address in a form that was read at `base_rev`.
fn edit_at(replica: &mut Replica, value: Option<UnitValue>, base_rev: u64) {
    save(replica, &address(), value, base_rev);
}

fn save(replica: &mut Replica, unit: &UnitKey, value: Option<UnitValue>, base_rev: u64) {
    let change = Change {
        unit: unit.clone(),
        value,
        base_rev,
    };
    replica.edit(change, AT, &mut ids());
}

/// Does what the planner says until it rests.
fn run(replica: &mut Replica, platform: &mut Platform) {
    let (mut fetch, mut fresh) = (true, false);
    for _ in 0..100 {
        match replica.next_step(fetch, true) {
            Step::Rest => return,
            Step::Freeze => fresh = replica.freeze(true),
            Step::Upload(upload) => unreachable!("nothing is attached here: {upload:?}"),
            Step::Register => replica.registered(platform.register()),
            Step::Fetch(query) => match platform.changes(&query) {
                Ok(mut changes) => {
                    changes.snapshot |= query.since.is_none();
                    replica.absorb(&[], &changes, &mut ids());
                    fetch = changes.has_more;
                }
                Err(problem) => {
                    assert_eq!(replica.refused(&problem, Asked::Fetch), Remedy::GoOn);
                }
            },
            Step::Push(batch) => match platform.push(&batch) {
                Ok((reply, _)) => {
                    replica.absorb(&reply.results, &reply.changes, &mut ids());
                    fetch = false;
                }
                Err(problem) => {
                    let first = std::mem::take(&mut fresh);
                    let asked = Asked::Push { first };
                    assert_eq!(replica.refused(&problem, asked), Remedy::GoOn);
                }
            },
        }
    }
    panic!("the planner does not come to rest");
}

/// A platform that holds an address, and a replica in step with it.
fn in_step() -> (Replica, Platform) {
    let (mut replica, mut platform) = (Replica::default(), Platform::new());
    platform.correct(&address(), street("旧街"), false);
    run(&mut replica, &mut platform);
    (replica, platform)
}

fn phase(replica: &Replica, unit: &UnitKey) -> Option<Phase> {
    replica.newest_row(unit).map(|row| row.phase.clone())
}
