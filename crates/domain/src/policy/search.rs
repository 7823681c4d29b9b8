//! Where words stand in a policy.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::diff::ClauseLine;
use super::document::PolicyDocument;
use super::matching::lines;

/// A line in which the words stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Hit {
    /// Id of the line; `masthead` and `title` for what stands above the first paragraph.
    pub id: String,
    /// Its numbering as it stands in the text.
    pub mark: String,
    /// Its words.
    pub text: String,
    /// Where in `text` they stand, in order, none over another.
    pub ranges: Vec<TextRange>,
}

/// A stretch of a text, counted in UTF-16 code units as a screen counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct TextRange {
    /// Where it begins.
    pub start: u32,
    /// Where it ends: the first unit behind it.
    pub end: u32,
}

/// Every line that has the words of `query`, in the order of the text; the table of contents, which only repeats
/// headings, is left out. Upper and lower case, full and half width count as the same. White space counts as one
/// space, and beside an ideograph as nothing: `MAC 地址` finds `MAC地址`. Where nothing is asked, nothing is found.
pub fn search(document: &PolicyDocument, query: &str) -> Vec<Hit> {
    let query = Folded::of(query);
    let query = query.text.trim();
    if query.is_empty() {
        return Vec::new();
    }
    let hit = |line: ClauseLine| {
        let ranges = Folded::of(&line.text).ranges(query);
        let ClauseLine { id, mark, text } = line;
        (!ranges.is_empty()).then_some(Hit {
            id,
            mark,
            text,
            ranges,
        })
    };
    lines(document).into_iter().filter_map(hit).collect()
}

/// A text as it is compared, and from where in the original each of its characters comes.
#[derive(Default)]
struct Folded {
    text: String,
    /// For each byte of `text`, the UTF-16 range of the character that it was made from.
    from: Vec<TextRange>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self::default();
        let mut at = 0;
        let mut last = None;
        // White space that was read and not yet written.
        let mut gap: Option<TextRange> = None;
        for c in text.chars() {
            let units = if c.len_utf16() == 2 { 2 } else { 1 };
            let from = TextRange {
                start: at,
                end: at + units,
            };
            at = from.end;
            if super::lines::is_blank(c) {
                let start = gap.map_or(from.start, |gap| gap.start);
                gap = Some(TextRange { start, ..from });
                continue;
            }
            if let Some(gap) = gap.take()
                && last.is_some_and(|last| !is_ideograph(last))
                && !is_ideograph(c)
            {
                folded.push(' ', gap);
            }
            half_width(c)
                .to_lowercase()
                .for_each(|c| folded.push(c, from));
            last = Some(c);
        }
        folded
    }

    fn push(&mut self, c: char, from: TextRange) {
        self.text.push(c);
        self.from.resize(self.text.len(), from);
    }

    fn ranges(&self, query: &str) -> Vec<TextRange> {
        let found = self.text.match_indices(query);
        found
            .filter_map(|(at, found)| {
                let first = self.from.get(at)?;
                let last = self.from.get(at + found.len() - 1)?;
                Some(TextRange {
                    start: first.start,
                    end: last.end,
                })
            })
            .collect()
    }
}

/// The form of a character that is half as wide, if it has one.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Ideographs, and the marks of punctuation that stand between them.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}')
        || matches!(c, '\u{20000}'..='\u{3FFFF}')
}
