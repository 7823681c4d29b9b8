//! What changed between two versions of a policy, clause by clause.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use specta::Type;

use super::document::PolicyDocument;
use super::matching::{Matching, lines, longest_rising};

/// One line that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ClauseChange {
    /// In what way.
    pub kind: ChangeKind,
    /// The line in the old version; none if it was added.
    pub before: Option<ClauseLine>,
    /// The line in the new version; none if it was removed.
    pub after: Option<ClauseLine>,
}

/// In what way a line differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its words differ.
    Changed,
    /// Its words are the same, in another place.
    Moved,
    /// Its words and place are the same; its number differs, because others came or went before it.
    Renumbered,
}

/// A heading, a paragraph or the opening line of a clause or item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ClauseLine {
    /// Its id; `masthead` and `title` for what stands above the first paragraph.
    pub id: String,
    /// Its numbering as it stands in the text.
    pub mark: String,
    /// Its words.
    pub text: String,
}

impl PolicyDocument {
    /// Every line that purposes and rights can name by its id, in the order of the text.
    pub fn clause_lines(&self) -> Vec<ClauseLine> {
        let mut lines = lines(self);
        lines.retain(|line| !matches!(line.id.as_str(), "masthead" | "title"));
        lines
    }
}

/// What changed from `old` to `new`, in the order of the new text, what is gone at its old place. Every
/// line of either text is in at most one change. White space and the table of contents do not count.
pub fn diff(old: &PolicyDocument, new: &PolicyDocument) -> Vec<ClauseChange> {
    changes(&Matching::of(old, new))
}

/// The same, where the lines were matched before.
pub(super) fn changes(matching: &Matching) -> Vec<ClauseChange> {
    let Matching {
        old,
        new,
        same,
        alike,
    } = matching;
    let in_order: HashSet<usize> = longest_rising(same).into_iter().collect();
    let partner = matching.partners();

    let mut changes = BTreeMap::new();
    for &(before, after) in same {
        let (was, is) = (&old[before], &new[after]);
        let stays = in_order.contains(&before) && same_parent(&was.id, &is.id, &partner);
        if was.id != is.id {
            let kind = if stays {
                ChangeKind::Renumbered
            } else {
                ChangeKind::Moved
            };
            changes.insert((after, 1, before), change(kind, Some(was), Some(is)));
        } else if !stays {
            changes.insert(
                (after, 1, before),
                change(ChangeKind::Moved, Some(was), Some(is)),
            );
        }
    }
    for &(before, after) in alike {
        let line = change(ChangeKind::Changed, Some(&old[before]), Some(&new[after]));
        changes.insert((after, 1, before), line);
    }
    let pairs = || same.iter().chain(alike);
    let matched_new: HashSet<usize> = pairs().map(|&(_, after)| after).collect();
    let matched_old: HashMap<usize, usize> = pairs().copied().collect();
    for (after, line) in new
        .iter()
        .enumerate()
        .filter(|(at, _)| !matched_new.contains(at))
    {
        changes.insert((after, 1, 0), change(ChangeKind::Added, None, Some(line)));
    }
    let mut place = 0;
    for (before, line) in old.iter().enumerate() {
        match matched_old.get(&before) {
            Some(after) => place = after + 1,
            None => {
                changes.insert(
                    (place, 0, before),
                    change(ChangeKind::Removed, Some(line), None),
                );
            }
        }
    }
    changes.into_values().collect()
}

fn change(
    kind: ChangeKind,
    before: Option<&ClauseLine>,
    after: Option<&ClauseLine>,
) -> ClauseChange {
    ClauseChange {
        kind,
        before: before.cloned(),
        after: after.cloned(),
    }
}

fn same_parent(old: &str, new: &str, partner: &HashMap<&str, &str>) -> bool {
    let parent = |id: &str| id.rsplit_once('.').map(|(parent, _)| parent.to_owned());
    match (parent(old), parent(new)) {
        (None, None) => true,
        (Some(old), Some(new)) => {
            old == new
                || partner
                    .get(old.as_str())
                    .is_some_and(|partner| **partner == *new)
        }
        _ => false,
    }
}
