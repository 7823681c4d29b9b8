//! What can be wrong with a policy file.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Everything that keeps a text from being imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[error("the policy text has {} problem(s), the first: {}", .0.len(), first(.0))]
#[serde(transparent)]
pub struct PolicyProblems(pub Vec<PolicyProblem>);

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PolicyProblem {
    /// The line, counted from 1; 0 where the text as a whole is meant.
    #[specta(type = u32)]
    pub line: usize,
    /// What is wrong.
    pub code: PolicyProblemCode,
    /// The mark or the first characters of the line.
    pub excerpt: String,
}

/// What is wrong with a policy text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum PolicyProblemCode {
    /// Refused: nothing but white space.
    Empty,
    /// Refused: more than one mebibyte.
    TooLarge,
    /// Refused: UTF-16, as some editors save it.
    Utf16,
    /// Refused: a page of the web, a PDF or a file of a word processor instead of a text.
    NotPlainText,
    /// Refused: U+FFFD stands in the text; it was read in the wrong encoding.
    BrokenEncoding,
    /// Refused: a control character stands in the text.
    ControlCharacter,
    /// Refused: no title above the first section.
    NoTitle,
    /// Refused: no numbered heading.
    NoSections,
    /// Refused: two sections bear one number, or the numbers run backwards.
    SectionRepeated,
    /// Refused: a number is missing between two sections.
    SectionSkipped,
    /// Refused: a heading with nothing below it.
    SectionEmpty,
    /// Refused: the table of contents names what the text does not have.
    ContentsWithoutSection,
    /// Warned: tags or character references of HTML stand in the line, and are shown as they are.
    Markup,
    /// Warned: the table of contents lacks a section.
    SectionNotInContents,
    /// Warned: two clauses or items of one list bear one number.
    NumberRepeated,
    /// Warned: a number is missing in a list.
    NumberSkipped,
    /// Warned: a service of others without the kinds of data that it takes.
    ThirdPartyWithoutData,
    /// Warned: a service of others without a link to its policy.
    ThirdPartyWithoutLink,
    /// Warned: a service of others without a purpose.
    ThirdPartyWithoutPurpose,
    /// Warned: no telephone number, address or e-mail address in the section on contact.
    NoContact,
}

impl PolicyProblemCode {
    /// Every code.
    pub const ALL: &'static [Self] = &[
        Self::Empty,
        Self::TooLarge,
        Self::Utf16,
        Self::NotPlainText,
        Self::BrokenEncoding,
        Self::ControlCharacter,
        Self::NoTitle,
        Self::NoSections,
        Self::SectionRepeated,
        Self::SectionSkipped,
        Self::SectionEmpty,
        Self::ContentsWithoutSection,
        Self::Markup,
        Self::SectionNotInContents,
        Self::NumberRepeated,
        Self::NumberSkipped,
        Self::ThirdPartyWithoutData,
        Self::ThirdPartyWithoutLink,
        Self::ThirdPartyWithoutPurpose,
        Self::NoContact,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::Utf16 => "utf16",
            Self::NotPlainText => "not_plain_text",
            Self::BrokenEncoding => "broken_encoding",
            Self::ControlCharacter => "control_character",
            Self::NoTitle => "no_title",
            Self::NoSections => "no_sections",
            Self::SectionRepeated => "section_repeated",
            Self::SectionSkipped => "section_skipped",
            Self::SectionEmpty => "section_empty",
            Self::ContentsWithoutSection => "contents_without_section",
            Self::Markup => "markup",
            Self::SectionNotInContents => "section_not_in_contents",
            Self::NumberRepeated => "number_repeated",
            Self::NumberSkipped => "number_skipped",
            Self::ThirdPartyWithoutData => "third_party_without_data",
            Self::ThirdPartyWithoutLink => "third_party_without_link",
            Self::ThirdPartyWithoutPurpose => "third_party_without_purpose",
            Self::NoContact => "no_contact",
        }
    }

    /// Whether a text with this problem is refused: something would be lost or misread. The other codes
    /// are warnings.
    pub const fn refuses(self) -> bool {
        match self {
            Self::Empty
            | Self::TooLarge
            | Self::Utf16
            | Self::NotPlainText
            | Self::BrokenEncoding
            | Self::ControlCharacter
            | Self::NoTitle
            | Self::NoSections
            | Self::SectionRepeated
            | Self::SectionSkipped
            | Self::SectionEmpty
            | Self::ContentsWithoutSection => true,
            Self::Markup
            | Self::SectionNotInContents
            | Self::NumberRepeated
            | Self::NumberSkipped
            | Self::ThirdPartyWithoutData
            | Self::ThirdPartyWithoutLink
            | Self::ThirdPartyWithoutPurpose
            | Self::NoContact => false,
        }
    }
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: {} ({})",
            self.line,
            self.code.as_str(),
            self.excerpt
        )
    }
}

fn first(problems: &[PolicyProblem]) -> String {
    problems
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_on_the_wire() {
        for code in PolicyProblemCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
