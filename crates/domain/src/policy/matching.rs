//! Which line of an old version is which line of the new one.

use std::collections::{HashMap, HashSet, VecDeque};

use super::diff::ClauseLine;
use super::document::PolicyDocument;
use super::hash::normalise;
use super::walk::pieces;

/// Likeness, in thousandths, from which two lines are versions of one.
const ALIKE: u32 = 500;
/// The same for lines with the same id.
const ALIKE_IN_PLACE: u32 = 300;
/// Most pairs of lines that are compared; beyond it only lines with the same id are.
const MOST_PAIRS: usize = 250_000;

/// The lines of two versions, and which of them belong together.
pub(super) struct Matching {
    /// Every line of the old version that counts.
    pub(super) old: Vec<ClauseLine>,
    /// Every line of the new version that counts.
    pub(super) new: Vec<ClauseLine>,
    /// Pairs with the same words, by their places, sorted by the old one.
    pub(super) same: Vec<(usize, usize)>,
    /// Pairs whose words differ and that are versions of one line.
    pub(super) alike: Vec<(usize, usize)>,
}

impl Matching {
    /// Matches the lines of two versions. White space and the table of contents do not count.
    pub(super) fn of(old: &PolicyDocument, new: &PolicyDocument) -> Self {
        let (old, new) = (lines(old), lines(new));
        let same = match_same(&old, &new);
        let alike = match_alike(&old, &new, &same);
        Self {
            old,
            new,
            same,
            alike,
        }
    }

    /// The new id of every old line that is still there, by its old id.
    pub(super) fn partners(&self) -> HashMap<&str, &str> {
        let pairs = self.same.iter().chain(&self.alike);
        pairs
            .map(|&(before, after)| (self.old[before].id.as_str(), self.new[after].id.as_str()))
            .collect()
    }
}

/// Every line that counts. The table of contents only repeats headings.
pub(super) fn lines(document: &PolicyDocument) -> Vec<ClauseLine> {
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
pub(super) fn longest_rising(pairs: &[(usize, usize)]) -> Vec<usize> {
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
