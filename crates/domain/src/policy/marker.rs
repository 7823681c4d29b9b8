//! The numbering that a line may begin with.

use super::cursor::Cursor;

/// A way of numbering. The order is the usual one from coarse to fine; a text may nest them otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum MarkKind {
    /// `第一部分`, `第一编`, `Part 1`.
    Part,
    /// `第一章`, `Chapter 1`.
    Chapter,
    /// `第一节`, `Section 1`.
    Section,
    /// `第一条`, `Article 1`.
    Article,
    /// `一、`.
    Chinese,
    /// `I.`.
    Roman,
    /// `（一）`, `㈠`.
    ChineseInBrackets,
    /// `A.`.
    Capital,
    /// `1、`, `1.`, `⒈`; with a depth, `1.1` is 2 and `1.1.1` is 3.
    Decimal(u8),
    /// `1)`.
    DecimalClosed,
    /// `(1)`, `⑴`.
    DecimalInBrackets,
    /// `①`.
    Circled,
    /// `a.`, `a)`.
    Letter,
    /// `(a)`, `⒜`.
    LetterInBrackets,
    /// `(i)`, `i.`.
    RomanSmall,
    /// `•`, `●`, `-`.
    Bullet,
}

/// One reading of the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    /// The way of numbering.
    pub(super) kind: MarkKind,
    /// The number; 0 for a bullet.
    pub(super) ordinal: u32,
    /// The numbering as it stands; that of `第一章` and its like with the gap behind it, if there is one.
    pub(super) text: &'a str,
    /// What follows, trimmed.
    pub(super) rest: &'a str,
    /// Whether the numbering stands so close to the text that it may be a mere mention
    /// (`第三条所述…`): then it counts only where that number is due.
    pub(super) doubtful: bool,
}

/// Every reading of the beginning of a line, the likelier first; none for a plain paragraph.
pub(super) fn readings(line: &str) -> Vec<Mark<'_>> {
    let mut cursor = Cursor { line, at: 0 };
    let Some(first) = cursor.peek() else {
        return Vec::new();
    };
    let found: Vec<(MarkKind, u32)> = match first {
        '第' => return ordinal_word(line).into_iter().collect(),
        'A' | 'C' | 'P' | 'S' if english_word(line).is_some() => {
            return english_word(line).into_iter().collect();
        }
        '(' => bracketed(&mut cursor),
        '0'..='9' => decimal(&mut cursor),
        'a'..='z' | 'A'..='Z' => lettered(&mut cursor),
        '•' | '●' | '■' | '◆' | '○' | '▪' | '·' | '-' | '–' | '—' | '*' => {
            bullet(&mut cursor)
        }
        _ => enclosed(&mut cursor)
            .or_else(|| chinese(&mut cursor))
            .into_iter()
            .collect(),
    };
    let at = cursor.at;
    let (text, rest) = (
        &line[..at],
        line[at..].trim_start_matches(super::lines::is_blank),
    );
    let mark = |(kind, ordinal)| Mark {
        kind,
        ordinal,
        text: text.trim_end(),
        rest,
        doubtful: false,
    };
    found.into_iter().map(mark).collect()
}

/// `第一章` and its like.
fn ordinal_word(line: &str) -> Option<Mark<'_>> {
    let mut cursor = Cursor {
        line,
        at: '第'.len_utf8(),
    };
    let ordinal = cursor.chinese_number().or_else(|| cursor.number())?;
    let words = [
        ("部分", MarkKind::Part),
        ("编", MarkKind::Part),
        ("章", MarkKind::Chapter),
        ("节", MarkKind::Section),
        ("条", MarkKind::Article),
    ];
    let (word, kind) = words
        .into_iter()
        .find(|(word, _)| line[cursor.at..].starts_with(word))?;
    cursor.at += word.len();
    let doubtful = !cursor.at_gap();
    cursor.eat(|c| matches!(c, '、' | ':' | '.'));
    let rest = line[cursor.at..].trim();
    // The gap belongs to the numbering: without it the same words may be a mere mention.
    if !rest.is_empty() {
        cursor.eat(super::lines::is_blank);
    }
    Some(Mark {
        kind,
        ordinal,
        text: &line[..cursor.at],
        rest,
        doubtful,
    })
}

