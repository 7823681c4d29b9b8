//! What this computer holds of a person: the platform's newest known state, and what waits to be sent.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sst_api::sync::MAX_MUTATIONS;
use sst_domain::consent::{Bytes, Countersigned, SignedRecord};
use sst_domain::profile::{ChangedBy, FieldProblem, UnitKey, UnitValue};
use uuid::Uuid;

use crate::attachment::Attachment;

/// Makes identifiers for mutations (UUIDv7). A mutation with other content always gets another one, so
/// that an identifier never stands for two contents, not even after a backup was put back.
pub type NewId<'a> = &'a mut dyn FnMut() -> Uuid;

/// What this computer holds of a person. What a screen shows is the base with the outbox replayed on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replica {
    /// Where this computer stands in the conversation with the platform.
    pub line: Line,
    /// The base: each unit as the platform last told it.
    pub units: BTreeMap<UnitKey, BaseUnit>,
    /// The outbox, by position: a later row stands above an earlier one.
    pub outbox: BTreeMap<u64, OutboxRow>,
}

/// Where this computer stands in the conversation with the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The identifier under which mutations are numbered; `None` before registration, and again once the
    /// platform and this computer no longer agree about the numbers.
    pub device_id: Option<String>,
    /// The number that the next frozen mutation gets.
    pub next_seq: u64,
    /// Where to go on fetching; `None` asks for everything.
    pub cursor: Option<String>,
    /// The platform's epoch; `None` before the first fetch.
    pub epoch: Option<String>,
    /// Most mutations of one push: fewer after one that the line was too slow for, a single one after the platform
    /// refused a push as a whole and did not say which mutation it meant. It grows again as pushes are answered.
    #[serde(default = "most")]
    pub most_at_once: usize,
    /// When the platform last answered, RFC 3339 in UTC.
    pub last_contact: Option<String>,
    /// The platform knew this computer's numbers otherwise. The next answer says whether it was put back from a
    /// copy, or this store.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubted: bool,
    /// The batch that is under way was refused as malformed, and the cursor that went with it was given up: if it is
    /// refused again, one of its mutations is meant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cursor_renewed: bool,
    /// Attachments that the platform may have of requests that were taken back: it is to delete them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<Uuid>,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            device_id: None,
            next_seq: 1,
            cursor: None,
            epoch: None,
            most_at_once: MAX_MUTATIONS,
            last_contact: None,
            doubted: false,
            cursor_renewed: false,
            dropped: Vec::new(),
        }
    }
}

/// One unit as the platform holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseUnit {
    /// The unit.
    pub unit: UnitKey,
    /// Its value; `None` where it is empty.
    pub value: Option<UnitValue>,
    /// Its revision.
    pub rev: u64,
    /// The lowest revision since which only this person on this computer has changed the value, as far as
    /// is known here. A form that was read at it, or later, hides nothing from them.
    pub same_since: u64,
    /// Whether an official has verified the value.
    pub verified: bool,
    /// Where the value came from.
    pub changed_by: ChangedBy,
}

/// One change that the platform does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Its place among the rows.
    pub position: u64,
    /// The mutation's identifier.
    pub id: Uuid,
    /// What the person wants.
    pub intent: Intent,
    /// When the person saved it, RFC 3339 in UTC.
    pub saved_at: String,
    /// How far it has come.
    pub phase: Phase,
    /// It waited in a store that was put back from a copy: it is not sent before the person says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// The platform had it, and lost it as it was put back from a backup.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

/// What the person wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Intent {
    /// One unit is to hold this value.
    Edit {
        /// The unit.
        unit: UnitKey,
        /// The value; `None` empties the unit.
        value: Option<UnitValue>,
        /// What the person saw when editing.
        base: Seen,
    },
    /// These notices have been opened.
    Read {
        /// Their identifiers.
        notices: Vec<String>,
    },
    /// A decision, signed already: its bytes never change.
    Consent {
        /// The record.
        signed: SignedRecord,
        /// The notice that was shown.
        notice: Bytes,
        /// For a decision of a guardian: their confirmation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guardian: Option<Countersigned>,
        /// It was made before the log-in, so nobody is told that it waits.
        #[serde(default)]
        before_login: bool,
    },
    /// A value was shown in clear: the person finds it in the activity list. It is no edit of the unit.
    Revealed {
        /// The unit.
        unit: UnitKey,
    },
    /// A unit that an official has verified is to be corrected. The row's identifier is the request's.
    Correction(Correction),
    /// A request for correction is taken back that the platform has.
    CorrectionWithdraw {
        /// The request.
        request: Uuid,
    },
}

