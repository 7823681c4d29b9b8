//! What a person is shown before they decide.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::bytes::Bytes;
use crate::policy::{Language, LegalBasis};

/// The form of a notice.
pub const NOTICE_SCHEMA: u32 = 1;

/// What was shown (ISO/IEC TS 27560, the notice part): the same for everybody who is shown it, so it is stored
/// once, under the hash of its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConsentNotice {
    /// [`NOTICE_SCHEMA`].
    pub schema: u32,
    /// Which policy it belongs to.
    pub policy: PolicyVersion,
    /// The clauses that say it, with the hashes of their words.
    pub clauses: Vec<ClauseHash>,
    /// What is decided about: a control's code, a purpose's id, or [`TERMS`].
    pub item: String,
    /// The purpose that it belongs to; empty for [`TERMS`].
    pub purpose: String,
    /// One line for the person.
    pub title: String,
    /// What makes the use lawful.
    pub basis: LegalBasis,
    /// Whether it can be refused.
    pub optional: bool,
    /// Kinds of data.
    pub data: Vec<String>,
    /// Whether there is sensitive personal information among them (PIPL 28).
    pub sensitive: bool,
    /// For sensitive data: why they are needed, and what it means for the person (PIPL 30).
    pub impact: String,
    /// How the data are obtained and processed.
    pub method: String,
    /// Who receives them besides the operator.
    pub recipients: Vec<String>,
    /// How long they are kept.
    pub retention: String,
    /// Who decides about the data.
    pub controller: String,
    /// Where to go back on it.
    pub withdrawal: String,
    /// The choices that were offered, in their order on the screen.
    pub choices: Vec<Answer>,
    /// What was chosen beforehand: nothing, always.
    pub preselected: Option<Answer>,
    /// What the screen said happens with each choice.
    pub effects: Vec<String>,
    /// Language of the screen.
    pub language: Language,
    /// The screen, such as `first_run` or `purposes`.
    pub presentation: String,
}

/// The policy as a whole, as an item to decide about.
pub const TERMS: &str = "terms";

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
pub struct PolicyVersion {
    /// The policy.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Hash of its text (`PolicyDocument::text_hash`).
    pub text_hash: String,
}

/// A clause as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ClauseHash {
    /// Its id.
    pub id: String,
    /// Hash of its words and of all below it.
    pub hash: String,
}

/// A choice that a screen offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 同意.
    Give,
    /// 不同意.
    Refuse,
    /// 撤回.
    Withdraw,
}

impl ConsentNotice {
    /// The exact bytes that are stored and whose hash records name.
    ///
    /// # Errors
    ///
    /// What `serde_json` says; with these types that does not happen.
    pub fn to_bytes(&self) -> Result<Bytes, serde_json::Error> {
        serde_json::to_vec(self).map(Bytes)
    }
}
