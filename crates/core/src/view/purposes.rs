//! What a person can decide about, and the proof of what they decided.

use serde::{Deserialize, Serialize};
use specta::Type;
use sst_domain::consent::{Actor, Control, Decision, FaultCode, Trigger};
use sst_domain::policy::LegalBasis;

use super::Openness;

/// Everything that the policy uses data for, and where the person stands with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PurposesView {
    /// Hash of the policy's text; a decision names it.
    pub text_hash: String,
    /// Version of the policy.
    pub version: String,
    /// Links what is shown to what is chosen; a decision names it.
    pub served_id: String,
    /// Why nothing can be decided now, by code; `None` where it can.
    pub closed: Option<String>,
    /// Whether a guardian has to agree for this person.
    pub needs_guardian: bool,
    /// The purposes, in the order of the policy.
    pub purposes: Vec<PurposeView>,
}

/// One purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PurposeView {
    /// Its identifier in the policy.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// What makes the use lawful. Only with `consent` is there anything to decide.
    pub basis: LegalBasis,
    /// Whether the person can refuse it.
    pub refusable: bool,
    /// Why they cannot, in the operator's words; empty where they can, and where the operator does not say.
    pub necessity: String,
    /// Kinds of data.
    pub data: Vec<String>,
    /// Whether there is sensitive personal information among them.
    pub sensitive: bool,
    /// For sensitive data: why they are needed, and what it means for the person.
    pub impact: String,
    /// How the data are obtained and processed.
    pub method: String,
    /// How long they are kept.
    pub retention: String,
    /// Who receives them besides the operator.
    pub recipients: Vec<String>,
    /// The service of somebody else that receives them. This client has none of them built in.
    pub third_party: Option<String>,
    /// Whether a decision is made by a machine alone.
    pub automated: bool,
    /// The clauses that say it.
    pub clauses: Vec<String>,
    /// What there is to decide; empty where the purpose has no switch.
    pub items: Vec<ConsentItemView>,
}

/// One thing to decide about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ConsentItemView {
    /// Names it in decisions and receipts: a control's code, or the purpose's identifier.
    pub item: String,
    /// The switch of the client; `None` where the platform alone acts on the decision.
    pub control: Option<Control>,
    /// Whether what it allows is there to be used.
    pub openness: Openness,
    /// Where the person stands.
    pub standing: ItemStanding,
    /// When they decided, RFC 3339 in UTC.
    pub decided_at: Option<String>,
    /// Where the decision is; `None` before the first.
    pub delivery: Option<Delivery>,
}

/// Where a person stands with one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ItemStanding {
    /// Never asked: off.
    NotAsked,
    /// Agreed to: on.
    Given,
    /// Refused: off.
    Refused,
    /// Gone back on: off.
    Withdrawn,
    /// A guardian agreed, and the person has come of age since: off until they confirm it.
    Lapsed,
    /// Agreed to under an earlier policy that has changed in this point: off until they agree again.
    AskedAgain,
}

/// Where a decision is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Delivery {
    /// It holds here and waits to be sent.
    Waiting,
    /// In memory only: the window must not be closed before the platform has it.
    NotKept,
    /// The platform has countersigned it.
    Countersigned {
        /// Its position in the person's log.
        #[specta(type = u32)]
        position: u64,
    },
    /// The platform has refused the record. It holds here all the same.
    Refused {
        /// Why.
        code: String,
    },
}

/// Everything that the person decided, newest first, and whether the proof of it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ReceiptsView {
    /// The receipts.
    pub receipts: Vec<ReceiptView>,
    /// Whether the chain was verified just now.
    pub proof: ProofView,
}

/// Whether the proof holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProofView {
    /// Every signature and every link holds.
    Whole {
        /// The moment up to which nothing is missing, RFC 3339 in UTC, by the platform's clock.
        complete_until: Option<String>,
    },
    /// The platform's key is not pinned on this computer: only the computer's own signatures were verified.
    KeyNotPinned,
    /// Something does not hold.
    Broken {
        /// Which receipt, from 1 in the order of the log; 0 for the whole.
        #[specta(type = u32)]
        number: u64,
        /// What.
        code: FaultCode,
    },
}

/// One receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ReceiptView {
    /// The record's identifier.
    pub id: String,
    /// What was decided about.
    pub item: String,
    /// What the person was shown as its title.
    pub title: String,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    pub actor: Actor,
    /// What led to it.
    pub trigger: Trigger,
    /// When, RFC 3339 in UTC, by the computer's clock.
    pub at: String,
    /// Version of the policy that was shown.
    pub policy_version: String,
    /// Where it is.
    pub delivery: Delivery,
    /// When the platform had it, RFC 3339 in UTC.
    pub received_at: Option<String>,
    /// Hash of the record: what a countersignature is about.
    pub hash: String,
}

/// What a file of receipts is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptContents {
    /// The receipts, and what they need to be verified.
    Receipts,
    /// The same for an auditor: with the signed policies, the registry and the keys.
    Audit,
}

/// A file of receipts was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ReceiptFileView {
    /// Where.
    pub path: String,
    /// How many receipts are in it.
    pub receipts: u32,
    /// Whether the platform has said that nothing is missing, and what it said was verified with a pinned key.
    pub anchored: bool,
    /// How many policies are in it; `None` for receipts alone.
    pub policies: Option<u32>,
}
