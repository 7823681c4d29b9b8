//! From a document back to the text.

use super::document::PolicyDocument;
use super::hash::{sha256_hex, text_hash};
use super::walk::{Piece, pieces};

impl PolicyDocument {
    /// The canonical rendering: every line of the operator's text, in order, an empty line between two;
    /// UTF-8, LF, no white space at the ends of lines. It differs from the imported text in white space
    /// only.
    pub fn render(&self) -> String {
        let lines: Vec<String> = pieces(self).iter().map(render_piece).collect();
        lines.join("\n\n") + "\n"
    }

    /// The hash of the section, clause, item or paragraph with this id.
    pub fn clause_hash(&self, id: &str) -> Option<&str> {
        let piece = pieces(self).into_iter().find(|piece| piece.id == id);
        piece.map(|piece| piece.hash)
    }

    /// Whether `text_hash` and the hash of every section, clause, item and paragraph are those of the
    /// texts that the document holds.
    pub fn hashes_hold(&self) -> bool {
        let pieces = pieces(self);
        let holds = |(at, piece): (usize, &Piece<'_>)| {
            let own_and_below = pieces.iter().skip(at).take(piece.below + 1);
            piece.id.is_empty() || piece.hash == text_hash(own_and_below.map(|piece| piece.text))
        };
        self.text_hash == sha256_hex(self.render().as_bytes())
            && pieces.iter().enumerate().all(holds)
    }
}

/// Numbering that ends with a full-width mark or bracket is set close; any other, after one space. Where
/// the text would be taken for a part of the numbering ("1．5倍", "（一）、"), the space keeps them apart.
/// `第一章` and its like bring their own gap: "第三条所述" and "第三条 所述" are read differently.
fn render_piece(piece: &Piece<'_>) -> String {
    let Piece { mark, text, .. } = piece;
    let close =
        mark.starts_with('第') || (mark.ends_with(['、', '）', '：']) && !text.starts_with('、'));
    if mark.is_empty() || text.is_empty() || close {
        format!("{mark}{text}")
    } else {
        format!("{mark} {text}")
    }
}