/// `Article 1` and its like; a mark of punctuation or the end of the line must follow, because
/// "Section 3 explains" is a sentence.
fn english_word(line: &str) -> Option<Mark<'_>> {
    let words = [
        ("Part ", MarkKind::Part),
        ("Chapter ", MarkKind::Chapter),
        ("Section ", MarkKind::Section),
        ("Article ", MarkKind::Article),
    ];
    let (word, kind) = words.into_iter().find(|(word, _)| line.starts_with(word))?;
    let mut cursor = Cursor {
        line,
        at: word.len(),
    };
    let ordinal = cursor
        .number()
        .or_else(|| cursor.roman(char::is_uppercase))?;
    let stopped = cursor.eat(|c| matches!(c, '.' | ':' | '-' | '–' | '—'));
    (stopped || cursor.peek().is_none()).then(|| Mark {
        kind,
        ordinal,
        text: &line[..cursor.at],
        rest: line[cursor.at..].trim(),
        doubtful: false,
    })
}

/// `(1)`, `（一）`, `(a)`, `(i)`.
fn bracketed(cursor: &mut Cursor<'_>) -> Vec<(MarkKind, u32)> {
    cursor.eat(|c| c == '(');
    let start = cursor.at;
    let mut found = Vec::new();
    if let Some(n) = cursor.number() {
        found.push((MarkKind::DecimalInBrackets, n));
    } else if let Some(n) = cursor.chinese_number() {
        found.push((MarkKind::ChineseInBrackets, n));
    } else {
        let letter = cursor.letter(char::is_lowercase);
        let after_letter = cursor.at;
        cursor.at = start;
        let roman = cursor.roman(char::is_lowercase);
        cursor.at = cursor.at.max(after_letter);
        let single = cursor.at == after_letter;
        found.extend(
            letter
                .filter(|_| single)
                .map(|n| (MarkKind::LetterInBrackets, n)),
        );
        found.extend(roman.map(|n| (MarkKind::RomanSmall, n)));
    }
    let closed = cursor.eat(|c| c == ')');
    cursor.eat(|c| c == '、');
    if closed { found } else { Vec::new() }
}

/// `1、`, `1.`, `1.1`, `1)`.
fn decimal(cursor: &mut Cursor<'_>) -> Vec<(MarkKind, u32)> {
    let Some(mut ordinal) = cursor.number() else {
        return Vec::new();
    };
    let mut depth = 1u8;
    while cursor.peek() == Some('.') && cursor.peek_after().is_some_and(|c| c.is_ascii_digit()) {
        cursor.eat(|c| c == '.');
        match cursor.number() {
            Some(n) => (ordinal, depth) = (n, depth.saturating_add(1)),
            None => return Vec::new(),
        }
    }
    if depth == 1 && cursor.eat(|c| c == ')') {
        return vec![(MarkKind::DecimalClosed, ordinal)];
    }
    let stopped = cursor.eat(|c| matches!(c, '、' | '.' | ':'));
    // "1.1" needs no mark after it, but "3.5倍" and "1.2万" are quantities.
    let bare = depth >= 2
        && !cursor
            .peek()
            .is_some_and(|c| "倍万亿元%年月日个小米千".contains(c));
    if stopped || bare {
        vec![(MarkKind::Decimal(depth), ordinal)]
    } else {
        Vec::new()
    }
}

/// `A.`, `a.`, `a)`, `I.`, `i.`; white space must follow a full stop, because "e.g." is a word.
fn lettered(cursor: &mut Cursor<'_>) -> Vec<(MarkKind, u32)> {
    let capital = cursor.peek().is_some_and(char::is_uppercase);
    let same_case = if capital {
        char::is_uppercase
    } else {
        char::is_lowercase
    };
    let letter = cursor.letter(same_case);
    let after_letter = cursor.at;
    cursor.at = 0;
    let roman = cursor.roman(same_case);
    cursor.at = cursor.at.max(after_letter);
    let single = cursor.at == after_letter;
    let closed = cursor.eat(|c| matches!(c, ')' | '、')) || {
        cursor.eat(|c| c == '.') && cursor.peek().is_some_and(char::is_whitespace)
    };
    if !closed {
        return Vec::new();
    }
    let (letter_kind, roman_kind) = match capital {
        true => (MarkKind::Capital, MarkKind::Roman),
        false => (MarkKind::Letter, MarkKind::RomanSmall),
    };
    let letter = letter.filter(|_| single).map(|n| (letter_kind, n));
    letter
        .into_iter()
        .chain(roman.map(|n| (roman_kind, n)))
        .collect()
}

/// A bullet; a hyphen or asterisk needs white space after it.
fn bullet(cursor: &mut Cursor<'_>) -> Vec<(MarkKind, u32)> {
    let plain = cursor.eat(|c| matches!(c, '-' | '–' | '—' | '*'));
    let round = !plain && cursor.eat(|_| true);
    let spaced = cursor.peek().is_some_and(char::is_whitespace);
    if round || spaced {
        vec![(MarkKind::Bullet, 0)]
    } else {
        Vec::new()
    }
}

