//! From a text to its lines.

/// A line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its number in the text, counted from 1.
    pub(super) number: usize,
    /// The text between the blanks.
    pub(super) text: &'a str,
}

/// The lines of a text, trimmed, the blank ones left out.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.split('\n')
        .enumerate()
        .map(|(index, line)| Line {
            number: index + 1,
            text: line.trim_matches(is_blank),
        })
        .filter(|line| !line.text.is_empty())
        .collect()
}

/// White space, and the characters without width that word processors leave at the ends of lines.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// Whether a line is a sentence rather than a heading: it ends with a full stop, a semicolon or the like.
pub(super) fn is_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['”', '’', '"', '\'', '）', ')', '》', '」']);
    bare.ends_with(['。', '；', ';', '！', '!', '？', '?', '.', '．', '，', ','])
}

/// Whether a line says that something follows.
pub(super) fn is_introduction(text: &str) -> bool {
    text.ends_with(['：', ':'])
}

/// The first characters of a line, for a message.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_blank_lines_and_line_ends_of_every_kind() {
        let found = lines("\u{FEFF}一\r\n\r\n \u{3000}\n 二\u{3000}\n\u{200B}\n三");
        let found: Vec<_> = found.iter().map(|line| (line.number, line.text)).collect();
        assert_eq!(found, [(1, "一"), (4, "二"), (6, "三")]);
    }

    #[test]
    fn tells_sentences_from_headings() {
        for text in ["提交。", "以下目的；", "(如有。)", "(in all cases.)"] {
            assert!(is_sentence(text), "{text}");
        }
        for text in ["个人数据的范围", "使用Cookie", "以下情形："] {
            assert!(!is_sentence(text), "{text}");
        }
    }
}