/// What is asked for in a request for correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The unit.
    pub unit: UnitKey,
    /// What it should be.
    pub value: UnitValue,
    /// Why.
    pub reason: String,
    /// What proves it.
    pub attachments: Vec<Attachment>,
}

/// What the person saw of a unit when editing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its revision; 0 for a unit that was never set.
    pub rev: u64,
    /// The lowest revision at which a form shows nothing that somebody else has changed since; see
    /// [`BaseUnit::same_since`]. A row of a version that did not know it says nothing about it.
    #[serde(default = "nothing_known")]
    pub since: u64,
    /// Its value, `None` where it was empty.
    pub value: Option<UnitValue>,
    /// The form was older than what this computer remembers: `value` says nothing.
    pub forgotten: bool,
}

/// How far a row has come.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    /// It has not left this computer: a later edit of the unit replaces it, and it can be taken back.
    Waiting,
    /// It may have left this computer. It is sent again in these very bytes until its result is known.
    Frozen {
        /// Its number.
        seq: u64,
        /// The mutation's body.
        body: String,
    },
    /// The platform holds another value: the person decides.
    Conflict,
    /// The platform refused it: the person changes or discards it.
    Rejected {
        /// Stable code of the reason.
        code: String,
        /// What is wrong with each field.
        fields: Vec<FieldProblem>,
    },
}

/// The body is hidden: it holds personal values.
impl fmt::Debug for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("Waiting"),
            Self::Frozen { seq, .. } => write!(f, "Frozen({seq})"),
            Self::Conflict => f.write_str("Conflict"),
            Self::Rejected { code, .. } => write!(f, "Rejected({code})"),
        }
    }
}

impl OutboxRow {
    /// The unit that this row edits, if it edits one.
    pub fn unit(&self) -> Option<&UnitKey> {
        match &self.intent {
            Intent::Edit { unit, .. } => Some(unit),
            _ => None,
        }
    }

    /// The value that the person wants; `None` where the unit is to be emptied.
    pub fn value(&self) -> Option<&UnitValue> {
        match &self.intent {
            Intent::Edit { value, .. } => value.as_ref(),
            _ => None,
        }
    }

    /// Whether it may have left this computer, its result not being known.
    pub fn is_frozen(&self) -> bool {
        matches!(self.phase, Phase::Frozen { .. })
    }

    /// Whether it is still to be sent, or its result to be learnt.
    pub fn is_underway(&self) -> bool {
        matches!(self.phase, Phase::Waiting | Phase::Frozen { .. })
    }

    /// Whether it is a decision of the person who is logged in that the platform does not have.
    pub fn is_waiting_decision(&self) -> bool {
        let own = |intent: &Intent| matches!(intent, Intent::Consent { before_login, .. } if !before_login);
        self.is_underway() && own(&self.intent)
    }

    /// Whether it is an edit of a unit that this version does not know, left here by another: it stays, is not
    /// sent, and nobody is asked about what no screen shows.
    pub fn is_of_unknown_unit(&self) -> bool {
        self.unit().is_some_and(|unit| unit.spec().is_none())
    }

    /// Whether it is an edit or a request that a screen shows.
    pub fn is_wish(&self) -> bool {
        self.is_edit() || self.correction().is_some()
    }

    /// Whether it is an edit that a screen shows.
    pub fn is_edit(&self) -> bool {
        self.unit().is_some() && !self.is_of_unknown_unit()
    }

    /// The request for correction that it is, if it is one.
    pub fn correction(&self) -> Option<&Correction> {
        match &self.intent {
            Intent::Correction(correction) => Some(correction),
            _ => None,
        }
    }

    /// What is attached to it.
    pub fn attachments(&self) -> &[Attachment] {
        self.correction()
            .map_or(&[], |correction| &correction.attachments)
    }

    /// Whether it must not leave this computer.
    pub(super) fn must_stay(&self, corrections: bool) -> bool {
        self.is_of_unknown_unit() || (self.correction().is_some() && !corrections)
    }

    /// Whether it can be sent, and has not been: what is attached has to be there before.
    pub(super) fn is_to_be_sent(&self, corrections: bool) -> bool {
        self.phase == Phase::Waiting
            && !self.held
            && !self.must_stay(corrections)
            && self.attachments().iter().all(|held| held.sent.complete)
    }

    /// Whether it stands still until the person decides.
    pub fn is_parked(&self) -> bool {
        matches!(self.phase, Phase::Conflict | Phase::Rejected { .. })
    }
}

