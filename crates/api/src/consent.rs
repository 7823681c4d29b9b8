//! Proofs of decisions: what the computer signed, what was shown, and the platform's countersignature. Their
//! form is described in `docs/consent-records.md`.

use serde::{Deserialize, Serialize};
use sst_domain::consent::{Bytes, Countersigned, Receipt, SignedRecord};
use utoipa::{IntoParams, ToSchema};

/// Most bytes of a record.
pub const MAX_RECORD_BYTES: usize = 8 * 1024;
/// Most bytes of a notice.
pub const MAX_NOTICE_BYTES: usize = 32 * 1024;

/// Enters one decision: what the mutation `consent.decide` does, outside sync. A client needs it where it may tell
/// the platform nothing else, as after the policy as a whole was refused (PIPL 15: withdrawing has to be possible).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentRequest {
    /// A consent record, byte for byte, in base64.
    #[schema(value_type = String)]
    pub record: Bytes,
    /// The computer's signature (Ed25519) over a domain tag and the record, in base64.
    #[schema(value_type = String)]
    pub signature: Bytes,
    /// The notice that was shown, byte for byte, in base64.
    #[schema(value_type = String)]
    pub notice: Bytes,
    /// For a decision of a guardian: what `/v1/guardian/confirmations` answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Statement>,
}

/// Query of [`crate::path::CONSENTS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConsentsQuery {
    /// Entries behind this position of the log; 0 for all.
    #[serde(default)]
    pub after: u64,
    /// Most entries, from 1 to 200.
    #[serde(default = "whole_page")]
    pub limit: u32,
}

/// Most entries of one page.
pub const CONSENTS_PAGE: u32 = 200;

fn whole_page() -> u32 {
    CONSENTS_PAGE
}

/// A stretch of the log, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentList {
    /// The entries.
    pub entries: Vec<ConsentEntry>,
    /// Whether there are more behind the last one.
    pub has_more: bool,
}

/// One entry of the citizen's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentEntry {
    /// A consent record, byte for byte, in base64.
    #[schema(value_type = String)]
    pub record: Bytes,
    /// The computer's signature (Ed25519) over a domain tag and the record, in base64.
    #[schema(value_type = String)]
    pub signature: Bytes,
    /// The notice that was shown, byte for byte, in base64.
    #[schema(value_type = String)]
    pub notice: Bytes,
    /// What the platform says of the record: its position in the log, byte for byte, in base64.
    pub entry: Statement,
    /// For a decision of a guardian: the platform's word that they confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Statement>,
}

/// Something that the platform has signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Statement {
    /// The statement, byte for byte, in base64.
    #[schema(value_type = String)]
    pub statement: Bytes,
    /// The platform's signature (Ed25519) over a domain tag and the statement, in base64.
    #[schema(value_type = String)]
    pub signature: Bytes,
    /// Names the key that signed.
    pub key_id: String,
}

impl ConsentEntry {
    /// The entry without its notice.
    pub fn receipt(&self) -> Receipt {
        Receipt {
            signed: SignedRecord {
                record: self.record.clone(),
                signature: self.signature.clone(),
            },
            entry: Some(self.entry.clone().into()),
            guardian: self.guardian.clone().map(Countersigned::from),
        }
    }
}

impl From<Statement> for Countersigned {
    fn from(statement: Statement) -> Self {
        Self {
            statement: statement.statement,
            signature: statement.signature,
            key_id: statement.key_id,
        }
    }
}

impl From<Countersigned> for Statement {
    fn from(signed: Countersigned) -> Self {
        Self {
            statement: signed.statement,
            signature: signed.signature,
            key_id: signed.key_id,
        }
    }
}
