//! The policy as it is read.

use serde::Serialize;
use specta::Type;
use sst_domain::policy::{PolicyDocument, Purpose};

/// A policy with the purposes that belong to it.
#[derive(Debug, Clone, Serialize, Type)]
pub struct PolicyView {
    /// The text.
    pub document: PolicyDocument,
    /// What the data are used for.
    pub purposes: Vec<Purpose>,
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
