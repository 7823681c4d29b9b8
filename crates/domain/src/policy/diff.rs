//! What changed between two versions of a policy, clause by clause.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};
use specta::Type;

use super::document::PolicyDocument;
use super::hash::normalise;
use super::walk::pieces;

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

/// Likeness, in thousandths, from which two lines are versions of one.
const ALIKE: u32 = 500;
/// The same for lines with the same id.
const ALIKE_IN_PLACE: u32 = 300;
/// Most pairs of lines that are compared; beyond it only lines with the same id are.
const MOST_PAIRS: usize = 250_000;

/// What changed from `old` to `new`, in the order of the new text, what is gone at its old place. Every
/// line of either text is in at most one change. White space and the table of contents do not count.
pub fn diff(old: &PolicyDocument, new: &PolicyDocument) -> Vec<ClauseChange> {
    let (old, new) = (lines(old), lines(new));
    let same = match_same(&old, &new);
    let alike = match_alike(&old, &new, &same);
    let in_order: HashSet<usize> = longest_rising(&same).into_iter().collect();
    let partner: HashMap<&str, &str> = same
        .iter()
        .chain(&alike)
        .map(|&(before, after)| (old[before].id.as_str(), new[after].id.as_str()))
        .collect();

    let mut changes = BTreeMap::new();
    for &(before, after) in &same {
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
    for &(before, after) in &alike {
        let line = change(ChangeKind::Changed, Some(&old[before]), Some(&new[after]));
        changes.insert((after, 1, before), line);
    }
    let matched_new: HashMap<usize, usize> = same
        .iter()
        .chain(&alike)
        .map(|&(before, after)| (after, before))
        .collect();
    let matched_old: HashMap<usize, usize> = same
        .iter()
        .chain(&alike)
        .map(|&(before, after)| (before, after))
        .collect();
    for (after, line) in new
        .iter()
        .enumerate()
        .filter(|(at, _)| !matched_new.contains_key(at))
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

/// Every line that counts. The table of contents only repeats headings.
fn lines(document: &PolicyDocument) -> Vec<ClauseLine> {
    let line = |id: &str, mark: &str, text: &str| ClauseLine {
        id: id.to_owned(),
        mark: mark.to_owned(),
        text: text.to_owned(),
    };
    let masthead = document
        .masthead
        .iter()
        .map(|text| line("masthead", "", text));
    let title = [line("title", "", &document.title)];
    let pieces = pieces(document);
    let rest = pieces.iter().filter(|piece| !piece.id.is_empty());
    masthead
        .chain(title)
        .chain(rest.map(|piece| line(piece.id, piece.mark, piece.text)))
        .collect()
}

/// Pairs of lines with the same words: first those with the same id, then the others in order. Sorted by
/// the old place.
fn match_same(old: &[ClauseLine], new: &[ClauseLine]) -> Vec<(usize, usize)> {
    let key = |line: &ClauseLine| normalise(&line.text);
    let mut by_id = HashMap::new();
    for (at, line) in new.iter().enumerate() {
        by_id.entry((line.id.as_str(), key(line))).or_insert(at);
    }
    let mut pairs = Vec::new();
    let mut taken = HashSet::new();
    let mut open = Vec::new();
    for (before, line) in old.iter().enumerate() {
        match by_id
            .get(&(line.id.as_str(), key(line)))
            .filter(|after| taken.insert(**after))
        {
            Some(after) => pairs.push((before, *after)),
            None => open.push(before),
        }
    }
    let mut by_text: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, line) in new.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
        by_text.entry(key(line)).or_default().push_back(at);
    }
    for before in open {
        let after = by_text
            .get_mut(&key(&old[before]))
            .and_then(VecDeque::pop_front);
        pairs.extend(after.map(|after| (before, after)));
    }
    pairs.sort_unstable();
    pairs
}

/// Pairs of the remaining lines that are versions of one, the most alike first.
fn match_alike(
    old: &[ClauseLine],
    new: &[ClauseLine],
    same: &[(usize, usize)],
) -> Vec<(usize, usize)> {
    let (gone, come): (HashSet<usize>, HashSet<usize>) = same.iter().copied().unzip();
    let open = |lines: &[ClauseLine], matched: &HashSet<usize>| -> Vec<(usize, Bigrams)> {
        let open = (0..lines.len()).filter(|at| !matched.contains(at));
        open.map(|at| (at, bigrams(&lines[at].text))).collect()
    };
    let (old_open, new_open) = (open(old, &gone), open(new, &come));
    let all_pairs = old_open.len().saturating_mul(new_open.len()) <= MOST_PAIRS;
    let mut scored = Vec::new();
    for (before, was) in &old_open {
        for (after, is) in &new_open {
            let in_place = old[*before].id == new[*after].id;
            if !in_place && !all_pairs {
                continue;
            }
            let likeness = likeness(was, is);
            if likeness >= if in_place { ALIKE_IN_PLACE } else { ALIKE } {
                // Of two equally alike lines the one in place counts.
                let score = likeness * 2 + u32::from(in_place);
                scored.push((std::cmp::Reverse(score), *before, *after));
            }
        }
    }
    scored.sort_unstable();
    let (mut taken_old, mut taken_new) = (HashSet::new(), HashSet::new());
    let mut pairs = Vec::new();
    for (_, before, after) in scored {
        if !taken_old.contains(&before) && !taken_new.contains(&after) {
            taken_old.insert(before);
            taken_new.insert(after);
            pairs.push((before, after));
        }
    }
    pairs
}

/// How often each pair of neighbouring characters occurs.
type Bigrams = HashMap<(char, char), u32>;

fn bigrams(text: &str) -> Bigrams {
    let text = normalise(text);
    let padded = || std::iter::once(' ').chain(text.chars()).chain([' ']);
    let mut bigrams = Bigrams::new();
    for pair in padded().zip(padded().skip(1)) {
        *bigrams.entry(pair).or_default() += 1;
    }
    bigrams
}

/// Sørensen–Dice of two texts, in thousandths.
fn likeness(a: &Bigrams, b: &Bigrams) -> u32 {
    let total: u32 = a.values().chain(b.values()).sum();
    let shared: u32 = a
        .iter()
        .map(|(pair, n)| *n.min(b.get(pair).unwrap_or(&0)))
        .sum();
    (2000 * shared).checked_div(total).unwrap_or(0)
}

/// The old places of a longest run of pairs whose new places rise too: these lines kept their order.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<usize> {
    // Patience sorting: `tails[n]` is the pair that ends the best run of n + 1 pairs.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, &(_, after)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|&tail| pairs[tail].1 < after);
        previous.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        if length == tails.len() {
            tails.push(at)
        } else {
            tails[length] = at
        }
    }
    let mut run = Vec::new();
    let mut at = tails.last().copied();
    while let Some(pair) = at {
        run.push(pairs[pair].0);
        at = previous[pair];
    }
    run
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
