//! What anybody may read.

use serde::Serialize;
use specta::Type;
use sst_domain::consent::Control;

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
    /// When the platform last sent it, RFC 3339 in UTC.
    pub fetched_at: String,
    /// Whether the platform could not be reached just now, so that this is what was kept.
    pub offline: bool,
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
    /// When the platform last gave them, RFC 3339 in UTC; `None` where these are those of the package.
    pub fetched_at: Option<String>,
    /// Whether the platform could not be reached just now.
    pub offline: bool,
}

/// Whether the platform has what a switch stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CapabilityView {
    /// The switch.
    pub control: Control,
    /// Whether what it stands for is there.
    pub openness: Openness,
}

/// Whether what a switch stands for is there to be used. Times are RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Openness {
    /// Nothing of the platform stands in its way.
    Open,
    /// The platform does not have it.
    NotOpen {
        /// When it said so.
        asked_at: String,
    },
    /// The platform has it, and this version of the client cannot use it.
    Unsupported {
        /// When the platform said so.
        asked_at: String,
    },
    /// The platform was never asked.
    Unknown,
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
