//! The bytes of what was typed: the same for the same characters, however a system encodes them.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroizing, zeroize_stack};

use super::{MAX_SECRET_CHARS, SecretRefusal};
use crate::derive::KEY_STACK;

/// Full-width forms of `!` to `~`, and how far they are from them.
const FULL_WIDTH: std::ops::RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';
const FULL_WIDTH_SHIFT: u32 = 0xff01 - 0x21;

/// RFC 8265's OpaqueString: spaces, then Normalization Form C. Its rule that a passphrase must have no
/// unassigned characters is not applied: nobody can type them, and refusing what was once taken would
/// lock a person out.
pub(super) fn normalize_passphrase(text: &str) -> Result<Zeroizing<String>, SecretRefusal> {
    normalize(text, plain_space)
}

/// The same, and full-width forms become ASCII (the width mapping of RFC 8264, section 5.2.1, for the
/// forms that matter to a PIN).
pub(super) fn normalize_pin(text: &str) -> Result<Zeroizing<String>, SecretRefusal> {
    normalize(text, |typed| narrow(plain_space(typed)))
}

fn normalize(text: &str, map: fn(char) -> char) -> Result<Zeroizing<String>, SecretRefusal> {
    // Before anything is done with it: Form C makes one character of four at most.
    if text.chars().nth(4 * MAX_SECRET_CHARS).is_some() {
        return Err(SecretRefusal::TooLong);
    }
    // Room first: growing would leave a part in freed memory. In UTF-8, Form C is at most three times
    // as long (Unicode Standard Annex #15, table 1).
    let mut out = Zeroizing::new(String::with_capacity(3 * text.len()));
    append_normalized(text, map, &mut out);
    zeroize_stack::<KEY_STACK>();
    if out.chars().nth(MAX_SECRET_CHARS).is_some() {
        return Err(SecretRefusal::TooLong);
    }
    Ok(out)
}

#[inline(never)]
fn append_normalized(text: &str, map: fn(char) -> char, out: &mut String) {
    if text.is_ascii() {
        out.push_str(text);
    } else {
        out.extend(text.chars().map(map).nfc());
    }
}

/// Every space separator (Unicode category Zs) as U+0020.
fn plain_space(typed: char) -> char {
    match typed {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        other => other,
    }
}

fn narrow(typed: char) -> char {
    if FULL_WIDTH.contains(&typed) {
        char::from_u32(u32::from(typed) - FULL_WIDTH_SHIFT).unwrap_or(typed)
    } else {
        typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_characters_are_the_same_bytes() {
        let same = [
            ("caf\u{e9} au lait", "cafe\u{301} au lait"),
            ("\u{ac00}\u{b098}", "\u{1100}\u{1161}\u{1102}\u{1161}"),
            ("测试 市民甲", "测试\u{3000}市民甲"),
            ("a b c", "a\u{a0}b\u{2009}c"),
            ("\u{212b}", "\u{c5}"),
        ];
        for (one, other) in same {
            let bytes = normalize_passphrase(one).unwrap();
            assert_eq!(bytes, normalize_passphrase(other).unwrap(), "{one}");
            assert!(bytes.capacity() >= bytes.len());
        }
        let differ = [("Abc", "abc"), (" abc", "abc"), ("１２", "12"), ("ﬁ", "fi")];
        for (one, other) in differ {
            assert_ne!(
                normalize_passphrase(one).unwrap(),
                normalize_passphrase(other).unwrap()
            );
        }
        assert_eq!(*normalize_pin("１２３！～ａ　").unwrap(), "123!~a ");
    }

    #[test]
    fn nothing_is_cut() {
        let longest = "测".repeat(MAX_SECRET_CHARS);
        assert_eq!(*normalize_passphrase(&longest).unwrap(), longest);
        for long in [MAX_SECRET_CHARS + 1, 100_000].map(|count| "测".repeat(count)) {
            assert_eq!(
                normalize_passphrase(&long).err(),
                Some(SecretRefusal::TooLong)
            );
        }
        // Decomposed, 2,048 characters; composed, as many as may be.
        let decomposed = "e\u{301}".repeat(MAX_SECRET_CHARS);
        let composed = normalize_passphrase(&decomposed).unwrap();
        assert_eq!(composed.chars().count(), MAX_SECRET_CHARS);
    }

    #[test]
    fn the_output_never_grows() {
        // U+1D160 becomes three times as long, the most there is.
        for text in ["\u{1d160}".repeat(100), "\u{390}\u{1f82}".repeat(100)] {
            let out = normalize_passphrase(&text).unwrap();
            assert_eq!(out.capacity(), 3 * text.len());
        }
    }
}
