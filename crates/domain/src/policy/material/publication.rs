//! What a version has to say about itself before it may take the place of another.

use super::reason::Reason;
use super::{Floor, floor};
use crate::policy::bundle::PolicyBundle;
use crate::policy::sidecar::{Materiality, SidecarProblemCode};

/// Whether `new` may take the place of `old`, both in one language: its note names `old`, says enough, and its
/// label is not below the floor. A version that changes neither words nor anything material needs no note.
///
/// # Errors
///
/// [`ChangeProblem`].
pub fn check_change(old: &PolicyBundle, new: &PolicyBundle) -> Result<Floor, ChangeProblem> {
    let floor = floor(old, new);
    let same_text = old.document.text_hash == new.document.text_hash;
    let Some(note) = &new.sidecar.change else {
        return match (same_text, floor.materiality()) {
            (true, Materiality::Wording) => Ok(floor),
            _ => Err(ChangeProblem::NoteMissing),
        };
    };
    if note.from != old.document.text_hash {
        return Err(ChangeProblem::NoteOfOtherText {
            replaces: old.document.text_hash.clone(),
        });
    }
    if note.label < floor.materiality() {
        let mut reasons = floor.reasons;
        reasons.retain(|reason| reason.code.counts(Some(note.label)));
        return Err(ChangeProblem::LabelTooLow { reasons });
    }
    let missing = note.missing();
    if note.label == Materiality::Material && !missing.is_empty() {
        return Err(ChangeProblem::NoteIncomplete { missing });
    }
    Ok(floor)
}

/// Why a version may not take the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeProblem {
    /// The sidecar has no note on the change (policy 7).
    #[error("the version has no note on what it changes")]
    NoteMissing,
    /// The note was written for another text than the one that is replaced.
    #[error("the note on the change is about another text; this one replaces {replaces}")]
    NoteOfOtherText {
        /// Hash of the text that is replaced.
        replaces: String,
    },
    /// The label says wording, and the fields say that it is material.
    #[error("the label says wording, and {} reason(s) say that it is material", reasons.len())]
    LabelTooLow {
        /// Everything that makes it material.
        reasons: Vec<Reason>,
    },
    /// A material change does not say what changes, or what that means for the person (PIPL 17).
    #[error("the note on a material change does not say enough")]
    NoteIncomplete {
        /// What it lacks.
        missing: Vec<SidecarProblemCode>,
    },
}

impl ChangeProblem {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoteMissing => "change_note_missing",
            Self::NoteOfOtherText { .. } => "change_note_of_other_text",
            Self::LabelTooLow { .. } => "change_label_too_low",
            Self::NoteIncomplete { .. } => "change_note_incomplete",
        }
    }
}
