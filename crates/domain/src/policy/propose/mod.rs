//! A sidecar proposed from the prose, for an operator to edit.
//!
//! Nothing here decides: a proposal only spares the operator typing. No rule is made for one text.

mod controls;
mod purposes;
mod rights;
mod words;

use std::collections::HashSet;

use super::document::PolicyDocument;
use super::sidecar::PolicySidecar;

/// Proposes a sidecar: a purpose for every item of a list of purposes and for every service of others, the
/// switches that they seem to govern, and the rights that the text grants. It fits the document
/// ([`PolicySidecar::check`]); the operator corrects what it says, and fills in what no prose tells safely:
/// method, retention, recipients.
pub fn propose_sidecar(document: &PolicyDocument) -> PolicySidecar {
    let mut purposes = purposes::purposes(document);
    let named = purposes
        .iter_mut()
        .map(|purpose| (&mut purpose.id, purpose.clauses.first()));
    make_ids_unique(named);
    controls::hang(document, &mut purposes);
    let mut rights = rights::rights(document);
    let named = rights
        .iter_mut()
        .map(|right| (&mut right.id, right.clauses.first()));
    make_ids_unique(named);
    PolicySidecar {
        policy_id: document.id.clone(),
        version: document.version.clone(),
        text_hash: document.text_hash.clone(),
        effective_on: document.effective_on,
        updated_on: document.updated_on,
        controller: String::new(),
        purposes,
        rights,
        change: None,
    }
}

/// Adds the clause to an id that was given before.
fn make_ids_unique<'a>(named: impl Iterator<Item = (&'a mut String, Option<&'a String>)>) {
    let mut seen = HashSet::new();
    for (id, clause) in named {
        if !seen.insert(id.clone()) {
            let clause = clause.map(String::as_str).unwrap_or_default();
            *id = format!("{id}-{}", clause.replace('.', "-"));
            seen.insert(id.clone());
        }
    }
}
