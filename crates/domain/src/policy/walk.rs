//! Every line of a document, once, in the order of the text.

use super::document::{Block, Clause, Item, Paragraph, PolicyDocument, Section, SectionBlock};

/// One line of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Id of the paragraph, section, clause or item; empty for masthead, title and contents.
    pub(super) id: &'a str,
    /// The numbering, empty for a paragraph.
    pub(super) mark: &'a str,
    /// The text without the numbering.
    pub(super) text: &'a str,
    /// The hash that the document gives for this and all below it; empty where it gives none.
    pub(super) hash: &'a str,
    /// How many of the pieces that follow stand below this one.
    pub(super) below: usize,
}

/// Every line, from the masthead to the last item.
pub(super) fn pieces(document: &PolicyDocument) -> Vec<Piece<'_>> {
    let plain = |text| Piece {
        id: "",
        mark: "",
        text,
        hash: "",
        below: 0,
    };
    let mut pieces = Vec::new();
    pieces.extend(document.masthead.iter().map(|line| plain(line)));
    pieces.push(plain(&document.title));
    pieces.extend(document.preamble.iter().map(paragraph));
    pieces.extend(document.contents.iter().map(|line| plain(line)));
    pieces.extend(document.foreword.iter().map(paragraph));
    document
        .sections
        .iter()
        .for_each(|section| push_section(&mut pieces, section));
    pieces
}

/// Every line of one section, its heading first.
pub(super) fn section_pieces(section: &Section) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    push_section(&mut pieces, section);
    pieces
}

fn push_section<'a>(pieces: &mut Vec<Piece<'a>>, section: &'a Section) {
    let Section {
        id,
        mark,
        title,
        hash,
        blocks,
    } = section;
    let at = pieces.len();
    pieces.push(Piece {
        id,
        mark,
        text: title,
        hash,
        below: 0,
    });
    for block in blocks {
        match block {
            SectionBlock::Paragraph(text) => pieces.push(paragraph(text)),
            SectionBlock::Clause(clause) => push_clause(pieces, clause),
        }
    }
    count_below(pieces, at);
}

fn push_clause<'a>(pieces: &mut Vec<Piece<'a>>, clause: &'a Clause) {
    let Clause {
        id,
        mark,
        text,
        hash,
        blocks,
    } = clause;
    push_numbered(
        pieces,
        Piece {
            id,
            mark,
            text,
            hash,
            below: 0,
        },
        blocks,
    );
}

fn push_item<'a>(pieces: &mut Vec<Piece<'a>>, item: &'a Item) {
    let Item {
        id,
        mark,
        text,
        hash,
        blocks,
    } = item;
    push_numbered(
        pieces,
        Piece {
            id,
            mark,
            text,
            hash,
            below: 0,
        },
        blocks,
    );
}

fn push_numbered<'a>(pieces: &mut Vec<Piece<'a>>, head: Piece<'a>, blocks: &'a [Block]) {
    let at = pieces.len();
    pieces.push(head);
    for block in blocks {
        match block {
            Block::Paragraph(text) => pieces.push(paragraph(text)),
            Block::Item(item) => push_item(pieces, item),
        }
    }
    count_below(pieces, at);
}

fn paragraph(paragraph: &Paragraph) -> Piece<'_> {
    let Paragraph { id, text, hash } = paragraph;
    Piece {
        id,
        mark: "",
        text,
        hash,
        below: 0,
    }
}

fn count_below(pieces: &mut [Piece<'_>], at: usize) {
    let below = pieces.len() - at - 1;
    if let Some(head) = pieces.get_mut(at) {
        head.below = below;
    }
}
