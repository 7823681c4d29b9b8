//! What anybody may read without an account. No identifier is sent.
//!
//! The `ETag` of each answer is the SHA-256 of its bytes before any coding, in base64url without padding, strong or weak.
//! One that is anything else is not sent back: it could be another for each reader, and tell them apart.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most articles that a list has. A list with fewer has all that there are.
pub const MOST_ARTICLES: usize = 50;

/// The list of public articles, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleList {
    /// At most [`MOST_ARTICLES`].
    pub articles: Vec<ArticleSummary>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleSummary {
    /// Identifier.
    pub id: String,
    /// What kind of article.
    pub kind: ArticleKind,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Article {
    /// What the list shows of it.
    #[serde(flatten)]
    pub summary: ArticleSummary,
    /// Text, paragraph by paragraph, without markup.
    pub paragraphs: Vec<String>,
}

/// What kind of article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleKind {
    /// An incident that touches many (policy 3.2).
    Incident,
    /// An announcement.
    Announcement,
    /// How to get something done.
    Guide,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

/// Service halls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HallList {
    /// All of them.
    pub halls: Vec<Hall>,
}

/// One service hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hall {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// District, for sorting.
    pub district: String,
    /// Address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Opening hours, in words.
    pub hours: String,
}

/// Ways to reach the operator (policy 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactList {
    /// The operator's name.
    pub operator: String,
    /// Service telephones.
    pub phones: Vec<String>,
    /// Postal address.
    pub address: String,
}
