//! Which changes of a policy are material, and whom they concern.
//!
//! Law and policy (PIPL 14, 17, 23; policy 7) want consent again where what was agreed to is another thing now,
//! and only for that. What is written down in fields decides: the operator's label can raise the answer, and
//! lower it only where nothing but words of a purpose or of a claimed clause changed.

mod clauses;
mod fields;
mod path;
mod publication;
mod reason;
mod rights;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use path::{reconsent_over, versions_between};
pub use publication::{ChangeProblem, check_change};
pub use reason::{Reason, ReasonCode};

use super::bundle::PolicyBundle;
use super::diff::{ChangeKind, ClauseChange, changes};
use super::matching::Matching;
use super::sidecar::Materiality;

/// Everything in which one version differs from another so that it may count as material.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Floor {
    /// The reasons, those of the policy as a whole first, then by purpose, right and clause. Also those that
    /// never count ([`ReasonCode::PurposeRemoved`]) and those that yield to a label
    /// ([`ReasonCode::PurposeReworded`], [`ReasonCode::ClauseChanged`]).
    pub reasons: Vec<Reason>,
}

impl Floor {
    /// The least that a label may say.
    pub fn materiality(&self) -> Materiality {
        self.under(Some(Materiality::Wording))
    }

    /// How the change counts under a label; without one, changed words count as material.
    pub fn under(&self, label: Option<Materiality>) -> Materiality {
        let counts = |reason: &Reason| reason.code.counts(label);
        if label == Some(Materiality::Material) || self.reasons.iter().any(counts) {
            Materiality::Material
        } else {
            Materiality::Wording
        }
    }
}

/// What a person is asked again after a change. Whatever is not in it is told by a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Reconsent {
    /// Whether anything is asked again.
    pub materiality: Materiality,
    /// Whether the policy as a whole is asked again: its controller, its rights, what cannot be refused in it, or
    /// clauses that belong to nothing changed.
    pub terms: bool,
    /// The purposes that are asked again, by id.
    pub purposes: BTreeSet<String>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// The reasons for which `new` may be material beside `old`, both in one language. Purposes and rights are told
/// apart by id, clauses by their words: moves and renumberings are no reason.
pub fn floor(old: &PolicyBundle, new: &PolicyBundle) -> Floor {
    Step::of(old, new).floor()
}

/// What is asked again of somebody who answered `old` and now meets `new`, both in one language.
///
/// The note in `new` is heard only if it was written for this very step: somebody who missed a version between
/// is asked as if there were none.
pub fn reconsent(old: &PolicyBundle, new: &PolicyBundle) -> Reconsent {
    let step = Step::of(old, new);
    let label = step.label();
    let mut reasons = step.floor().reasons;
    reasons.retain(|reason| reason.code.counts(label));
    if reasons.is_empty() && label == Some(Materiality::Material) {
        reasons = step.labelled();
    }
    let mut answer = Reconsent {
        materiality: Materiality::Wording,
        terms: false,
        purposes: BTreeSet::new(),
        reasons,
    };
    for reason in &answer.reasons {
        answer.materiality = Materiality::Material;
        let purposes = &new.sidecar.purposes;
        let named = |id: &String| purposes.iter().find(|purpose| purpose.id == *id);
        match reason.purpose.as_ref().and_then(named) {
            Some(purpose) if purpose.is_refusable() => {
                answer.purposes.insert(purpose.id.clone());
            }
            Some(_) | None => answer.terms = true,
        }
        if reason.code == ReasonCode::PolicyReplaced {
            let refusable = purposes.iter().filter(|purpose| purpose.is_refusable());
            answer
                .purposes
                .extend(refusable.map(|purpose| purpose.id.clone()));
        }
    }
    answer
}

/// One version, the next, and how their lines belong together.
struct Step<'a> {
    old: &'a PolicyBundle,
    new: &'a PolicyBundle,
    matching: Matching,
    changes: Vec<ClauseChange>,
}

impl<'a> Step<'a> {
    fn of(old: &'a PolicyBundle, new: &'a PolicyBundle) -> Self {
        let matching = Matching::of(&old.document, &new.document);
        let changes = changes(&matching);
        Self {
            old,
            new,
            matching,
            changes,
        }
    }

    fn floor(&self) -> Floor {
        let mut reasons = self.in_fields();
        reasons.extend(self.in_rights());
        reasons.extend(self.in_clauses());
        Floor { reasons }
    }

    /// What the operator says about this step.
    fn label(&self) -> Option<Materiality> {
        let is_step =
            self.old.document != self.new.document || self.old.sidecar != self.new.sidecar;
        let note = self.new.sidecar.change.as_ref();
        note.filter(|note| is_step && note.from == self.old.document.text_hash)
            .map(|note| note.label)
    }

    /// What a label asks for where no field does: whatever a clause that moved belongs to, else the whole.
    fn labelled(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for change in &self.changes {
            let (ChangeKind::Moved, Some(line)) = (change.kind, &change.after) else {
                continue;
            };
            for purpose in self.new.sidecar.purposes_of(&line.id) {
                let reason = Reason::new(ReasonCode::LabelledMaterial);
                reasons.push(reason.purpose(&purpose.id).clause(&line.id));
            }
        }
        if reasons.is_empty() {
            reasons.push(Reason::new(ReasonCode::LabelledMaterial));
        }
        reasons
    }
}
