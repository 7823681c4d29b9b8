//! The document model.
//!
//! A document holds every line of the operator's text once, in order: [`PolicyDocument::render`] gives
//! the text back. How ids and hashes are made stands in `docs/decisions/0003-policy-document-ids.md`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A privacy policy as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PolicyDocument {
    /// Identifier of the policy, the same for all its versions and languages.
    pub id: String,
    /// The version; two texts of one policy in one language never share it.
    pub version: String,
    /// The title line.
    pub title: String,
    /// Language of the text.
    pub language: Language,
    /// The day from which it holds, where text or operator name one.
    #[serde(default)]
    #[specta(type = Option<String>)]
    pub effective_on: Option<Date>,
    /// The day of the last change, where text or operator name one.
    #[serde(default)]
    #[specta(type = Option<String>)]
    pub updated_on: Option<Date>,
    /// Lines above the title, such as the name of the product.
    #[serde(default)]
    pub masthead: Vec<String>,
    /// What stands before the table of contents, or before the first section where there is none.
    #[serde(default)]
    pub preamble: Vec<Paragraph>,
    /// The lines of the table of contents.
    #[serde(default)]
    pub contents: Vec<String>,
    /// What stands between the table of contents and the first section.
    #[serde(default)]
    pub foreword: Vec<Paragraph>,
    /// The sections.
    pub sections: Vec<Section>,
    /// The services of others that the text names, in the order of the text.
    #[serde(default)]
    pub third_parties: Vec<ThirdParty>,
    /// Where the operator can be reached.
    #[serde(default)]
    pub contact: Contact,
    /// SHA-256 of the canonical rendering, in lower-case hexadecimal.
    pub text_hash: String,
}

/// Language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub enum Language {
    /// Chinese, simplified.
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// The tag (BCP 47).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Paragraph {
    /// Stable id, `s1.c2.p1`.
    pub id: String,
    /// The text, on one line.
    pub text: String,
    /// SHA-256 of the normalised text, in lower-case hexadecimal.
    pub hash: String,
}

/// The highest division: `一、`, `第一章`, `1.`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Section {
    /// Stable id, `s1`.
    pub id: String,
    /// The numbering as it stands in the text, `一、`.
    pub mark: String,
    /// The heading, without its numbering.
    pub title: String,
    /// SHA-256 over the heading and all below it, numbering left out.
    pub hash: String,
    /// What stands below the heading, in the order of the text.
    pub blocks: Vec<SectionBlock>,
}

/// What a section is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SectionBlock {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A clause.
    Clause(Clause),
}

/// A division of a section: `1、`, `1.1`, `（一）`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Clause {
    /// Stable id, `s1.c2`.
    pub id: String,
    /// The numbering as it stands in the text, `1、`.
    pub mark: String,
    /// The line that it opens with, without its numbering: a heading or a whole sentence.
    pub text: String,
    /// SHA-256 over this line and all below it, numbering left out.
    pub hash: String,
    /// What stands below that line, in the order of the text.
    pub blocks: Vec<Block>,
}

/// An item of a clause or of another item: `⑴`, `①`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Item {
    /// Stable id, `s1.c2.i4` or `s1.c2.i4.a`.
    pub id: String,
    /// The numbering as it stands in the text, `⑴`.
    pub mark: String,
    /// The line that it opens with, without its numbering.
    pub text: String,
    /// SHA-256 over this line and all below it, numbering left out.
    pub hash: String,
    /// What stands below that line, in the order of the text.
    pub blocks: Vec<Block>,
}

/// What clauses and items are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// An item.
    Item(Item),
}

/// A service of somebody else that the text names (policy 1.3 ⑻), taken out of the prose. The prose
/// stays where it is and is what counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ThirdParty {
    /// Id of the item that names it.
    pub clause: String,
    /// Its name.
    pub name: String,
    /// Who runs it, where the text says so.
    #[serde(default)]
    pub company: Option<String>,
    /// What it is used for.
    pub purpose: String,
    /// The kinds of data that it takes.
    pub data: Vec<String>,
    /// Its own policy, as an absolute address; empty where the text names none.
    pub link: String,
    /// What the text says that it takes while the app is in the background; empty where it says nothing.
    #[serde(default)]
    pub background: String,
}

/// Where the operator can be reached (policy 8).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Contact {
    /// Telephone numbers, as printed.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Postal addresses.
    pub addresses: Vec<String>,
}
