//! Published policies, byte for byte as they were signed.

use sqlx::SqliteConnection;

use super::change_log::{self, Kind};
use super::notice;
use crate::error::StoreError;

/// Version of the policy in force, and the broadcast revision of its publication. It is the one whose
/// Chinese text came last: another language says the same, whenever it is published.
pub(crate) async fn newest(
    conn: &mut SqliteConnection,
) -> Result<Option<(String, i64)>, StoreError> {
    let query = "SELECT version, rev FROM policy_bundle \
                 ORDER BY language = 'zh-CN' DESC, rev DESC LIMIT 1";
    Ok(sqlx::query_as(query).fetch_optional(conn).await?)
}

/// The signed bundle of the policy in force in `language`; where it does not speak that language, in
/// Chinese. `None` only where nothing was ever published.
pub(crate) async fn in_force(
    conn: &mut SqliteConnection,
    language: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let query = "SELECT bytes FROM policy_bundle \
                 WHERE (policy_id, version) = \
                   (SELECT policy_id, version FROM policy_bundle \
                    ORDER BY language = 'zh-CN' DESC, rev DESC LIMIT 1) \
                 ORDER BY language = ?1 DESC, language = 'zh-CN' DESC LIMIT 1";
    Ok(sqlx::query_scalar(query)
        .bind(language)
        .fetch_optional(conn)
        .await?)
}

/// Whether this version was published in Chinese.
pub(crate) async fn is_known(
    conn: &mut SqliteConnection,
    policy_id: &str,
    version: &str,
) -> Result<bool, StoreError> {
    let query = "SELECT EXISTS (SELECT 1 FROM policy_bundle \
                 WHERE policy_id = ? AND version = ? AND language = 'zh-CN')";
    let query = sqlx::query_scalar(query).bind(policy_id).bind(version);
    Ok(query.fetch_one(conn).await?)
}

/// One version of a policy, in `language` or else in Chinese, and the language that it is.
pub(crate) async fn version(
    conn: &mut SqliteConnection,
    (policy_id, version): (&str, &str),
    language: &str,
) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let query = "SELECT language, bytes FROM policy_bundle WHERE policy_id = ?1 AND version = ?2 \
                 AND language IN (?3, 'zh-CN') ORDER BY language = ?3 DESC LIMIT 1";
    let query = sqlx::query_as(query)
        .bind(policy_id)
        .bind(version)
        .bind(language);
    Ok(query.fetch_optional(conn).await?)
}

/// The signed bundle whose place a version takes in its language: that of the version before it in the order of
/// their Chinese texts. `None` where it is the first that speaks this language.
pub(crate) async fn replaced(
    conn: &mut SqliteConnection,
    (policy_id, version, language): (&str, &str, &str),
) -> Result<Option<Vec<u8>>, StoreError> {
    let query = "SELECT spoken.bytes FROM policy_bundle AS spoken \
                 JOIN policy_bundle AS chinese ON chinese.policy_id = spoken.policy_id \
                   AND chinese.version = spoken.version AND chinese.language = 'zh-CN' \
                 WHERE spoken.language = ?3 AND chinese.rev < \
                   (SELECT rev FROM policy_bundle \
                    WHERE policy_id = ?1 AND version = ?2 AND language = 'zh-CN') \
                 ORDER BY chinese.rev DESC LIMIT 1";
    let query = sqlx::query_scalar(query)
        .bind(policy_id)
        .bind(version)
        .bind(language);
    Ok(query.fetch_optional(conn).await?)
}

/// The signed bundle that was published last in a language; `None` where none was.
pub(crate) async fn last_in(
    conn: &mut SqliteConnection,
    language: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let query = "SELECT spoken.bytes FROM policy_bundle AS spoken \
                 JOIN policy_bundle AS chinese ON chinese.policy_id = spoken.policy_id \
                   AND chinese.version = spoken.version AND chinese.language = 'zh-CN' \
                 WHERE spoken.language = ? ORDER BY chinese.rev DESC LIMIT 1";
    let query = sqlx::query_scalar(query).bind(language);
    Ok(query.fetch_optional(conn).await?)
}

/// Publishes a bundle. Gives `false` where this version was published before: a version never changes.
pub(crate) async fn publish(
    conn: &mut SqliteConnection,
    (policy_id, version, language): (&str, &str, &str),
    bytes: &[u8],
) -> Result<bool, StoreError> {
    let known = "SELECT EXISTS (SELECT 1 FROM policy_bundle \
                 WHERE policy_id = ? AND version = ? AND language = ?)";
    let known = sqlx::query_scalar(known)
        .bind(policy_id)
        .bind(version)
        .bind(language);
    if known.fetch_one(&mut *conn).await? {
        return Ok(false);
    }
    let rev = notice::next_broadcast_rev(conn).await?;
    sqlx::query("INSERT INTO policy_bundle VALUES (?, ?, ?, ?, ?)")
        .bind(policy_id)
        .bind(version)
        .bind(language)
        .bind(bytes)
        .bind(rev)
        .execute(&mut *conn)
        .await?;
    change_log::all_changed(conn, Kind::Policy).await?;
    Ok(true)
}
