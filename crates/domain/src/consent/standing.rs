//! Where a person stands with each thing that they can decide about: the log, read in order.
//!
//! Every computer of the person reads the same log, so all of them end at the same answer. What waits on this
//! computer stands behind what the platform has.

use std::collections::{BTreeMap, BTreeSet};

use super::age::AgeBand;
use super::record::{Actor, ConsentRecord, Decision, Hash, TERMS, Trigger};

/// One record in the order of the log.
#[derive(Debug, Clone, Copy)]
pub struct Logged<'a> {
    /// The record.
    pub record: &'a ConsentRecord,
    /// Hash of its bytes.
    pub hash: Hash,
    /// Its position in the log; none while it waits on this computer.
    pub position: Option<u64>,
}

/// Where a person stands with one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The last decision that counts.
    pub decision: Decision,
    /// The record that says so.
    pub record: String,
    /// Hash of the notice that was shown.
    pub notice: Hash,
    /// When, by the clock of the computer where it was decided.
    pub at: String,
    /// Who decided.
    pub actor: Actor,
    /// Its position in the log; none while it waits on this computer.
    pub position: Option<u64>,
    /// It was agreed to for a minor, and the person has come of age since: they have to confirm it themselves.
    /// Until then it allows nothing.
    pub lapsed: bool,
}

impl Standing {
    /// Whether it allows anything now.
    pub fn allows(&self) -> bool {
        self.decision == Decision::Given && !self.lapsed
    }
}

/// Whether a record only declines a change of the policy: what was agreed to before stays as it was (NDR 23).
pub fn declines_a_change(record: &ConsentRecord) -> bool {
    record.item == TERMS
        && record.state == Decision::Refused
        && record.trigger == Trigger::PolicyChange
}

/// Reads the log. For each item the last decision counts, but an agreement that did not know of a refusal or
/// withdrawal before it in the log does not: the stricter of two that did not know of each other wins. An
/// agreement of a minor's own counts only together with the guardian's (PIPL 31; policy 5).
pub fn standing<'a>(log: impl IntoIterator<Item = Logged<'a>>) -> BTreeMap<String, Standing> {
    let mut reading = Reading::default();
    for logged in log {
        reading.take(logged);
    }
    reading.finish()
}

#[derive(Default)]
struct Reading {
    items: BTreeMap<String, Item>,
    seen: BTreeSet<String>,
    /// The chain that each chain goes on from, and the chain of each record that ends one.
    earlier: BTreeMap<Hash, Hash>,
    chain_of: BTreeMap<Hash, Hash>,
    age_band: Option<AgeBand>,
}

#[derive(Default)]
struct Item {
    standing: Option<Standing>,
    /// The last refusal or withdrawal of each chain, with its position.
    closed: BTreeMap<Hash, Option<u64>>,
}

impl Reading {
    fn take(
        &mut self,
        Logged {
            record,
            hash,
            position,
        }: Logged<'_>,
    ) {
        if !self.seen.insert(record.id.clone()) {
            return;
        }
        self.chain_of.insert(hash, record.chain);
        if let Some(before) = record.continues.and_then(|end| self.chain_of.get(&end)) {
            self.earlier.insert(record.chain, *before);
        }
        if record.age_band.is_some() {
            self.age_band = record.age_band;
        }
        let closed = self.items.get(&record.item).map(|item| &item.closed);
        let unknown_to_it = closed.into_iter().flatten().any(|(chain, at)| {
            at.is_none_or(|at| at > record.seen) && !self.is_known(*chain, record.chain)
        });
        let item = self.items.entry(record.item.clone()).or_default();
        match record.state {
            Decision::Given if unknown_to_it => return,
            Decision::Given => {
                let minor = record.age_band.is_some_and(AgeBand::is_minor);
                if minor && record.actor == Actor::Person {
                    return;
                }
            }
            Decision::Refused | Decision::Withdrawn => {
                item.closed.insert(record.chain, position);
            }
        }
        item.standing = Some(Standing {
            decision: record.state,
            record: record.id.clone(),
            notice: record.notice,
            at: record.at.clone(),
            actor: record.actor,
            position,
            lapsed: false,
        });
    }

    /// Whether who wrote `by` wrote `chain`, too.
    fn is_known(&self, chain: Hash, by: Hash) -> bool {
        let mut at = Some(by);
        // A chain cannot go on from itself; a damaged log must not make this run for ever.
        for _ in 0..=self.earlier.len() {
            match at {
                Some(own) if own == chain => return true,
                Some(own) => at = self.earlier.get(&own).copied(),
                None => return false,
            }
        }
        false
    }

    fn finish(self) -> BTreeMap<String, Standing> {
        let of_age = self.age_band == Some(AgeBand::Adult);
        let items = self.items.into_iter().filter_map(|(name, item)| {
            let mut standing = item.standing?;
            let by_guardian = standing.actor == Actor::Guardian;
            standing.lapsed = of_age && by_guardian && standing.decision == Decision::Given;
            Some((name, standing))
        });
        items.collect()
    }
}
