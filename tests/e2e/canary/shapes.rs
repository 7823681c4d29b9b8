//! All shapes of all canaries, looked for at once.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::Canary;

/// What is looked for.
pub(super) struct Shapes {
    automaton: AhoCorasick,
    /// Name of the canary and of the encoding, in the automaton's order.
    names: Vec<(String, &'static str)>,
    longest: usize,
}

/// A canary in a haystack.
pub(super) struct Found<'a> {
    pub(super) canary: &'a str,
    pub(super) encoding: &'static str,
    /// Where it begins in the haystack.
    pub(super) start: usize,
}

impl Shapes {
    pub(super) fn of(canaries: &[Canary]) -> anyhow::Result<Self> {
        let mut shapes = Vec::new();
        let mut names = Vec::new();
        for canary in canaries {
            for (encoding, bytes) in canary.shapes() {
                shapes.push(bytes);
                names.push((canary.name.clone(), encoding));
            }
        }
        let longest = shapes.iter().map(Vec::len).max().unwrap_or(0);
        // The quickest kind: it goes through the memory of whole processes.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(&shapes)?;
        Ok(Self {
            automaton,
            names,
            longest,
        })
    }

    /// Length of the longest shape in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    pub(super) fn found_in<'a>(&'a self, haystack: &'a [u8]) -> impl Iterator<Item = Found<'a>> {
        let found = self.automaton.find_overlapping_iter(haystack);
        found.map(|found| {
            let (canary, encoding) = &self.names[found.pattern().as_usize()];
            Found {
                canary,
                encoding,
                start: found.start(),
            }
        })
    }
}
