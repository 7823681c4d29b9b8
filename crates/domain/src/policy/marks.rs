//! Marks inside a clause that was edited: what stayed, what is gone, what has come.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use specta::Type;

/// A part of an edited text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Mark {
    /// In which of the two texts it stands.
    pub kind: MarkKind,
    /// Its words, never empty.
    pub text: String,
}

/// In which of two texts a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// In both.
    Same,
    /// Only in the text before.
    Gone,
    /// Only in the text after.
    Come,
}

/// Most comparisons of one text's words with the other's; beyond it the differing middle is marked whole.
const MOST_COMPARISONS: usize = 4_000_000;
/// Words that an island between two edits has at the most to be taken into them.
const TINY: usize = 2;

/// What differs between two texts: by character where they are Chinese, by word where they are Latin letters or
/// digits. What is the same and what is gone gives `before`; what is the same and what has come gives `after`.
///
/// Islands of one or two words between edits that are no shorter belong to them: a sentence that was written anew reads
/// better as a whole than in crumbs.
pub fn marks(before: &str, after: &str) -> Vec<Mark> {
    let mut blocks = compare(&words(before), &words(after));
    while merge_islands(&mut blocks) {}
    let mut marks = Vec::new();
    for Block { same, gone, come } in blocks {
        for (kind, words) in [
            (MarkKind::Same, same),
            (MarkKind::Gone, gone),
            (MarkKind::Come, come),
        ] {
            if !words.is_empty() {
                let text = words.concat();
                marks.push(Mark { kind, text });
            }
        }
    }
    marks
}

/// Words that are the same, then an edit.
#[derive(Default)]
struct Block<'a> {
    same: Vec<&'a str>,
    gone: Vec<&'a str>,
    come: Vec<&'a str>,
}

/// The texts as blocks; only the edit of the last can be empty, only the words before the first.
fn compare<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<Block<'a>> {
    let pairs = || before.iter().zip(after);
    let head = pairs().take_while(|(was, is)| was == is).count();
    let (before_rest, after_rest) = (&before[head..], &after[head..]);
    let ends = before_rest.iter().rev().zip(after_rest.iter().rev());
    let tail = ends.take_while(|(was, is)| was == is).count();
    let middle_before = &before_rest[..before_rest.len() - tail];
    let middle_after = &after_rest[..after_rest.len() - tail];

    let mut blocks = vec![Block {
        same: before[..head].to_vec(),
        ..Block::default()
    }];
    for op in operations(middle_before, middle_after) {
        let (was, is) = (
            &middle_before[op.old_range()],
            &middle_after[op.new_range()],
        );
        if let DiffOp::Equal { .. } = op {
            blocks.push(Block {
                same: was.to_vec(),
                ..Block::default()
            });
        } else if let Some(last) = blocks.last_mut() {
            last.gone.extend(was);
            last.come.extend(is);
        }
    }
    blocks.push(Block {
        same: before_rest[before_rest.len() - tail..].to_vec(),
        ..Block::default()
    });
    blocks
}

fn operations(before: &[&str], after: &[&str]) -> Vec<DiffOp> {
    if before.len().saturating_mul(after.len()) > MOST_COMPARISONS {
        return vec![DiffOp::Replace {
            old_index: 0,
            old_len: before.len(),
            new_index: 0,
            new_len: after.len(),
        }];
    }
    capture_diff_slices(Algorithm::Myers, before, after)
}

/// Takes tiny islands into the edits around them; whether there was one.
fn merge_islands(blocks: &mut Vec<Block<'_>>) -> bool {
    let before = blocks.len();
    let mut merged: Vec<Block<'_>> = Vec::with_capacity(before);
    for block in blocks.drain(..) {
        match merged.last_mut() {
            Some(last) if is_tiny(last, &block) => {
                last.gone.extend(&block.same);
                last.come.extend(&block.same);
                last.gone.extend(&block.gone);
                last.come.extend(&block.come);
            }
            _ => merged.push(block),
        }
    }
    *blocks = merged;
    blocks.len() < before
}

/// Whether what is the same at the beginning of `block` only holds two edits apart.
fn is_tiny(last: &Block<'_>, block: &Block<'_>) -> bool {
    let edited = |block: &Block<'_>| weight(&block.gone).max(weight(&block.come));
    let changes = |block: &Block<'_>| !block.gone.is_empty() || !block.come.is_empty();
    if block.same.is_empty() {
        return true;
    }
    if !changes(last) || !changes(block) {
        return false;
    }
    let island = weight(&block.same);
    island <= TINY && island * 2 <= edited(last) + edited(block)
}

/// How many words count; white space and punctuation do not.
fn weight(words: &[&str]) -> usize {
    words
        .iter()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// A text in words: runs of Latin letters and digits, runs of white space, and every other character by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let class = Class::of(c);
        if last.is_some_and(|last| last != class || class == Class::Single) {
            words.extend(text.get(start..at));
            start = at;
        }
        last = Some(class);
    }
    words.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    words
}

/// What joins with its like to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Blank,
    Single,
}

impl Class {
    fn of(c: char) -> Self {
        // Letters below U+2E80 are those of alphabets; above begin the ideographs and their like.
        if c.is_alphanumeric() && c < '\u{2E80}' {
            Self::Word
        } else if c.is_whitespace() {
            Self::Blank
        } else {
            Self::Single
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_characters_in_chinese_and_runs_in_latin() {
        assert_eq!(
            words("保存 30天，MAC地址"),
            ["保", "存", " ", "30", "天", "，", "MAC", "地", "址"]
        );
        assert_eq!(words(""), [""; 0]);
    }
}
