//! Sessions: one for each time that a person logs in on a computer.

use sqlx::SqliteConnection;

use super::change_log;
use crate::error::StoreError;

/// A session.
#[derive(sqlx::FromRow)]
pub(crate) struct Session {
    /// Identifier; it never leaves the platform.
    pub(crate) session_id: String,
    /// Whose.
    pub(crate) citizen_id: String,
    /// Thumbprint of the DPoP key that it is bound to (RFC 7638).
    pub(crate) jkt: String,
    /// When the person last authenticated, milliseconds.
    pub(crate) auth_time: i64,
    /// Whether it began with the opening of the account.
    pub(crate) opened_account: bool,
    /// The device that registered itself in it last.
    pub(crate) device_id: Option<String>,
    /// When it ended.
    pub(crate) ended_at: Option<i64>,
}

/// The session with this identifier.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    session_id: &str,
) -> Result<Option<Session>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM session WHERE session_id = ?");
    Ok(query.bind(session_id).fetch_optional(conn).await?)
}

/// Opens a session.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    session: &Session,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO session VALUES (?, ?, ?, ?, ?, NULL, ?, NULL)")
        .bind(&session.session_id)
        .bind(&session.citizen_id)
        .bind(&session.jkt)
        .bind(session.auth_time)
        .bind(session.opened_account)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// The person authenticated anew.
pub(crate) async fn set_auth_time(
    conn: &mut SqliteConnection,
    session_id: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE session SET auth_time = ? WHERE session_id = ?");
    query.bind(at).bind(session_id).execute(conn).await?;
    Ok(())
}

/// A device registered itself in the session.
pub(crate) async fn set_device(
    conn: &mut SqliteConnection,
    session_id: &str,
    device_id: &str,
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE session SET device_id = ? WHERE session_id = ?");
    query.bind(device_id).bind(session_id).execute(conn).await?;
    Ok(())
}

/// Ends a session: its tokens are worth nothing from now on, and its streams close. Gives whose it was, or
/// `None` where it had ended before.
pub(crate) async fn end(
    conn: &mut SqliteConnection,
    session_id: &str,
    at: i64,
) -> Result<Option<String>, StoreError> {
    let query = "UPDATE session SET ended_at = ? WHERE session_id = ? AND ended_at IS NULL \
                 RETURNING citizen_id";
    let ended: Option<String> = sqlx::query_scalar(query)
        .bind(at)
        .bind(session_id)
        .fetch_optional(&mut *conn)
        .await?;
    if let Some(citizen_id) = &ended {
        sqlx::query("DELETE FROM access_token WHERE session_id = ?")
            .bind(session_id)
            .execute(&mut *conn)
            .await?;
        change_log::session_ended(conn, citizen_id, session_id).await?;
    }
    Ok(ended)
}
