//! One decision as it is signed.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::bytes::Hash;
use crate::consent::AgeBand;

/// The form of a record.
pub const RECORD_SCHEMA: u32 = 1;

/// One decision (ISO/IEC TS 27560, the record part). What was shown stands in the notice, under its hash; who
/// the person is stands in the platform's countersignature alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// [`RECORD_SCHEMA`].
    pub schema: u32,
    /// UUIDv7.
    pub id: String,
    /// The chain that it belongs to: the hash of the device key that signs it.
    pub chain: Hash,
    /// Its number in the chain, from 1.
    pub seq: u64,
    /// Hash of the record before it; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Hash>,
    /// With the first: the device key, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// With the first: the end of the chain that this one goes on from, such as the one that was written before
    /// anybody had logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Hash>,
    /// Hash of the notice that was shown.
    pub notice: Hash,
    /// What was decided about; the same as in the notice.
    pub item: String,
    /// What was decided.
    pub state: Decision,
    /// In what form.
    pub form: Form,
    /// Who decided.
    pub actor: Actor,
    /// The person's age band, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_band: Option<AgeBand>,
    /// What led to it.
    pub trigger: Trigger,
    /// Links what was shown to what was chosen: one identifier for each time the notice was on the screen.
    pub served_id: String,
    /// The record that this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// When, RFC 3339 in UTC, by the computer's clock; the platform's own time stands in its countersignature.
    pub at: String,
    /// Where: a citizen's own computer, or a machine in a service hall.
    pub channel: Channel,
    /// Version of the client.
    pub app: String,
    /// The newest position of the person's log that this computer had seen; 0 for none. What stands behind it
    /// was decided without knowing of each other.
    pub seen: u64,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Agreed.
    Given,
    /// Refused when asked.
    Refused,
    /// Gone back on what was agreed to. What was done until then stays lawful (PIPL 15).
    Withdrawn,
}

/// In what form a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// By an act of their own.
    Explicit,
    /// By an act of their own that was about this alone (PIPL 23, 25, 29).
    Separate,
    /// By the guardian of a minor (PIPL 31).
    Guardian,
}

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person.
    #[serde(rename = "self")]
    Person,
    /// The person's guardian.
    Guardian,
}

/// What led to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The first run.
    FirstRun,
    /// The person went there.
    PrivacyCentre,
    /// A service that needs it was used.
    Feature,
    /// The policy changed.
    PolicyChange,
    /// The person came of age.
    ComingOfAge,
}

/// Where a decision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A citizen's own computer.
    Desktop,
    /// A machine in a service hall.
    Kiosk,
}
