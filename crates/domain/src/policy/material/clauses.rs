//! Clauses whose words changed, and whose they are.

use std::collections::BTreeSet;

use super::Step;
use super::reason::{Reason, ReasonCode as Code};
use crate::policy::dates::{says_only_when, without_dates};
use crate::policy::diff::{ChangeKind, ClauseChange, ClauseLine};
use crate::policy::sidecar::PolicySidecar;

impl Step<'_> {
    /// A reason for every purpose and right to which a changed line belongs, and one for a line that belongs to
    /// none.
    pub(super) fn in_clauses(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for change in &self.changes {
            let words = match change.kind {
                ChangeKind::Added | ChangeKind::Removed | ChangeKind::Changed => true,
                ChangeKind::Moved | ChangeKind::Renumbered => false,
            };
            if words && !dates_alone(change) {
                self.push_claims(&mut reasons, change);
            }
        }
        reasons
    }

    fn push_claims(&self, reasons: &mut Vec<Reason>, change: &ClauseChange) {
        let before = change.before.as_ref();
        let before = before.map(|line| claims(&self.old.sidecar, line));
        let after = change.after.as_ref();
        let after = after.map(|line| claims(&self.new.sidecar, line));
        let line = change.after.as_ref().or(change.before.as_ref());
        let clause = line.map(|line| line.id.as_str()).unwrap_or_default();
        // On both sides: else a claim that is new would vouch for words that nobody had answered for, and one
        // that is dropped would leave words without anybody.
        let unclaimed = [&before, &after]
            .into_iter()
            .flatten()
            .any(BTreeSet::is_empty);
        if unclaimed {
            reasons.push(Reason::new(Code::UnclaimedClauseChanged).clause(clause));
        }
        for claim in before
            .into_iter()
            .chain(after)
            .flatten()
            .collect::<BTreeSet<_>>()
        {
            let reason = Reason::new(Code::ClauseChanged).clause(clause);
            let (purposes, rights) = (&self.new.sidecar.purposes, &self.new.sidecar.rights);
            match claim {
                // A purpose or right that is gone has a reason of its own.
                Claim::Purpose(id) if purposes.iter().any(|purpose| purpose.id == id) => {
                    reasons.push(reason.purpose(id));
                }
                Claim::Right(id) if rights.iter().any(|right| right.id == id) => {
                    reasons.push(reason.right(id));
                }
                Claim::Purpose(_) | Claim::Right(_) => {}
            }
        }
    }
}

/// To what a clause belongs, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim<'a> {
    Purpose(&'a str),
    Right(&'a str),
}

fn claims<'a>(sidecar: &'a PolicySidecar, line: &'a ClauseLine) -> BTreeSet<Claim<'a>> {
    let purposes = sidecar.purposes_of(&line.id);
    let rights = sidecar.rights_of(&line.id);
    let purposes = purposes.map(|purpose| Claim::Purpose(&purpose.id));
    let rights = rights.map(|right| Claim::Right(&right.id));
    purposes.chain(rights).collect()
}

/// Whether a line only says another version or day than before: every version does.
fn dates_alone(change: &ClauseChange) -> bool {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let (before, after) = (without_dates(&before.text), without_dates(&after.text));
            before.is_some() && before == after
        }
        (before, after) => {
            let line = before.as_ref().or(after.as_ref());
            line.is_some_and(|line| says_only_when(&line.text))
        }
    }
}
