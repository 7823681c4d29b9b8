//! A person's name.

use std::fmt;

use zeroize::Zeroize;

use super::FieldCode;

/// Fewest characters of a name.
const SHORTEST: usize = 2;
/// Most characters of a name; names of Uyghur, Tibetan or foreign citizens are long.
const LONGEST: usize = 50;

/// A person's name as it stands in the document: trimmed, otherwise untouched.
///
/// No NFC or NFKC: both replace compatibility ideographs, and a name is spelt as its bearer spells it.
/// The one openly made change: the separators that keyboards offer for the dot between the parts of a
/// name (• ・ ． ‧ ∙ ･) become U+00B7.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Parses a name of 2 to 50 characters (a character outside the BMP, like 𠮷, counts as one).
    ///
    /// # Errors
    ///
    /// [`FieldCode::Required`], [`FieldCode::TooShort`], [`FieldCode::TooLong`],
    /// [`FieldCode::IllegalCharacter`], or [`FieldCode::BadFormat`] for a separator at either end or a
    /// doubled one.
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let name: String = text.trim().chars().map(common_dot).collect();
        if name.is_empty() {
            return Err(FieldCode::Required);
        }
        if !name
            .chars()
            .all(|c| is_letter(c) || is_mark(c) || is_separator(c))
        {
            return Err(FieldCode::IllegalCharacter);
        }
        // Marks (accents, ideographic variation selectors) belong to the letter before them.
        let length = name.chars().filter(|&c| !is_mark(c)).count();
        if length < SHORTEST {
            return Err(FieldCode::TooShort);
        }
        if name.chars().count() > LONGEST {
            return Err(FieldCode::TooLong);
        }
        well_separated(&name)
            .then_some(Self(name))
            .ok_or(FieldCode::BadFormat)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Content hidden: names never reach a log.
impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

impl Drop for PersonName {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

fn common_dot(c: char) -> char {
    match c {
        '•' | '・' | '．' | '‧' | '∙' | '･' | '⋅' => '·',
        _ => c,
    }
}

/// Letters of every script; ideographs by block, so that those younger than the standard library's
/// Unicode tables count too, and the code points that GB 18030 keeps in the private use area.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c,
            '\u{3005}' | '\u{3007}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{E815}'..='\u{E864}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFD}')
}

/// Accents, vowel signs of Tibetan and Mongolian, and variation selectors of ideographs.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}'
        | '\u{0F18}'..='\u{0F19}' | '\u{0F35}'..='\u{0F39}' | '\u{0F71}'..='\u{0FBC}'
        | '\u{180B}'..='\u{180F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}')
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '·' | ' ' | '\u{3000}' | '-' | '\'' | '’' | '.' | ',' | '་'
    )
}

/// Whether the name begins with a letter, does not end with a dot, hyphen or comma, and no separator
/// but a space follows another.
fn well_separated(name: &str) -> bool {
    let firm = |c: char| is_separator(c) && !c.is_whitespace();
    let starts_well = name.chars().next().is_some_and(is_letter);
    // An initial may close with a full stop ("King Jr."), a Tibetan name with its syllable mark.
    let ends_well = name
        .chars()
        .next_back()
        .is_some_and(|c| !firm(c) || matches!(c, '.' | '་'));
    let doubled = name
        .chars()
        .zip(name.chars().skip(1))
        .any(|(a, b)| firm(a) && firm(b));
    starts_well && ends_well && !doubled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, FieldCode> {
        PersonName::parse(text).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn accepts_names_of_all_kinds() {
        for name in [
            "测试市民甲",
            "欧阳测试",
            "𠮷田测试",
            "测\u{31350}",
            "㐂㐃",
            "阿布都热西提·测试",
            "Test O'Brien-Smith",
            "Müller Test",
            "测\u{E0100}试",
            "\u{FA10}测",
            "བཀྲ་ཤིས",
            "测\u{E863}",
        ] {
            assert_eq!(parse(name).as_deref(), Ok(name), "{name}");
        }
    }

    #[test]
    fn trims_and_maps_the_dot_and_changes_nothing_else() {
        assert_eq!(parse("\u{3000}阿依古丽•测试 ").unwrap(), "阿依古丽·测试");
        // NFC would put U+585A in the place of U+FA10, and one é in the place of two code points.
        assert_eq!(parse("测\u{FA10}").unwrap(), "测\u{FA10}");
        assert_eq!(parse("Cafe\u{301} Test").unwrap(), "Cafe\u{301} Test");
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse("  "), Err(FieldCode::Required));
        assert_eq!(parse("测"), Err(FieldCode::TooShort));
        assert_eq!(parse(&"测".repeat(51)), Err(FieldCode::TooLong));
        assert!(parse(&"𠮷".repeat(50)).is_ok());
        for text in [
            "张*",
            "测试1",
            "测试😀",
            "测\n试",
            "测试<b>",
            "测试\u{202E}",
            "测试，甲",
        ] {
            assert_eq!(parse(text), Err(FieldCode::IllegalCharacter), "{text:?}");
        }
        for text in ["·测试", "测试·", "测··试", "-Test"] {
            assert_eq!(parse(text), Err(FieldCode::BadFormat), "{text:?}");
        }
    }

    #[test]
    fn debug_is_silent() {
        assert_eq!(
            format!("{:?}", PersonName::parse("测试市民甲").unwrap()),
            "PersonName(…)"
        );
    }
}
