//! Whether a right is less than it was.

use std::collections::BTreeSet;

use super::Step;
use super::reason::{Reason, ReasonCode as Code};
use crate::policy::diff::{ChangeKind, ClauseLine};
use crate::policy::sidecar::Right;
use crate::policy::sidecar::links::any_covers;

impl Step<'_> {
    /// Rights that are gone, whose clauses are gone, or whose words became fewer.
    pub(super) fn in_rights(&self) -> Vec<Reason> {
        let rights = &self.new.sidecar.rights;
        let mut reasons = Vec::new();
        for was in &self.old.sidecar.rights {
            let Some(is) = rights.iter().find(|right| right.id == was.id) else {
                reasons.push(
                    Reason::new(Code::RightRemoved)
                        .right(&was.id)
                        .value(&was.title),
                );
                continue;
            };
            let gone = self.clauses_gone(was, is);
            if gone.is_empty() && is_reduced(&self.matching.old, was, &self.matching.new, is) {
                reasons.push(
                    Reason::new(Code::RightReduced)
                        .right(&was.id)
                        .value(&was.title),
                );
            }
            let gone = gone.into_iter();
            reasons.extend(gone.map(|clause| {
                let reason = Reason::new(Code::RightClauseRemoved);
                reason.right(&was.id).clause(&clause).value(&was.title)
            }));
        }
        reasons
    }

    /// Clauses of the old right that are in the text no longer, or that the new one no longer names.
    fn clauses_gone(&self, was: &Right, is: &Right) -> BTreeSet<String> {
        let partners = self.matching.partners();
        let mut gone = BTreeSet::new();
        let stood = |id: &&String| self.matching.old.iter().any(|line| line.id == **id);
        for clause in was.clauses.iter().filter(stood) {
            match partners.get(clause.as_str()) {
                Some(now) if any_covers(&is.clauses, now) => {}
                Some(now) => {
                    gone.insert((*now).to_owned());
                }
                None => {
                    gone.insert(clause.clone());
                }
            }
        }
        let removed = |kind| kind == ChangeKind::Removed;
        let lines = self.changes.iter().filter(|change| removed(change.kind));
        let lines = lines.filter_map(|change| change.before.as_ref());
        let of_right = lines.filter(|line| any_covers(&was.clauses, &line.id));
        gone.extend(of_right.map(|line| line.id.clone()));
        gone
    }
}

/// Whether what a right says became less by leaving words out alone. Numbers and marks of punctuation do not
/// count, nor into how many clauses it is split.
fn is_reduced(old: &[ClauseLine], was: &Right, new: &[ClauseLine], is: &Right) -> bool {
    let words = |lines: &[ClauseLine], right: &Right| -> Vec<char> {
        let lines = lines
            .iter()
            .filter(|line| any_covers(&right.clauses, &line.id));
        let chars = lines.flat_map(|line| line.text.chars());
        chars.filter(|c| c.is_alphanumeric()).collect()
    };
    let (before, after) = (words(old, was), words(new, is));
    let mut rest = before.iter();
    after.len() < before.len() && after.iter().all(|c| rest.any(|before| before == c))
}
