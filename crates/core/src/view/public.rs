//! What anybody may read.

use serde::Serialize;
use specta::Type;

/// A public list, and whether it is the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PublicList<T> {
    /// Its lines.
    pub items: Vec<T>,
    /// When the platform last sent it, RFC 3339 in UTC; `None` where it never did.
    pub fetched_at: Option<String>,
    /// Whether the platform could not be reached just now, so that this is what was kept.
    pub offline: bool,
}

/// One article in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ArticleLineView {
    /// Identifier.
    pub id: String,
    /// `incident`, `announcement`, `guide` or `other`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// Who says it.
    pub source: String,
    /// When it was published, RFC 3339 in UTC.
    pub published_at: String,
}

/// One article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ArticleView {
    /// Its line.
    #[serde(flatten)]
    pub line: ArticleLineView,
    /// Text, paragraph by paragraph.
    pub paragraphs: Vec<String>,
}

/// One service hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct HallView {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// District.
    pub district: String,
    /// Address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Opening hours, in words.
    pub hours: String,
}

/// Ways to reach the operator (policy 8). They are in the package too, so that they never fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ContactsView {
    /// The operator's name.
    pub operator: String,
    /// Service telephones.
    pub phones: Vec<String>,
    /// Postal address.
    pub address: String,
}

/// One entry of a code list (country, division).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OptionView {
    /// Code.
    pub code: String,
    /// Chinese name; for a division with those that it lies in.
    pub zh: String,
    /// English name, or the Chinese one where there is none.
    pub en: String,
}
