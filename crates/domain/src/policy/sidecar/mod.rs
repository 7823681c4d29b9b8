//! The purposes beside a text.
//!
//! A policy is prose; what a person decides about is a purpose. An importer proposes purposes
//! ([`super::propose_sidecar`]), the operator edits them, and both are signed together.

mod check;
pub(super) mod links;
mod problem;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

pub use problem::{SidecarProblem, SidecarProblemCode};

use crate::consent::Control;

/// The purposes of a policy, and what the text itself does not say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PolicySidecar {
    /// Identifier of the policy, the same for all its versions and languages.
    pub policy_id: String,
    /// The version; two texts of one policy in one language never share it.
    pub version: String,
    /// Hash of the text that the purposes were made for ([`super::PolicyDocument::text_hash`]).
    pub text_hash: String,
    /// The day from which the policy holds; wins over a day in the text.
    #[serde(default)]
    #[specta(type = Option<String>)]
    pub effective_on: Option<Date>,
    /// The day of the last change; wins over a day in the text.
    #[serde(default)]
    #[specta(type = Option<String>)]
    pub updated_on: Option<Date>,
    /// Who decides about the data (PIPL 17).
    #[serde(default)]
    pub controller: String,
    /// The purposes, in the order in which a screen shows them.
    pub purposes: Vec<Purpose>,
    /// The rights that the text grants (PIPL 44–50), in the order in which a screen shows them.
    #[serde(default)]
    pub rights: Vec<Right>,
    /// What this version changes; none for a first version.
    #[serde(default)]
    pub change: Option<ChangeNote>,
}

/// One purpose for which data are used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Purpose {
    /// Stable identifier, kebab-case; consent records name it.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// The clauses that describe it, by id; each stands for itself and all below it.
    pub clauses: Vec<String>,
    /// What makes the use lawful (PIPL 13).
    pub basis: LegalBasis,
    /// Whether the person can refuse it.
    pub requirement: Requirement,
    /// For a purpose that cannot be refused: why it cannot.
    #[serde(default)]
    pub necessity: String,
    /// The kinds of data that it uses.
    #[serde(default)]
    pub data: Vec<String>,
    /// How the data are obtained and processed (PIPL 17).
    #[serde(default)]
    pub method: String,
    /// For how long the data are kept (PIPL 17, 19).
    #[serde(default)]
    pub retention: String,
    /// The service of others that receives them, by its name in the document.
    #[serde(default)]
    pub third_party: Option<String>,
    /// Others who receive them, such as authorities (PIPL 23).
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Whether sensitive personal information is among the data (PIPL 28).
    #[serde(default)]
    pub sensitive: bool,
    /// For sensitive data: why they are necessary and what that means for the person (PIPL 30).
    #[serde(default)]
    pub impact: String,
    /// Whether it decides about the person without a human (PIPL 24).
    #[serde(default)]
    pub automated: bool,
    /// The switches of the client that it governs, by [`Control::as_str`].
    #[serde(default)]
    pub controls: Vec<String>,
}

impl Purpose {
    /// Whether consent to it is a step of its own, never part of accepting the policy (PIPL 23, 25, 29).
    pub fn needs_separate_consent(&self) -> bool {
        let publishes = self
            .controls
            .iter()
            .any(|code| code == Control::PublicDisclosure.as_str());
        self.is_refusable() && (self.sensitive || self.third_party.is_some() || publishes)
    }

    /// Whether the person decides about it.
    pub fn is_refusable(&self) -> bool {
        self.basis == LegalBasis::Consent && self.requirement == Requirement::Optional
    }
}

/// A right that the text grants. A right that a later version reduces is always a material change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Right {
    /// Stable identifier, kebab-case.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// The clauses that grant it, by id; each stands for itself and all below it.
    pub clauses: Vec<String>,
}

/// What the operator says about a change, and signs. It holds for the one step from the text that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChangeNote {
    /// Hash of the text that this version replaces ([`super::PolicyDocument::text_hash`]).
    pub from: String,
    /// The version that this one replaces.
    pub from_version: String,
    /// How the operator judges the change.
    pub label: Materiality,
    /// What changes, in words for the person.
    #[serde(default)]
    pub summary: String,
    /// What that means for the person.
    #[serde(default)]
    pub for_me: String,
}

/// Whether a change needs consent again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Materiality {
    /// Words only: a notice is enough.
    Wording,
    /// What was agreed to is another thing now (PIPL 14): consent again for what it touches.
    Material,
}

impl Materiality {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wording => "wording",
            Self::Material => "material",
        }
    }
}

/// What makes a use of data lawful (PIPL 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// The person agrees, and can refuse and withdraw.
    Consent,
    /// The law demands it.
    StatutoryDuty,
    /// The service that the person asked for cannot be given without it.
    Contract,
}

/// Whether a purpose has a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// No switch: the service or the law needs it.
    Required,
    /// A switch, off until the person turns it on.
    Optional,
}