impl Replica {
    /// The newest row about `unit`: it is what the person wants of it.
    pub fn newest_row(&self, unit: &UnitKey) -> Option<&OutboxRow> {
        self.outbox
            .values()
            .rev()
            .find(|row| row.unit() == Some(unit))
    }

    /// The value of `unit` as the person knows it: what they want of it, or what the platform holds. In a
    /// conflict it is what the platform holds.
    pub fn shown_value(&self, unit: &UnitKey) -> Option<&UnitValue> {
        match self.newest_row(unit) {
            Some(row) if row.phase != Phase::Conflict => row.value(),
            _ => self.base_value(unit),
        }
    }

    /// The value that the platform holds.
    pub fn base_value(&self, unit: &UnitKey) -> Option<&UnitValue> {
        self.units.get(unit).and_then(|base| base.value.as_ref())
    }

    /// The revision that a form of `unit` is filled in at: that of what [`Self::shown_value`] shows. Over a value
    /// of the person's own it is the one that they saw when writing it, for what the platform has come to hold
    /// since is not on the screen. 0 for a unit that was never set.
    pub fn shown_rev(&self, unit: &UnitKey) -> u64 {
        let row = self.newest_row(unit);
        let shown = row.filter(|row| row.phase != Phase::Conflict);
        match shown.and_then(OutboxRow::seen) {
            Some(seen) if seen.forgotten => 0,
            Some(seen) => seen.rev,
            None => self.base_rev(unit),
        }
    }

    /// The revision that the platform holds; 0 for a unit that was never set.
    pub fn base_rev(&self, unit: &UnitKey) -> u64 {
        self.units.get(unit).map_or(0, |base| base.rev)
    }

    /// Edits, requests and decisions about data that the platform does not have yet; marks of what was read or shown are
    /// not counted.
    pub fn waiting(&self) -> usize {
        self.outbox
            .values()
            .filter(|row| row.is_waiting_decision() || (row.is_wish() && row.is_underway()))
            .count()
    }

    /// How far each decision has come that is still here, by position.
    pub fn decisions(&self) -> Vec<(u64, &Phase)> {
        let decides = |row: &&OutboxRow| matches!(row.intent, Intent::Consent { .. });
        let rows = self.outbox.values().filter(decides);
        rows.map(|row| (row.position, &row.phase)).collect()
    }

    /// Units and requests that ask for a decision of the person.
    pub fn needs_person(&self) -> usize {
        let parked = |row: &&OutboxRow| row.is_wish() && row.is_parked();
        self.outbox.values().filter(parked).count()
    }

    pub(super) fn seen_now(&self, unit: &UnitKey) -> Seen {
        let base = self.units.get(unit);
        Seen {
            rev: base.map_or(0, |base| base.rev),
            since: base.map_or(0, |base| base.same_since),
            value: base.and_then(|base| base.value.clone()),
            forgotten: false,
        }
    }

    pub(super) fn append(
        &mut self,
        id: Uuid,
        intent: Intent,
        saved_at: &str,
        phase: Phase,
    ) -> &mut OutboxRow {
        let position = self.outbox.last_key_value().map_or(1, |(last, _)| last + 1);
        let row = OutboxRow {
            position,
            id,
            intent,
            saved_at: saved_at.to_owned(),
            phase,
            held: false,
            lost: false,
        };
        self.outbox.entry(position).insert_entry(row).into_mut()
    }

    /// Positions of the frozen rows, lowest number first.
    pub(super) fn frozen(&self) -> Vec<u64> {
        let seq = |row: &OutboxRow| match row.phase {
            Phase::Frozen { seq, .. } => Some(seq),
            _ => None,
        };
        let mut frozen: Vec<(u64, u64)> = self
            .outbox
            .values()
            .filter_map(|row| Some((seq(row)?, row.position)))
            .collect();
        frozen.sort_unstable();
        frozen.into_iter().map(|(_, position)| position).collect()
    }

    /// Numbers the frozen rows anew from `first`; their identifiers and bytes stay.
    pub(super) fn renumber(&mut self, first: u64) {
        let mut next = first;
        for position in self.frozen() {
            if let Some(Phase::Frozen { seq, .. }) =
                self.outbox.get_mut(&position).map(|row| &mut row.phase)
            {
                *seq = next;
                next += 1;
            }
        }
        self.line.next_seq = next;
    }
}

fn most() -> usize {
    MAX_MUTATIONS
}

fn nothing_known() -> u64 {
    u64::MAX
}
