//! From the tree to sections, clauses and items, with ids and hashes.

use std::collections::HashMap;

use super::document::{Block, Clause, Item, Paragraph, Section, SectionBlock};
use super::hash::text_hash;
use super::lines::{Line, is_blank};
use super::marker::{Mark, MarkKind};
use super::outline::{Below, Node, Outline};

/// The sections of a tree.
pub(super) fn sections(outline: &Outline<'_>) -> Vec<Section> {
    let mut ids = Ids::default();
    let nodes = outline
        .roots
        .iter()
        .filter_map(|root| outline.nodes.get(*root));
    nodes.map(|node| section(outline, node, &mut ids)).collect()
}

/// Paragraphs that stand outside all sections, counted from `first`.
pub(super) fn paragraphs(lines: &[Line<'_>], first: usize) -> Vec<Paragraph> {
    let paragraph = |(at, line): (usize, &Line<'_>)| paragraph(format!("p{}", first + at), *line);
    lines.iter().enumerate().map(paragraph).collect()
}

fn section(outline: &Outline<'_>, node: &Node<'_>, ids: &mut Ids) -> Section {
    let id = ids.give(0, node);
    let mut inner = Ids::within(&id);
    let mut texts = vec![node.mark.rest];
    let mut blocks = Vec::new();
    for below in &node.below {
        collect_texts(outline, *below, &mut texts);
        match *below {
            Below::Text(line) => blocks.push(SectionBlock::Paragraph(inner.paragraph(line))),
            Below::Node(at) => blocks.extend(outline.nodes.get(at).map(|node| {
                let (id, hash, below) = numbered(outline, node, 1, &mut inner);
                let (mark, text) = (numbering(&node.mark), node.mark.rest.to_owned());
                SectionBlock::Clause(Clause {
                    id,
                    mark,
                    text,
                    hash,
                    blocks: below,
                })
            })),
        }
    }
    let (mark, title) = (numbering(&node.mark), node.mark.rest.to_owned());
    Section {
        id,
        mark,
        title,
        hash: text_hash(texts),
        blocks,
    }
}

/// Id, hash and blocks of a clause or item.
fn numbered(
    outline: &Outline<'_>,
    node: &Node<'_>,
    depth: usize,
    ids: &mut Ids,
) -> (String, String, Vec<Block>) {
    let id = ids.give(depth, node);
    let mut inner = Ids::within(&id);
    let mut texts = vec![node.mark.rest];
    let mut blocks = Vec::new();
    for below in &node.below {
        collect_texts(outline, *below, &mut texts);
        match *below {
            Below::Text(line) => blocks.push(Block::Paragraph(inner.paragraph(line))),
            Below::Node(at) => blocks.extend(outline.nodes.get(at).map(|node| {
                let (id, hash, below) = numbered(outline, node, depth + 1, &mut inner);
                let (mark, text) = (numbering(&node.mark), node.mark.rest.to_owned());
                Block::Item(Item {
                    id,
                    mark,
                    text,
                    hash,
                    blocks: below,
                })
            })),
        }
    }
    (id, text_hash(texts), blocks)
}

fn collect_texts<'a>(outline: &'a Outline<'a>, below: Below<'a>, texts: &mut Vec<&'a str>) {
    match below {
        Below::Text(line) => texts.push(line.text),
        Below::Node(at) => {
            let Some(node) = outline.nodes.get(at) else {
                return;
            };
            texts.push(node.mark.rest);
            node.below
                .iter()
                .for_each(|below| collect_texts(outline, *below, texts));
        }
    }
}

fn paragraph(id: String, line: Line<'_>) -> Paragraph {
    Paragraph {
        id,
        text: line.text.to_owned(),
        hash: text_hash([line.text]),
    }
}

/// Gives ids within one parent, none twice.
#[derive(Default)]
struct Ids {
    prefix: String,
    /// How often each own part of an id was given.
    given: HashMap<String, usize>,
    paragraphs: usize,
    nodes: usize,
}

impl Ids {
    fn within(parent: &str) -> Self {
        Self {
            prefix: format!("{parent}."),
            ..Self::default()
        }
    }

    fn give(&mut self, depth: usize, node: &Node<'_>) -> String {
        self.nodes += 1;
        let number = match node.mark.kind {
            MarkKind::Bullet => u32::try_from(self.nodes).unwrap_or(u32::MAX),
            _ => node.mark.ordinal,
        };
        let own = match depth {
            0 => format!("s{number}"),
            1 => format!("c{number}"),
            // Items within items take letters, then numbers again: s1.c2.i4.a.i1.
            _ if depth.is_multiple_of(2) => format!("i{number}"),
            _ => letters(number),
        };
        // A list that begins anew below the same heading repeats its numbers.
        let nth = self.given.entry(own.clone()).or_insert(0);
        *nth += 1;
        match nth {
            1 => format!("{}{own}", self.prefix),
            nth => format!("{}{own}-{nth}", self.prefix),
        }
    }

    fn paragraph(&mut self, line: Line<'_>) -> Paragraph {
        self.paragraphs += 1;
        paragraph(format!("{}p{}", self.prefix, self.paragraphs), line)
    }
}

/// 1 is a, 26 is z, 27 is aa.
fn letters(number: u32) -> String {
    let mut rest = number;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'a' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

/// The numbering, with a gap behind it as one space.
fn numbering(mark: &Mark<'_>) -> String {
    let bare = mark.text.trim_end_matches(is_blank);
    let gap = if bare.len() < mark.text.len() {
        " "
    } else {
        ""
    };
    format!("{bare}{gap}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        let found: Vec<_> = [1, 26, 27, 52, 53].into_iter().map(letters).collect();
        assert_eq!(found, ["a", "z", "aa", "az", "ba"]);
    }
}
