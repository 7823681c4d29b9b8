//! The person's log of decisions as this computer holds it: what the platform has countersigned, and behind it
//! what waits.

use std::collections::{BTreeMap, BTreeSet};

use sst_api::consent::ConsentEntry;
use sst_domain::consent::{
    Actor, Bytes, ConsentNotice, ConsentRecord, Control, Countersigned, Decision, Hash, Logged,
    SignedRecord, Standing, TERMS, declines_a_change, standing,
};

use super::{PersonTerms, Policies};
use crate::store::{CitizenStore, StoreError, Tx};
use crate::sync::planner::{Intent, OutboxRow, Phase};

/// One decision.
pub(crate) struct Decided {
    pub(crate) signed: SignedRecord,
    pub(crate) record: ConsentRecord,
    pub(crate) notice: Bytes,
    /// For a decision of a guardian: their confirmation.
    pub(crate) guardian: Option<Countersigned>,
    pub(crate) place: Placed,
}

/// Where a decision is.
pub(crate) enum Placed {
    /// In the platform's log.
    Logged { position: u64, entry: ConsentEntry },
    /// In the outbox.
    Waiting,
    /// In the outbox, and refused.
    Refused { code: String },
}

/// The log.
pub(crate) struct DecisionLog(pub(crate) Vec<Decided>);

impl DecisionLog {
    /// Reads it: what the platform has by position, then what waits in the order in which it was decided.
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, StoreError> {
        let logged = tx.consents()?;
        let mut known: BTreeSet<Hash> = logged.values().map(|entry| entry.record.hash()).collect();
        let mut log = Vec::with_capacity(logged.len());
        for (position, entry) in logged {
            let signed = entry.receipt().signed;
            log.push(Decided {
                record: signed.read().map_err(|_| StoreError::Corrupt)?,
                notice: entry.notice.clone(),
                guardian: entry.guardian.clone().map(Countersigned::from),
                place: Placed::Logged { position, entry },
                signed,
            });
        }
        for row in tx.replica().outbox.into_values() {
            if let Some(decided) = waiting(row)?
                && known.insert(decided.signed.record.hash())
            {
                log.push(decided);
            }
        }
        Ok(Self(log))
    }

    /// Takes what the platform has countersigned over into another store of the same person, which may not have heard
    /// of it: what was gone back on in one holds in the other from its first moment.
    pub(crate) async fn carry(from: &CitizenStore, to: &CitizenStore) -> Result<(), StoreError> {
        let heard = from.run(|store| store.read(|tx| tx.consents())).await?;
        to.run(move |store| {
            store.write(|tx| {
                let mut log = tx.consents()?;
                for (position, entry) in heard {
                    log.entry(position).or_insert(entry);
                }
                tx.put_consents(log)
            })
        })
        .await
    }

    /// The newest position that this computer has seen.
    pub(crate) fn seen(&self) -> u64 {
        let position = |decided: &Decided| match decided.place {
            Placed::Logged { position, .. } => Some(position),
            Placed::Waiting | Placed::Refused { .. } => None,
        };
        self.0.iter().filter_map(position).max().unwrap_or(0)
    }

    /// Where the person stands with each item. A guardian's agreement that the platform did not take is none.
    pub(crate) fn standing(&self) -> BTreeMap<String, Standing> {
        let counts = self.0.iter().filter(|decided| decided.counts());
        standing(counts.map(Decided::logged))
    }

    /// What the person has agreed to, and need not agree to again under the policy in force. In memory nothing is
    /// durable, so there an agreement counts only once the platform has it.
    pub(crate) fn given(&self, memory_only: bool, policies: &Policies) -> BTreeSet<Control> {
        let is_current = |standing: &Standing| {
            let decided = self.find(&standing.record);
            decided.is_some_and(|decided| !policies.asks_again(decided))
        };
        let counts = |standing: &Standing| {
            standing.allows()
                && (standing.position.is_some() || !memory_only)
                && is_current(standing)
        };
        let standing = self.standing();
        let given = standing.iter().filter(|(_, standing)| counts(standing));
        given.filter_map(|(item, _)| Control::parse(item)).collect()
    }

    /// Where the person stands with the policy as a whole; none where the log does not say. Who declined a changed
    /// policy stands where they stood before.
    pub(crate) fn terms(&self) -> Option<PersonTerms> {
        Some(match self.agreement()?.decision {
            Decision::Given => PersonTerms::Agreed,
            Decision::Refused | Decision::Withdrawn => PersonTerms::Closed,
        })
    }

    /// The decision about the policy as a whole that stands, whatever was said to a change of it.
    pub(super) fn agreement(&self) -> Option<Standing> {
        let counts = self.0.iter();
        let counts =
            counts.filter(|decided| decided.counts() && !declines_a_change(&decided.record));
        standing(counts.map(Decided::logged)).remove(TERMS)
    }

    /// What the person was shown as they agreed to the policy; none where they did not, or went back on it.
    pub(super) fn agreement_shown(&self) -> Option<ConsentNotice> {
        let standing = self.agreement()?;
        let given = standing.decision == Decision::Given;
        self.find(&standing.record).filter(|_| given)?.shown()
    }

    /// Whether a guardian has ever agreed to anything here.
    pub(super) fn has_guardian(&self) -> bool {
        let agrees = |record: &ConsentRecord| {
            record.actor == Actor::Guardian && record.state == Decision::Given
        };
        self.0
            .iter()
            .any(|decided| agrees(&decided.record) && decided.counts())
    }

    /// The decision that a standing rests on.
    pub(crate) fn find(&self, id: &str) -> Option<&Decided> {
        self.0.iter().find(|decided| decided.record.id == id)
    }
}

impl Decided {
    /// A guardian's agreement that the platform did not take is none.
    fn counts(&self) -> bool {
        let record = &self.record;
        let agrees = record.actor == Actor::Guardian && record.state == Decision::Given;
        !(agrees && matches!(self.place, Placed::Refused { .. }))
    }

    fn logged(&self) -> Logged<'_> {
        Logged {
            record: &self.record,
            hash: self.signed.record.hash(),
            position: self.position(),
        }
    }

    pub(crate) fn position(&self) -> Option<u64> {
        match self.place {
            Placed::Logged { position, .. } => Some(position),
            Placed::Waiting | Placed::Refused { .. } => None,
        }
    }

    /// What was shown; none where it cannot be read.
    pub(crate) fn shown(&self) -> Option<ConsentNotice> {
        serde_json::from_slice(&self.notice.0).ok()
    }
}

fn waiting(row: OutboxRow) -> Result<Option<Decided>, StoreError> {
    let Intent::Consent {
        signed,
        notice,
        guardian,
        ..
    } = row.intent
    else {
        return Ok(None);
    };
    let place = match row.phase {
        Phase::Rejected { code, .. } => Placed::Refused { code },
        Phase::Waiting | Phase::Frozen { .. } | Phase::Conflict => Placed::Waiting,
    };
    Ok(Some(Decided {
        record: signed.read().map_err(|_| StoreError::Corrupt)?,
        signed,
        notice,
        guardian,
        place,
    }))
}
