//! The inbox: notices to one citizen, and notices to all, which are one row however many citizens there
//! are.

use sqlx::SqliteConnection;
use sst_domain::notice::Notice;

use super::change_log::{self, Kind};
use super::{citizen, from_json, to_json};
use crate::error::StoreError;

const TABLE: &str = "notice";

/// Puts a notice into one citizen's inbox.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    notice: &Notice,
) -> Result<(), StoreError> {
    let rev = citizen::next_rev(conn, citizen_id).await?;
    sqlx::query("INSERT INTO notice (citizen_id, notice_id, content, rev) VALUES (?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(&notice.id)
        .bind(to_json(TABLE, notice)?)
        .bind(rev)
        .execute(&mut *conn)
        .await?;
    change_log::citizen_changed(conn, citizen_id, Kind::Notices, rev).await
}

/// Puts a notice into every inbox, those of citizens to come left out.
pub(crate) async fn broadcast(
    conn: &mut SqliteConnection,
    notice: &Notice,
) -> Result<(), StoreError> {
    let rev = next_broadcast_rev(conn).await?;
    sqlx::query("INSERT INTO broadcast VALUES (?, ?, ?)")
        .bind(&notice.id)
        .bind(to_json(TABLE, notice)?)
        .bind(rev)
        .execute(&mut *conn)
        .await?;
    change_log::all_changed(conn, Kind::Notices).await
}

/// Marks a notice as read. Gives whether that changed anything; a notice that the citizen never got is
/// none of theirs and changes nothing.
pub(crate) async fn mark_read(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    notice_id: &str,
) -> Result<bool, StoreError> {
    let own = "SELECT read FROM notice WHERE citizen_id = ? AND notice_id = ?";
    let own: Option<bool> = sqlx::query_scalar(own)
        .bind(citizen_id)
        .bind(notice_id)
        .fetch_optional(&mut *conn)
        .await?;
    let statement = match own {
        Some(true) => return Ok(false),
        Some(false) => {
            "UPDATE notice SET read = 1, rev = ?3 WHERE citizen_id = ?1 AND notice_id = ?2"
        }
        None if broadcast_is_unread(conn, citizen_id, notice_id).await? => {
            "INSERT INTO broadcast_read VALUES (?1, ?2, ?3)"
        }
        None => return Ok(false),
    };
    let rev = citizen::next_rev(conn, citizen_id).await?;
    let query = sqlx::query(statement)
        .bind(citizen_id)
        .bind(notice_id)
        .bind(rev);
    query.execute(&mut *conn).await?;
    change_log::citizen_changed(conn, citizen_id, Kind::Notices, rev).await?;
    Ok(true)
}

/// Notices of one citizen that changed after `since`, with their revision, oldest change first. A notice to
/// all counts as changed when this citizen has read it.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    since: i64,
    limit: u32,
) -> Result<Vec<(i64, Notice)>, StoreError> {
    let query = "SELECT rev, content, read FROM notice WHERE citizen_id = ?1 AND rev > ?2 \
                 UNION ALL \
                 SELECT r.rev, b.content, 1 FROM broadcast_read r JOIN broadcast b USING (notice_id) \
                 WHERE r.citizen_id = ?1 AND r.rev > ?2 \
                 ORDER BY 1 LIMIT ?3";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(since)
        .bind(limit);
    let rows: Vec<(i64, String, bool)> = query.fetch_all(conn).await?;
    let notice = |(rev, content, read): (i64, String, bool)| {
        Ok((
            rev,
            Notice {
                read,
                ..from_json(TABLE, &content)?
            },
        ))
    };
    rows.into_iter().map(notice).collect()
}

/// Notices to all that came after `since`, with their revision, oldest first, as this citizen has them.
pub(crate) async fn broadcasts_after(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    since: i64,
    limit: u32,
) -> Result<Vec<(i64, Notice)>, StoreError> {
    let query = "SELECT b.rev, b.content, r.notice_id IS NOT NULL FROM broadcast b \
                 LEFT JOIN broadcast_read r ON r.notice_id = b.notice_id AND r.citizen_id = ? \
                 WHERE b.rev > ? ORDER BY b.rev LIMIT ?";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(since)
        .bind(limit);
    let rows: Vec<(i64, String, bool)> = query.fetch_all(conn).await?;
    let notice = |(rev, content, read): (i64, String, bool)| {
        Ok((
            rev,
            Notice {
                read,
                ..from_json(TABLE, &content)?
            },
        ))
    };
    rows.into_iter().map(notice).collect()
}

/// Newest revision of what concerns everybody.
pub(crate) async fn broadcast_rev(conn: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT rev FROM broadcast_revision")
        .fetch_one(conn)
        .await?)
}

/// The next one.
pub(crate) async fn next_broadcast_rev(conn: &mut SqliteConnection) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar("UPDATE broadcast_revision SET rev = rev + 1 RETURNING rev");
    Ok(query.fetch_one(conn).await?)
}

async fn broadcast_is_unread(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    notice_id: &str,
) -> Result<bool, StoreError> {
    let query = "SELECT EXISTS (SELECT 1 FROM broadcast b JOIN citizen c ON c.citizen_id = ?1 \
                 WHERE b.notice_id = ?2 AND b.rev > c.broadcast_from AND NOT EXISTS \
                 (SELECT 1 FROM broadcast_read r WHERE r.citizen_id = ?1 AND r.notice_id = ?2))";
    Ok(sqlx::query_scalar(query)
        .bind(citizen_id)
        .bind(notice_id)
        .fetch_one(conn)
        .await?)
}
