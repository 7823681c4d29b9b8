//! The policy as it is read.

use serde::Serialize;
use specta::Type;
use sst_domain::consent::{Decision, LaterAnswer, PolicyVersion};
use sst_domain::policy::{
    ChangeKind, ClauseLine, Language, Mark, Materiality, PolicyDocument, Purpose, Reason,
};

use super::ConsentItemView;

/// A policy with the purposes that belong to it.
#[derive(Debug, Clone, Serialize, Type)]
pub struct PolicyView {
    /// The text.
    pub document: PolicyDocument,
    /// What the data are used for.
    pub purposes: Vec<Purpose>,
    /// Which version it is.
    pub name: PolicyVersion,
    /// Hash of the text: the decision is about exactly this one.
    pub text_hash: String,
    /// Where it comes from.
    pub source: PolicySource,
    /// Whether it is the sample that ships with the client, which an operator replaces.
    pub sample: bool,
}

/// Where a policy comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PolicySource {
    /// The signed bundle on this computer.
    Bundle,
    /// The platform.
    Platform,
}

/// A policy that is in force and that the person has not agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct NewerPolicyView {
    /// Which.
    pub version: PolicyVersion,
    /// Whether it is more than words.
    pub materiality: Materiality,
    /// Whether the policy as a whole is asked again.
    pub terms: bool,
    /// How many things the person agreed to have to be agreed to again; they are off until then.
    pub items: u32,
    /// What the person said to it; none before they said anything.
    pub answer: Option<LaterAnswer>,
}

/// What differs between two versions.
#[derive(Debug, Clone, Serialize, Type)]
pub struct PolicyChangeView {
    /// The version before.
    pub from: PolicyLineView,
    /// The version after.
    pub to: PolicyLineView,
    /// Links what is shown to what is chosen; a decision names it.
    pub served_id: String,
    /// What there is to answer: the later version is in force, and the person has not agreed to it.
    pub open: Option<NewerPolicyView>,
    /// Whether it is more than words.
    pub materiality: Materiality,
    /// What the operator says about each step, oldest first.
    pub notes: Vec<ChangeNoteView>,
    /// What is more than words in the policy as a whole.
    pub reasons: Vec<Reason>,
    /// The purposes that it concerns, in the order of the policy.
    pub purposes: Vec<ChangedPurposeView>,
    /// The clauses, in the order of the policy, each once.
    pub clauses: Vec<ChangedClauseView>,
    /// Whether a guardian has to agree for this person.
    pub needs_guardian: bool,
}

/// A version in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PolicyLineView {
    /// Which.
    pub version: PolicyVersion,
    /// Its title.
    pub title: String,
    /// The day from which it holds, `YYYY-MM-DD`.
    pub effective_on: Option<String>,
    /// Its language.
    pub language: Language,
}

/// What the operator says about a step from one version to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ChangeNoteView {
    /// The version after the step.
    pub version: String,
    /// What changes.
    pub summary: String,
    /// What that means for the person.
    pub for_me: String,
}

/// A purpose that a change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ChangedPurposeView {
    /// Its identifier.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// In what it is another one.
    pub reasons: Vec<Reason>,
    /// Whether the person decides about it.
    pub refusable: bool,
    /// What there is to decide about it, and where the person stands.
    pub items: Vec<ConsentItemView>,
}

/// A clause that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ChangedClauseView {
    /// In what way.
    pub kind: ChangeKind,
    /// Before.
    pub before: Option<ClauseLine>,
    /// After.
    pub after: Option<ClauseLine>,
    /// For one whose words changed: both texts as one, with what went and what came.
    pub marks: Vec<Mark>,
}

/// The versions that a person answered, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PolicyHistoryView {
    /// The versions.
    pub versions: Vec<AnsweredPolicyView>,
}

/// A version that a person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AnsweredPolicyView {
    /// Which.
    pub version: PolicyVersion,
    /// Its language.
    pub language: Language,
    /// When it was first answered, RFC 3339 in UTC, by the computer's clock.
    pub at: String,
    /// What was said to it as a whole, last; none where only single things were decided under it.
    pub decision: Option<Decision>,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// Whether its text is on this computer; otherwise it has to be fetched.
    pub at_hand: bool,
}

/// A file was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SavedFileView {
    /// Where.
    pub path: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}
