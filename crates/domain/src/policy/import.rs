//! From an operator's text to a document.

use super::document::PolicyDocument;
use super::problem::{PolicyProblem, PolicyProblems};

/// A document, and what an operator should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The document.
    pub document: PolicyDocument,
    /// What is odd about the text without keeping it from being imported.
    pub warnings: Vec<PolicyProblem>,
}

/// Imports a text; see [`import_with_warnings`].
///
/// # Errors
///
/// Every problem for which the text is refused, with its line.
pub fn import(text: &str) -> Result<PolicyDocument, PolicyProblems> {
    import_with_warnings(text).map(|imported| imported.document)
}

/// Imports a text.
///
/// # Errors
///
/// Every problem for which the text is refused, with its line.
pub fn import_with_warnings(text: &str) -> Result<Imported, PolicyProblems> {
    let _ = text;
    Err(PolicyProblems(Vec::new()))
}
