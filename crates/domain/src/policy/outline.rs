//! From numbered lines to a tree.
//!
//! No numbering has a fixed place: a kind of mark lies below another where the text shows it so. Every
//! line of the body ends up in the tree once.

use std::collections::{HashMap, HashSet};

use super::front::Token;
use super::lines::{Line, excerpt, is_introduction, is_sentence};
use super::marker::{Mark, MarkKind};
use super::problem::{PolicyProblem, PolicyProblemCode};

/// A numbered line and what lies below it.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// Its line in the text.
    pub(super) line: usize,
    /// Its numbering.
    pub(super) mark: Mark<'a>,
    /// What lies below it, in order.
    pub(super) below: Vec<Below<'a>>,
}

/// What lies below a numbered line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Below<'a> {
    /// A paragraph.
    Text(Line<'a>),
    /// Another numbered line, by its place in [`Outline::nodes`].
    Node(usize),
}

/// The tree.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Every numbered line.
    pub(super) nodes: Vec<Node<'a>>,
    /// The sections, by their place in `nodes`.
    pub(super) roots: Vec<usize>,
    /// What is odd about the numbering.
    pub(super) problems: Vec<PolicyProblem>,
}

/// Builds the tree from the lines of the body; the first is the first section, and `root` is how
/// sections are numbered.
pub(super) fn outline<'a>(body: &[Token<'a>], root: MarkKind) -> Outline<'a> {
    let mut builder = Builder::new(body, root);
    for (at, token) in body.iter().enumerate() {
        match builder.choose(token) {
            Some(mark) => builder.open(at, token.line, mark),
            None => builder.pending.push(token.line),
        }
    }
    builder.settle_pending(None);
    builder.check_roots();
    builder.outline
}

struct Builder<'a> {
    root: MarkKind,
    outline: Outline<'a>,
    /// The numbered lines that the next line may lie below, the section first.
    open: Vec<Open>,
    /// Paragraphs whose place depends on what follows them.
    pending: Vec<Line<'a>>,
    /// Which kind was seen directly below which.
    learned: HashSet<(MarkKind, MarkKind)>,
    /// The last number of each kind, for numbering that runs on across sections.
    last: HashMap<MarkKind, u32>,
    /// Where each kind occurs, with its number.
    occurrences: HashMap<MarkKind, Vec<(usize, u32)>>,
}

#[derive(Clone, Copy)]
struct Open {
    kind: MarkKind,
    ordinal: u32,
    node: usize,
    /// Whether it is the first below its parent.
    first: bool,
    /// Whether something lies below one of those before it.
    earlier_keep: bool,
}

/// Where a numbered line goes: how many open ones remain above it, and whether it begins a list.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    begins_list: bool,
}