/// One character that holds a number: `①`, `⑴`, `⒈`, `⒜`, `㈠`.
fn enclosed(cursor: &mut Cursor<'_>) -> Option<(MarkKind, u32)> {
    let c = cursor.raw()?;
    let from = |first: char| c as u32 - first as u32 + 1;
    let found = match c {
        '①'..='⑳' => (MarkKind::Circled, from('①')),
        '㉑'..='㉟' => (MarkKind::Circled, from('㉑') + 20),
        '❶'..='❿' => (MarkKind::Circled, from('❶')),
        '⑴'..='⒇' => (MarkKind::DecimalInBrackets, from('⑴')),
        '⒈'..='⒛' => (MarkKind::Decimal(1), from('⒈')),
        '⒜'..='⒵' => (MarkKind::LetterInBrackets, from('⒜')),
        '㈠'..='㈩' => (MarkKind::ChineseInBrackets, from('㈠')),
        _ => return None,
    };
    cursor.at += c.len_utf8();
    cursor.eat(|c| matches!(c, '、' | '.'));
    Some(found)
}

/// `一、`.
fn chinese(cursor: &mut Cursor<'_>) -> Option<(MarkKind, u32)> {
    let ordinal = cursor.chinese_number()?;
    let stopped = cursor.eat(|c| matches!(c, '、' | '.' | ':'));
    stopped.then_some((MarkKind::Chinese, ordinal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(MarkKind, u32, &str, &str)> {
        readings(line)
            .first()
            .map(|mark| (mark.kind, mark.ordinal, mark.text, mark.rest))
    }

    #[test]
    fn reads_every_way_of_numbering() {
        use MarkKind::*;
        for (line, kind, ordinal, text) in [
            ("一、甲", Chinese, 1, "一、"),
            ("二十三、甲", Chinese, 23, "二十三、"),
            ("第十章 甲", Chapter, 10, "第十章 "),
            ("第2条甲", Article, 2, "第2条"),
            ("第一部分：甲", Part, 1, "第一部分："),
            ("（三）甲", ChineseInBrackets, 3, "（三）"),
            ("㈢甲", ChineseInBrackets, 3, "㈢"),
            ("1、甲", Decimal(1), 1, "1、"),
            ("１２．甲", Decimal(1), 12, "１２．"),
            ("⒓ 甲", Decimal(1), 12, "⒓"),
            ("1.2 甲", Decimal(2), 2, "1.2"),
            ("1.2.3、甲", Decimal(3), 3, "1.2.3、"),
            ("1.1甲", Decimal(2), 1, "1.1"),
            ("4) 甲", DecimalClosed, 4, "4)"),
            ("(5)甲", DecimalInBrackets, 5, "(5)"),
            ("⑷ 甲", DecimalInBrackets, 4, "⑷"),
            ("③ 甲", Circled, 3, "③"),
            ("㉑甲", Circled, 21, "㉑"),
            ("a) 甲", Letter, 1, "a)"),
            ("B. 甲", Capital, 2, "B."),
            ("(c) 甲", LetterInBrackets, 3, "(c)"),
            ("(iv) 甲", RomanSmall, 4, "(iv)"),
            ("VII. 甲", Roman, 7, "VII."),
            ("Article 3: 甲", Article, 3, "Article 3:"),
            ("● 甲", Bullet, 0, "●"),
            ("- 甲", Bullet, 0, "-"),
        ] {
            assert_eq!(read(line), Some((kind, ordinal, text, "甲")), "{line}");
        }
    }

    #[test]
    fn leaves_sentences_alone() {
        for line in [
            "本政策适用于您。",
            "024-86277299",
            "2026年11月1日起施行",
            "2026.1.1 起施行",
            "3.5倍",
            "1.0 版",
            "e.g. this",
            "A person may",
            "Section 3 explains it",
            "一般情况下",
            "第三方服务",
            "-1",
            "100",
            "（以下简称）",
            "(see below)",
            "i am",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_letter_can_be_a_roman_number() {
        let kinds: Vec<_> = readings("(i) 甲")
            .iter()
            .map(|mark| (mark.kind, mark.ordinal))
            .collect();
        assert_eq!(
            kinds,
            [(MarkKind::LetterInBrackets, 9), (MarkKind::RomanSmall, 1)]
        );
    }

    #[test]
    fn a_mention_is_doubtful() {
        assert!(
            readings("第三条所述的情形")
                .iter()
                .all(|mark| mark.doubtful)
        );
        assert!(readings("第三条 情形").iter().all(|mark| !mark.doubtful));
    }
}
