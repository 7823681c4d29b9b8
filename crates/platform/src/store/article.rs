//! What anybody may read.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;
use sst_api::public::{Article, Hall, MOST_ARTICLES};

use super::{from_json, to_json};
use crate::error::StoreError;

/// Public articles, newest first, at most [`MOST_ARTICLES`].
pub(crate) async fn newest(conn: &mut SqliteConnection) -> Result<Vec<Article>, StoreError> {
    let query = "SELECT content FROM article ORDER BY published_at DESC, article_id LIMIT ?";
    let most = i64::try_from(MOST_ARTICLES).unwrap_or(i64::MAX);
    let query = sqlx::query_scalar(query).bind(most);
    parse_all("article", query.fetch_all(conn).await?)
}

/// One article.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    article_id: &str,
) -> Result<Option<Article>, StoreError> {
    let query = sqlx::query_scalar("SELECT content FROM article WHERE article_id = ?");
    let content: Option<String> = query.bind(article_id).fetch_optional(conn).await?;
    content
        .map(|content| from_json("article", &content))
        .transpose()
}

/// Publishes an article, or a newer version of it.
pub(crate) async fn publish(
    conn: &mut SqliteConnection,
    article: &Article,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR REPLACE INTO article VALUES (?, ?, ?)")
        .bind(&article.summary.id)
        .bind(to_json("article", article)?)
        .bind(&article.summary.published_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Service halls.
pub(crate) async fn halls(conn: &mut SqliteConnection) -> Result<Vec<Hall>, StoreError> {
    let query = sqlx::query_scalar("SELECT content FROM hall ORDER BY hall_id");
    parse_all("hall", query.fetch_all(conn).await?)
}

/// Adds or replaces a hall.
pub(crate) async fn set_hall(conn: &mut SqliteConnection, hall: &Hall) -> Result<(), StoreError> {
    let query = sqlx::query("INSERT OR REPLACE INTO hall VALUES (?, ?)").bind(&hall.id);
    query.bind(to_json("hall", hall)?).execute(conn).await?;
    Ok(())
}

fn parse_all<T: Serialize + DeserializeOwned>(
    table: &'static str,
    contents: Vec<String>,
) -> Result<Vec<T>, StoreError> {
    contents
        .iter()
        .map(|content| from_json(table, content))
        .collect()
}
