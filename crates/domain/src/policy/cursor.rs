//! Reading the beginning of a line: characters and numbers.

use crate::identity::half_width;

/// Reads a line from the left; full-width digits, letters and brackets count as half-width ones.
pub(super) struct Cursor<'a> {
    pub(super) line: &'a str,
    /// The next byte.
    pub(super) at: usize,
}

impl Cursor<'_> {
    pub(super) fn raw(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.raw().map(half_width)
    }

    pub(super) fn peek_after(&self) -> Option<char> {
        self.line[self.at..].chars().nth(1).map(half_width)
    }

    pub(super) fn eat(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        match self.raw().filter(|&c| wanted(half_width(c))) {
            Some(c) => {
                self.at += c.len_utf8();
                true
            }
            None => false,
        }
    }

    /// White space, punctuation or the end.
    pub(super) fn at_gap(&self) -> bool {
        self.peek()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '、' | ':' | '.' | '【'))
    }

    fn taken(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|&c| wanted(c)) {
            self.eat(|_| true);
            taken.push(c);
        }
        taken
    }

    /// 1 to 199: no policy has more clauses in one list, and years stay words.
    pub(super) fn number(&mut self) -> Option<u32> {
        let start = self.at;
        let number = self.taken(|c| c.is_ascii_digit()).parse().ok();
        let number = number.filter(|n| (1..200).contains(n));
        self.rewind_if(number.is_none(), start);
        number
    }

    pub(super) fn chinese_number(&mut self) -> Option<u32> {
        let start = self.at;
        let number = chinese_number(&self.taken(|c| "零〇一二三四五六七八九十百".contains(c)));
        self.rewind_if(number.is_none(), start);
        number
    }

    pub(super) fn letter(&mut self, wanted: fn(char) -> bool) -> Option<u32> {
        let c = self
            .peek()
            .filter(|&c| c.is_ascii_alphabetic() && wanted(c))?;
        self.eat(|_| true);
        Some(c.to_ascii_lowercase() as u32 - 'a' as u32 + 1)
    }

    pub(super) fn roman(&mut self, wanted: fn(char) -> bool) -> Option<u32> {
        let start = self.at;
        let number = roman_number(&self.taken(|c| "IVXivx".contains(c) && wanted(c)));
        self.rewind_if(number.is_none(), start);
        number
    }

    fn rewind_if(&mut self, failed: bool, start: usize) {
        if failed {
            self.at = start;
        }
    }
}

/// 一 to 一百九十九.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|at| at as u32 + 1)
    };
    let (mut total, mut last) = (0, None);
    for c in text.chars() {
        match c {
            '零' | '〇' => {}
            '百' => total += 100 * last.take()?,
            '十' => total += 10 * last.take().unwrap_or(1),
            _ if last.is_some() => return None,
            _ => last = digit(c),
        }
    }
    let number = total + last.unwrap_or(0);
    (1..200).contains(&number).then_some(number)
}

/// i to xxxix, in either case.
fn roman_number(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let tens = text.bytes().take_while(|b| *b == b'x').count();
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let rest = text.get(tens..)?;
    let one = ones.iter().position(|one| *one == rest)?;
    let number = u32::try_from(10 * tens + one).ok()?;
    (1..40).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_both_ways() {
        for (text, number) in [
            ("十", 10),
            ("十一", 11),
            ("二十", 20),
            ("一百零二", 102),
            ("九十九", 99),
        ] {
            assert_eq!(chinese_number(text), Some(number));
        }
        for text in ["", "零", "一二", "二百", "百"] {
            assert_eq!(chinese_number(text), None, "{text}");
        }
        for (text, number) in [("i", 1), ("iv", 4), ("IX", 9), ("xxiii", 23)] {
            assert_eq!(roman_number(text), Some(number));
        }
        assert_eq!(roman_number("iiii"), None);
    }
}
