//! The bytes of what was typed: the same for the same characters, however a system encodes them.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// A password as RFC 8265, section 4.2, has it (OpaqueString): every space is U+0020, Normalization Form C,
/// case and width as typed. `None` for a control character, or nothing at all. The rule against unassigned
/// characters is not applied: it would lock out whoever has one.
pub fn opaque_string(typed: &str) -> Option<Zeroizing<String>> {
    if typed.is_empty() || typed.chars().any(char::is_control) {
        return None;
    }
    // Room first: growing would leave a part in freed memory. In UTF-8, Form C is at most three times as
    // long (Unicode Standard Annex #15, table 1).
    let mut text = Zeroizing::new(String::with_capacity(3 * typed.len()));
    if typed.is_ascii() {
        text.push_str(typed);
    } else {
        text.extend(typed.chars().map(plain_space).nfc());
    }
    Some(text)
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
