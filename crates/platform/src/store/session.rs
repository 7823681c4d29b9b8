//! Sessions: one for each time that a person logs in on a computer.

use sqlx::SqliteConnection;

use super::{change_log, unfinished};
use crate::error::StoreError;

/// A session.
#[derive(sqlx::FromRow)]
pub(crate) struct Session {
    /// Identifier; only its own citizen is told it.
    pub(crate) session_id: String,
    /// Whose.
    pub(crate) citizen_id: String,
    /// Thumbprint of the DPoP key that it is bound to (RFC 7638).
    pub(crate) jkt: String,
    /// When the person last authenticated, milliseconds.
    pub(crate) auth_time: i64,
    /// How they did, as the contract names ways to log in.
    pub(crate) auth_method: String,
    /// How the session began.
    pub(crate) method: String,
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
    let query = "INSERT INTO session (session_id, citizen_id, jkt, auth_time, opened_account, created_at, \
                 last_seen, method, auth_method) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?7)";
    sqlx::query(query)
        .bind(&session.session_id)
        .bind(&session.citizen_id)
        .bind(&session.jkt)
        .bind(session.auth_time)
        .bind(session.opened_account)
        .bind(at)
        .bind(&session.method)
        .execute(conn)
        .await?;
    Ok(())
}

/// The person authenticated anew, in this way.
pub(crate) async fn set_auth_time(
    conn: &mut SqliteConnection,
    session_id: &str,
    method: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query = "UPDATE session SET auth_time = ?, auth_method = ? WHERE session_id = ?";
    let query = sqlx::query(query).bind(at).bind(method).bind(session_id);
    query.execute(conn).await?;
    Ok(())
}

/// The session got tokens.
pub(crate) async fn set_last_seen(
    conn: &mut SqliteConnection,
    session_id: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE session SET last_seen = ? WHERE session_id = ?");
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

/// A device that registered itself before speaks in the session.
pub(crate) async fn adopt_device(
    conn: &mut SqliteConnection,
    session_id: &str,
    device_id: &str,
) -> Result<(), StoreError> {
    let query = "UPDATE session SET device_id = ? WHERE session_id = ? AND device_id IS NULL";
    let query = sqlx::query(query).bind(device_id).bind(session_id);
    query.execute(conn).await?;
    Ok(())
}

/// A session as its citizen is shown it.
#[derive(sqlx::FromRow)]
pub(crate) struct Line {
    pub(crate) session_id: String,
    /// Name of its device.
    pub(crate) name: Option<String>,
    pub(crate) method: String,
    pub(crate) created_at: i64,
    pub(crate) last_seen: i64,
}

/// The citizen's sessions that have not ended and got tokens after `since`, the one used last first.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    since: i64,
) -> Result<Vec<Line>, StoreError> {
    let query = "SELECT session_id, d.name, method, s.created_at, last_seen FROM session s \
                 LEFT JOIN device d ON d.citizen_id = s.citizen_id AND d.device_id = s.device_id \
                 WHERE s.citizen_id = ? AND ended_at IS NULL AND last_seen > ? \
                 ORDER BY last_seen DESC, s.created_at DESC";
    let query = sqlx::query_as(query).bind(citizen_id).bind(since);
    Ok(query.fetch_all(conn).await?)
}

/// Ends every session of the citizen but `keep`, and every login that would become one; gives the sessions
/// that it ended.
pub(crate) async fn end_others(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    keep: Option<&str>,
    at: i64,
) -> Result<Vec<String>, StoreError> {
    unfinished::end(conn, citizen_id, at).await?;
    let query = "SELECT session_id FROM session WHERE citizen_id = ? AND ended_at IS NULL \
                 AND session_id IS NOT ?";
    let others: Vec<String> = sqlx::query_scalar(query)
        .bind(citizen_id)
        .bind(keep)
        .fetch_all(&mut *conn)
        .await?;
    for session_id in &others {
        end(conn, session_id, at).await?;
    }
    Ok(others)
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
