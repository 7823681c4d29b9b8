//! What running servers tell the streams.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// How many rows are kept; a server that is further behind tells its streams to look for themselves.
const KEPT: i64 = 10_000;

/// Kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The profile.
    Profile,
    /// The inbox.
    Notices,
    /// The log of decisions.
    Consents,
    /// Requests for corrections.
    Corrections,
    /// The policy.
    Policy,
    /// A session ended: its streams close.
    SessionEnded,
}

/// One row.
pub(crate) struct Change {
    /// Its number.
    pub(crate) tick: i64,
    /// Whom it concerns; everybody where absent.
    pub(crate) citizen_id: Option<String>,
    /// The session that ended.
    pub(crate) session_id: Option<String>,
    /// What changed.
    pub(crate) kind: Kind,
    /// Revision of the citizen.
    pub(crate) rev: i64,
}

/// The citizen's data changed.
pub(crate) async fn citizen_changed(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    kind: Kind,
    rev: i64,
) -> Result<(), StoreError> {
    insert(conn, Some(citizen_id), None, kind, rev).await
}

/// Something that concerns everybody changed.
pub(crate) async fn all_changed(conn: &mut SqliteConnection, kind: Kind) -> Result<(), StoreError> {
    insert(conn, None, None, kind, 0).await
}

/// A session ended.
pub(crate) async fn session_ended(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    session_id: &str,
) -> Result<(), StoreError> {
    insert(
        conn,
        Some(citizen_id),
        Some(session_id),
        Kind::SessionEnded,
        0,
    )
    .await
}

/// Number of the newest row.
pub(crate) async fn newest(conn: &mut SqliteConnection) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar("SELECT coalesce(max(tick), 0) FROM change_log");
    Ok(query.fetch_one(conn).await?)
}

/// Rows after `tick`, oldest first.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    tick: i64,
) -> Result<Vec<Change>, StoreError> {
    let query = "SELECT tick, citizen_id, session_id, kind, rev FROM change_log \
                 WHERE tick > ? ORDER BY tick LIMIT 1000";
    type Row = (i64, Option<String>, Option<String>, String, i64);
    let rows: Vec<Row> = sqlx::query_as(query).bind(tick).fetch_all(conn).await?;
    let change = |(tick, citizen_id, session_id, kind, rev): (_, _, _, String, _)| {
        let kind = parse(&kind).ok_or(StoreError::Corrupt("change_log"))?;
        Ok(Change {
            tick,
            citizen_id,
            session_id,
            kind,
            rev,
        })
    };
    rows.into_iter().map(change).collect()
}

async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: Option<&str>,
    session_id: Option<&str>,
    kind: Kind,
    rev: i64,
) -> Result<(), StoreError> {
    let query = "INSERT INTO change_log (citizen_id, session_id, kind, rev) VALUES (?, ?, ?, ?) \
                 RETURNING tick";
    let tick: i64 = sqlx::query_scalar(query)
        .bind(citizen_id)
        .bind(session_id)
        .bind(name(kind))
        .bind(rev)
        .fetch_one(&mut *conn)
        .await?;
    if tick % 1000 == 0 {
        sqlx::query("DELETE FROM change_log WHERE tick <= ?")
            .bind(tick - KEPT)
            .execute(conn)
            .await?;
    }
    Ok(())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Profile => "profile",
        Kind::Notices => "notices",
        Kind::Consents => "consents",
        Kind::Corrections => "corrections",
        Kind::Policy => "policy",
        Kind::SessionEnded => "session-ended",
    }
}

fn parse(name: &str) -> Option<Kind> {
    [
        Kind::Profile,
        Kind::Notices,
        Kind::Consents,
        Kind::Corrections,
        Kind::Policy,
        Kind::SessionEnded,
    ]
    .into_iter()
    .find(|kind| self::name(*kind) == name)
}
