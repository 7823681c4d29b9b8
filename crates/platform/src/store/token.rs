//! Access and refresh tokens, by their SHA-256.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// What an access token opens.
#[derive(sqlx::FromRow)]
pub(crate) struct Access {
    /// The session.
    pub(crate) session_id: String,
    /// Whose.
    pub(crate) citizen_id: String,
    /// Thumbprint of the DPoP key that it is bound to.
    pub(crate) jkt: String,
    /// The device that speaks in the session.
    pub(crate) device_id: Option<String>,
    /// When the person last authenticated, milliseconds.
    pub(crate) auth_time: i64,
    /// Until when.
    pub(crate) expires_at: i64,
}

/// What the access token with this hash opens.
pub(crate) async fn access(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<Option<Access>, StoreError> {
    let query = "SELECT session_id, citizen_id, jkt, device_id, auth_time, expires_at \
                 FROM access_token JOIN session USING (session_id) WHERE hash = ? AND ended_at IS NULL";
    Ok(sqlx::query_as(query)
        .bind(hash)
        .fetch_optional(conn)
        .await?)
}

/// Keeps an access token, and drops those that expired a day ago.
pub(crate) async fn insert_access(
    conn: &mut SqliteConnection,
    hash: &[u8],
    session_id: &str,
    (now, expires_at): (i64, i64),
) -> Result<(), StoreError> {
    const DAY: i64 = 24 * 3600 * 1000;
    sqlx::query("DELETE FROM access_token WHERE expires_at < ?")
        .bind(now - DAY)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO access_token VALUES (?, ?, ?)")
        .bind(hash)
        .bind(session_id)
        .bind(expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// A refresh token.
#[derive(sqlx::FromRow)]
pub(crate) struct Refresh {
    /// The session.
    pub(crate) session_id: String,
    /// Whether it was used before. It may be used again until a successor is.
    pub(crate) used: bool,
    /// Whether another of the session took its place.
    pub(crate) dead: bool,
    /// Until when.
    pub(crate) expires_at: i64,
}

/// The refresh token with this hash.
pub(crate) async fn refresh(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<Option<Refresh>, StoreError> {
    let query = "SELECT session_id, used, dead, expires_at FROM refresh_token WHERE hash = ?";
    Ok(sqlx::query_as(query)
        .bind(hash)
        .fetch_optional(conn)
        .await?)
}

/// Keeps a refresh token, and drops those that expired.
pub(crate) async fn insert_refresh(
    conn: &mut SqliteConnection,
    hash: &[u8],
    session_id: &str,
    (now, expires_at): (i64, i64),
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM refresh_token WHERE session_id = ? AND expires_at < ?")
        .bind(session_id)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO refresh_token (hash, session_id, expires_at) VALUES (?, ?, ?)")
        .bind(hash)
        .bind(session_id)
        .bind(expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// A refresh token is used for the first time: every other one of the session is dead from now on, be it
/// the one before or one whose reply was lost.
pub(crate) async fn first_use(
    conn: &mut SqliteConnection,
    hash: &[u8],
    session_id: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE refresh_token SET used = 1 WHERE hash = ?")
        .bind(hash)
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE refresh_token SET dead = 1 WHERE session_id = ? AND hash <> ?")
        .bind(session_id)
        .bind(hash)
        .execute(conn)
        .await?;
    Ok(())
}
