//! What a person finds in the activity list: rows of the audit trail that concern the safety of the account,
//! each with the session in which it was done. Written with them, in one transaction.

use sqlx::SqliteConnection;

use super::audit;
use crate::error::StoreError;

/// Something that happened to an account.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Happened<'a> {
    /// What, as the audit trail names it.
    pub(crate) action: &'static str,
    /// To whom; `None` where nobody has such an account. Then only the audit trail has it.
    pub(crate) citizen_id: Option<&'a str>,
    /// What exactly, without any value: a unit, a way to log in.
    pub(crate) detail: &'a str,
    /// The session in which it was done.
    pub(crate) session_id: Option<&'a str>,
    /// The session that it was done to.
    pub(crate) about: Option<&'a str>,
}

/// Records it.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    at: i64,
    what: Happened<'_>,
) -> Result<(), StoreError> {
    let entry = audit::Entry {
        actor: "citizen",
        action: what.action,
        citizen_id: what.citizen_id,
        detail: what.detail,
    };
    let position = audit::append(conn, at, entry).await?;
    let Some(citizen_id) = what.citizen_id else {
        return Ok(());
    };
    // The identifier is no secret: it only has to tell nothing of the trail.
    sqlx::query("INSERT INTO activity VALUES (?, lower(hex(randomblob(16))), ?, ?, ?, NULL)")
        .bind(citizen_id)
        .bind(position)
        .bind(what.session_id)
        .bind(what.about)
        .execute(conn)
        .await?;
    Ok(())
}

/// One entry.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Activity {
    /// Opaque identifier.
    pub(crate) activity_id: String,
    /// When, milliseconds.
    pub(crate) at: i64,
    /// What, as the audit trail names it.
    pub(crate) action: String,
    /// What exactly.
    pub(crate) detail: String,
    /// The session in which it was done.
    pub(crate) session_id: Option<String>,
    /// Name of its device.
    pub(crate) device: Option<String>,
    /// Name of the device that it was done to.
    pub(crate) about: Option<String>,
    /// Whether that session goes on.
    pub(crate) session_open: bool,
    /// Whether the person has said that it was not them.
    pub(crate) disowned: bool,
}

/// Entries before `before`, newest first; the newest ones where absent.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<Activity>, StoreError> {
    let query = "SELECT * FROM activity_entry WHERE citizen_id = ?1 AND (?2 IS NULL OR position < \
                 (SELECT position FROM activity WHERE citizen_id = ?1 AND activity_id = ?2)) \
                 ORDER BY position DESC LIMIT ?3";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(before)
        .bind(limit);
    Ok(query.fetch_all(conn).await?)
}

/// One entry.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    activity_id: &str,
) -> Result<Option<Activity>, StoreError> {
    let query = "SELECT * FROM activity_entry WHERE citizen_id = ? AND activity_id = ?";
    let query = sqlx::query_as(query).bind(citizen_id).bind(activity_id);
    Ok(query.fetch_optional(conn).await?)
}

/// The person says that it was not them.
pub(crate) async fn disown(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    activity_id: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query = "UPDATE activity SET disowned_at = ? \
                 WHERE citizen_id = ? AND activity_id = ? AND disowned_at IS NULL";
    sqlx::query(query)
        .bind(at)
        .bind(citizen_id)
        .bind(activity_id)
        .execute(conn)
        .await?;
    Ok(())
}
