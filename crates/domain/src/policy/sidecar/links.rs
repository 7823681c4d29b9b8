//! From a clause to what hangs on it, and back.

use super::{PolicySidecar, Purpose, Right};
use crate::consent::Control;

impl PolicySidecar {
    /// The purposes that a clause belongs to: those that name it or one above it. A changed clause that
    /// belongs to no purpose and no right counts as material.
    pub fn purposes_of<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a Purpose> {
        self.purposes
            .iter()
            .filter(move |purpose| any_covers(&purpose.clauses, clause))
    }

    /// The rights that a clause belongs to.
    pub fn rights_of<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a Right> {
        self.rights
            .iter()
            .filter(move |right| any_covers(&right.clauses, clause))
    }

    /// The switches that govern what a clause describes, in the order of [`Control::ALL`]. A code that this
    /// version does not know is left out.
    pub fn controls_of(&self, clause: &str) -> Vec<Control> {
        let codes: Vec<&String> = self
            .purposes_of(clause)
            .flat_map(|purpose| &purpose.controls)
            .collect();
        let governs = |control: &&Control| codes.iter().any(|code| *code == control.as_str());
        Control::ALL.iter().filter(governs).copied().collect()
    }

    /// The clauses that say what a switch governs, by id, as the purpose that claims the switch names them.
    pub fn clauses_of(&self, control: Control) -> Vec<&str> {
        let purpose = self.purpose_of(control);
        let clauses = purpose.into_iter().flat_map(|purpose| &purpose.clauses);
        clauses.map(String::as_str).collect()
    }

    /// The purpose that claims a switch.
    pub fn purpose_of(&self, control: Control) -> Option<&Purpose> {
        let claims = |code: &String| code == control.as_str();
        self.purposes
            .iter()
            .find(|purpose| purpose.controls.iter().any(claims))
    }
}

/// Whether one of `ids` is `clause` or stands above it.
pub(crate) fn any_covers(ids: &[String], clause: &str) -> bool {
    ids.iter().any(|id| covers(id, clause))
}

/// Whether `clause` is `id` or lies below it.
pub(crate) fn covers(id: &str, clause: &str) -> bool {
    clause
        .strip_prefix(id)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
