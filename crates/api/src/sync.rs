//! Sync: what was edited goes up, what has changed comes down.
//!
//! One mutation changes one unit: the unit is the atom of conflict, so a mutation is applied whole or not at
//! all, and has one result.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sst_domain::consent::Bytes;
use sst_domain::notice::Notice;
use sst_domain::profile::{ChangedBy, UnitKey, UnitValue};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::is_false;
use crate::consent::{ConsentEntry, Statement};
use crate::correction::CorrectionRequest;
use crate::openapi::schema;
use crate::problem::Problem;

/// Most mutations of one push.
pub const MAX_MUTATIONS: usize = 50;
/// Most bytes of one push.
pub const MAX_PUSH_BYTES: usize = 256 * 1024;

/// Sends mutations, lowest `seq` first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PushRequest {
    /// The device that numbers these mutations.
    pub device_id: String,
    /// Where the client stands; absent before the first fetch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// At most [`MAX_MUTATIONS`].
    #[serde(deserialize_with = "objects")]
    pub mutations: Vec<Mutation>,
}

/// Mutations, each from a JSON object: from an array serde would take the members one after the other.
fn objects<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Mutation>, D::Error> {
    let parse = |json: Box<RawValue>| {
        if !json.get().starts_with('{') {
            return Err(serde::de::Error::custom("a mutation is an object"));
        }
        serde_json::from_str(json.get()).map_err(serde::de::Error::custom)
    };
    let list = Vec::<Box<RawValue>>::deserialize(deserializer)?;
    list.into_iter().map(parse).collect()
}

/// One mutation.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Mutation {
    /// Number on this device, without gaps.
    pub seq: u64,
    /// UUIDv7, the same however often and from whichever device it is sent.
    pub id: Uuid,
    /// A [`MutationBody`], byte for byte as it was frozen; the platform's fingerprint is over these bytes.
    #[schema(value_type = MutationBody)]
    pub body: Box<RawValue>,
}

/// The body is hidden: its bytes hold personal values.
impl fmt::Debug for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutation")
            .field("seq", &self.seq)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What a mutation does.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type")]
pub enum MutationBody {
    /// Sets or empties one unit of the profile; preferences are units too.
    #[serde(rename = "profile.edit")]
    ProfileEdit {
        /// The unit.
        #[schema(value_type = String)]
        unit: UnitKey,
        /// The new value; `null` empties the unit. It is never left out: what was forgotten empties nothing.
        #[serde(deserialize_with = "Option::deserialize")]
        #[schema(value_type = Option<schema::UnitValue>, required = true)]
        value: Option<UnitValue>,
        /// Revision of the unit that the person saw; 0 for one that was never set.
        base: u64,
        /// When the person saved it, RFC 3339 in UTC, by the computer's clock. Kept for the record only:
        /// revisions decide, never clocks.
        client_time: String,
    },
    /// A value was shown in clear: the person finds it in the activity list (capability `activity`).
    #[serde(rename = "profile.reveal")]
    ProfileReveal {
        /// The unit.
        #[schema(value_type = String)]
        unit: UnitKey,
        /// When, as above.
        client_time: String,
    },
    /// A decision, signed by the computer: one more entry of the citizen's log (capability `consents`). Known by
    /// the identifier of its record, it is entered once however often it is sent.
    #[serde(rename = "consent.decide")]
    ConsentDecide {
        /// A consent record, byte for byte, in base64; at most 8 KiB.
        #[schema(value_type = String)]
        record: Bytes,
        /// The computer's signature over it.
        #[schema(value_type = String)]
        signature: Bytes,
        /// The notice that was shown, byte for byte, in base64; at most 32 KiB.
        #[schema(value_type = String)]
        notice: Bytes,
        /// For a decision of a guardian: what `/v1/guardian/confirmations` answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guardian: Option<Statement>,
    },
    /// Asks to correct a unit that an official has verified (capability `corrections`). The identifier of the mutation
    /// is that of the request.
    #[serde(rename = "profile.correction_request")]
    CorrectionRequest {
        /// The unit.
        #[schema(value_type = String)]
        unit: UnitKey,
        /// What it should be; `null` where it should be empty. It is never left out.
        #[serde(deserialize_with = "Option::deserialize")]
        #[schema(value_type = Option<schema::UnitValue>, required = true)]
        value: Option<UnitValue>,
        /// Why, 1 to [`crate::correction::MAX_REASON_CHARS`] characters. What is wrong with it is told as a field
        /// `reason` of the unit.
        reason: String,
        /// Complete uploads that belong to no other request, at most [`crate::correction::MAX_ATTACHMENTS`].
        attachments: Vec<Uuid>,
    },
    /// Goes back on a request that was not answered yet (capability `corrections`).
    #[serde(rename = "profile.correction_withdraw")]
    CorrectionWithdraw {
        /// The request.
        request: Uuid,
    },
    /// Marks notices as read.
    #[serde(rename = "notice.read")]
    NoticeRead {
        /// Their identifiers, at most 200.
        notices: Vec<String>,
        /// When, as above.
        client_time: String,
    },
}

/// What became of the mutations, and what has changed meanwhile.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PushReply {
    /// One for each mutation sent.
    pub results: Vec<MutationResult>,
    /// What has changed since the cursor of the request.
    pub changes: Changes,
}

/// What became of one mutation. It is never tried again: `last_seq` has moved past it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MutationResult {
    /// Its number.
    pub seq: u64,
    /// Its identifier.
    pub id: Uuid,
    /// What became of it.
    pub status: MutationStatus,
    /// Why, where it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What became of a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MutationStatus {
    /// It stands.
    Applied,
    /// The unit already held this value.
    Noop,
    /// The unit was changed by somebody else meanwhile: the person decides. What it holds now is among the
    /// changes.
    Conflict,
    /// It cannot stand; `problem` says why.
    Rejected,
}

/// Query of [`crate::path::SYNC_CHANGES`].
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// This device.
    pub device_id: String,
    /// Where the client stands; absent for everything from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Most units and notices of one reply, 1 to 200.
    #[serde(default = "limit")]
    pub limit: u32,
}

/// What has changed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    /// Changes whenever the platform was restored from a backup: cursors of another epoch mean nothing.
    pub epoch: String,
    /// Everything of this device up to this number is covered by these changes.
    pub last_seq: u64,
    /// Whether this is the whole state, so that what is not in it (or in the pages that follow) is gone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub snapshot: bool,
    /// Units with their newest value. Most answers say nothing new, and what is empty is left out of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitChange>,
    /// New or changed notices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<schema::Notice>)]
    pub notices: Vec<Notice>,
    /// New entries of the log of decisions, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentEntry>,
    /// New or changed requests for corrections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<CorrectionRequest>,
    /// Version of the policy in force, where it is not the one that the client may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<String>,
    /// Where to go on.
    pub next: String,
    /// Whether there is more.
    #[serde(default, skip_serializing_if = "is_false")]
    pub has_more: bool,
}

/// One unit as the platform holds it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UnitChange {
    /// The unit.
    #[schema(value_type = String)]
    pub unit: UnitKey,
    /// Its value; `null` where it is empty.
    #[schema(value_type = Option<schema::UnitValue>)]
    pub value: Option<UnitValue>,
    /// Its revision; grows with every change.
    pub rev: u64,
    /// Whether an official has verified the value: then the person can only ask for a correction.
    #[serde(default)]
    pub verified: bool,
    /// Who changed it, on what ground and when.
    #[schema(value_type = schema::ChangedBy)]
    pub changed_by: ChangedBy,
}

fn limit() -> u32 {
    200
}