impl<'a> Builder<'a> {
    fn new(body: &[Token<'a>], root: MarkKind) -> Self {
        let mut occurrences: HashMap<MarkKind, Vec<(usize, u32)>> = HashMap::new();
        for (at, token) in body.iter().enumerate() {
            for mark in token.readings.iter().filter(|mark| !mark.doubtful) {
                occurrences
                    .entry(mark.kind)
                    .or_default()
                    .push((at, mark.ordinal));
            }
        }
        Self {
            root,
            outline: Outline::default(),
            open: Vec::new(),
            pending: Vec::new(),
            learned: HashSet::new(),
            last: HashMap::new(),
            occurrences,
        }
    }

    /// The reading of a line that fits here: the number that is due, else the first of a list, else any.
    fn choose(&self, token: &Token<'a>) -> Option<Mark<'a>> {
        let open_at = |mark: &Mark<'_>| self.open.iter().rfind(|open| open.kind == mark.kind);
        let due =
            |mark: &&Mark<'_>| open_at(mark).is_some_and(|open| mark.ordinal == open.ordinal + 1);
        if self.open.is_empty() {
            return token
                .readings
                .iter()
                .find(|mark| mark.kind == self.root)
                .copied();
        }
        let fits = |mark: &&Mark<'_>| !mark.doubtful || due(mark) || self.runs_on(mark);
        let readings = || token.readings.iter().filter(fits);
        readings()
            .find(due)
            .or_else(|| readings().find(|mark| mark.ordinal <= 1))
            .or_else(|| readings().find(|mark| open_at(mark).is_some()))
            .or_else(|| readings().next())
            .copied()
    }

    /// Whether the number is the next of its kind in the whole text.
    fn runs_on(&self, mark: &Mark<'_>) -> bool {
        mark.ordinal == self.last.get(&mark.kind).map_or(1, |last| last + 1)
    }

    fn open(&mut self, at: usize, line: Line<'a>, mark: Mark<'a>) {
        let place = self.place(at, &mark);
        self.settle_pending(Some(place));
        self.check_number(line, &mark, place);
        let sibling = self.open.get(place.depth).copied();
        let keeps = |open: Open| open.earlier_keep || self.has_below(open);
        let earlier_keep = sibling.is_some_and(keeps);
        self.open.truncate(place.depth);
        let node = self.outline.nodes.len();
        match self.open.last() {
            Some(parent) => {
                self.learned.insert((parent.kind, mark.kind));
                self.push_below(parent.node, Below::Node(node));
            }
            None => self.outline.roots.push(node),
        }
        self.outline.nodes.push(Node {
            line: line.number,
            mark,
            below: Vec::new(),
        });
        let (kind, ordinal, first) = (mark.kind, mark.ordinal, sibling.is_none());
        self.open.push(Open {
            kind,
            ordinal,
            node,
            first,
            earlier_keep,
        });
        self.last.insert(mark.kind, mark.ordinal);
    }

    fn place(&self, at: usize, mark: &Mark<'_>) -> Place {
        if let Some(depth) = self.open.iter().rposition(|open| open.kind == mark.kind) {
            return Place {
                depth,
                begins_list: mark.ordinal == 1,
            };
        }
        let mut depth = self.open.len();
        // A section is only ever closed by the next one.
        while depth > 1
            && !self
                .open
                .get(depth - 1)
                .is_some_and(|above| self.nests(at, *above, mark))
        {
            depth -= 1;
        }
        Place {
            depth,
            begins_list: true,
        }
    }

    /// Whether `mark` lies below `above`: as seen before, else by the usual order of kinds, else where
    /// the list of `above` goes on after it.
    fn nests(&self, at: usize, above: Open, mark: &Mark<'_>) -> bool {
        if let (MarkKind::Decimal(outer), MarkKind::Decimal(inner)) = (above.kind, mark.kind) {
            return outer < inner;
        }
        if self.learned.contains(&(above.kind, mark.kind)) {
            return true;
        }
        if self.learned.contains(&(mark.kind, above.kind)) {
            return false;
        }
        above.kind < mark.kind || self.next_ordinal(above.kind, at) == Some(above.ordinal + 1)
    }

    fn next_ordinal(&self, kind: MarkKind, after: usize) -> Option<u32> {
        let occurrences = self.occurrences.get(&kind)?;
        let next = occurrences.partition_point(|(at, _)| *at <= after);
        occurrences.get(next).map(|(_, ordinal)| *ordinal)
    }

    /// Gives the waiting paragraphs to a numbered line. What stands between two items belongs to the
    /// first of them. What follows the last item of a list belongs to whatever the list belongs to,
    /// unless that item is a heading or announces more.
    fn settle_pending(&mut self, next: Option<Place>) {
        let Some(top) = self.open.len().checked_sub(1) else {
            return;
        };
        let list_goes_on = next
            .is_some_and(|place| place.depth > top || (place.depth == top && !place.begins_list));
        let owner = if list_goes_on || top == 0 || self.keeps(top) {
            top
        } else {
            top - 1
        };
        let Some(node) = self.open.get(owner).map(|open| open.node) else {
            return;
        };
        for line in std::mem::take(&mut self.pending) {
            self.push_below(node, Below::Text(line));
        }
    }

    fn keeps(&self, depth: usize) -> bool {
        let Some(open) = self.open.get(depth) else {
            return true;
        };
        let text = self
            .outline
            .nodes
            .get(open.node)
            .map_or("", |node| node.mark.rest);
        if text.is_empty() || is_introduction(text) || self.has_below(*open) {
            return true;
        }
        !is_sentence(text) && (open.first || open.earlier_keep)
    }

    fn has_below(&self, open: Open) -> bool {
        self.outline
            .nodes
            .get(open.node)
            .is_some_and(|node| !node.below.is_empty())
    }

    fn push_below(&mut self, node: usize, below: Below<'a>) {
        if let Some(node) = self.outline.nodes.get_mut(node) {
            node.below.push(below);
        }
    }

    fn check_number(&mut self, line: Line<'_>, mark: &Mark<'_>, place: Place) {
        use PolicyProblemCode::{NumberRepeated, NumberSkipped, SectionRepeated, SectionSkipped};
        if mark.kind == MarkKind::Bullet || self.runs_on(mark) {
            return;
        }
        let is_section = place.depth == 0;
        let before = self
            .open
            .get(place.depth)
            .filter(|open| open.kind == mark.kind);
        let before = before.map_or(0, |open| open.ordinal);
        if mark.ordinal == before + 1 || (mark.ordinal == 1 && !is_section) {
            return;
        }
        let code = match (mark.ordinal <= before, is_section) {
            (true, true) => SectionRepeated,
            (true, false) => NumberRepeated,
            (false, true) => SectionSkipped,
            (false, false) => NumberSkipped,
        };
        self.report(line.number, code, line.text);
    }

    fn check_roots(&mut self) {
        let roots = self
            .outline
            .roots
            .iter()
            .filter_map(|root| self.outline.nodes.get(*root));
        let bare = |node: &&Node<'_>| node.below.is_empty() && !is_sentence(node.mark.rest);
        let empty: Vec<_> = roots
            .filter(bare)
            .map(|node| (node.line, node.mark.rest))
            .collect();
        for (line, text) in empty {
            self.report(line, PolicyProblemCode::SectionEmpty, text);
        }
    }

    fn report(&mut self, line: usize, code: PolicyProblemCode, text: &str) {
        self.outline.problems.push(PolicyProblem {
            line,
            code,
            excerpt: excerpt(text),
        });
    }
}
