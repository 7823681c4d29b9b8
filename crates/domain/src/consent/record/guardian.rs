//! The guardian's confirmation: the platform's word that whoever holds the guardian's phone has confirmed one
//! decision, and no other.

use serde::{Deserialize, Serialize};

use super::bytes::Hash;
use super::decision::{Actor, ConsentRecord, Decision};

/// The form of a confirmation.
pub const GUARDIAN_SCHEMA: u32 = 1;

/// A guardian has confirmed one decision (PIPL 31; policy 5). It names the record and the chain that signs it, so
/// it holds for nobody else and for nothing that is decided later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardianConfirmation {
    /// [`GUARDIAN_SCHEMA`].
    pub schema: u32,
    /// Its own name.
    pub id: String,
    /// The guardian, by a keyed hash of the phone number that only the platform can make.
    pub guardian: String,
    /// The record's identifier.
    pub record: String,
    /// The chain that signs the record.
    pub chain: Hash,
    /// Hash of the notice that was shown.
    pub notice: Hash,
    /// What was decided about.
    pub item: String,
    /// What was decided.
    pub state: Decision,
    /// When, RFC 3339 in UTC, by the platform's clock.
    pub at: String,
    /// Until when the platform takes the record, RFC 3339 in UTC.
    pub expires: String,
}

impl GuardianConfirmation {
    /// Whether it is about this very record.
    pub fn covers(&self, record: &ConsentRecord) -> bool {
        self.schema == GUARDIAN_SCHEMA
            && record.actor == Actor::Guardian
            && self.record == record.id
            && self.chain == record.chain
            && self.notice == record.notice
            && self.item == record.item
            && self.state == record.state
    }

    /// Whether the platform may take the record at `now`, RFC 3339. What cannot be read is no time.
    pub fn holds_at(&self, now: &str) -> bool {
        let parse = |text: &str| text.parse::<jiff::Timestamp>().ok();
        matches!((parse(now), parse(&self.expires)), (Some(now), Some(until)) if now <= until)
    }
}
