//! What a keyboard or an input method makes of a plain digit or letter.

/// One character with full-width forms (U+FF01–U+FF5E) and the ideographic space folded to ASCII.
///
/// This is the part of NFKC that is safe for numbers and addresses; nothing else is folded, and names
/// are not folded at all.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The text in half-width characters, trimmed.
pub(super) fn half_width_text(text: &str) -> String {
    text.chars()
        .map(half_width)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A number as typed, in half-width characters and without the separators people put between groups:
/// white space, hyphens and dashes, and characters of no width.
pub(super) fn number_text(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|&c| !is_separator(c))
        .collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_and_drops_separators() {
        assert_eq!(number_text("　１３８ 0000-0001\u{200B}"), "13800000001");
        assert_eq!(half_width_text(" ａ＠ｂ．ｃ "), "a@b.c");
    }
}
