//! Logins that have begun and led to no session yet, whichever way they go.

use sqlx::SqliteConnection;

use super::device_authorization::State;
use crate::error::StoreError;

/// Ends every login of the citizen that would become a session: whoever began it may know what they should
/// not. What confirms who is there within a session goes on, and ends with that session.
///
/// Terminals are told that nobody agrees; everything else is not there any more.
pub(crate) async fn end(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    at: i64,
) -> Result<(), StoreError> {
    // Before the pages are gone, for they say on whose page a terminal waits.
    let terminals = "UPDATE device_authorization SET state = ?2, expires_at = ?3 \
                     WHERE (state = ?4 AND citizen_id = ?1) OR (state = ?5 AND device_hash IN \
                       (SELECT device_hash FROM approval WHERE citizen_id = ?1))";
    sqlx::query(terminals)
        .bind(citizen_id)
        .bind(State::Denied)
        .bind(at)
        .bind(State::Approved)
        .bind(State::Claimed)
        .execute(&mut *conn)
        .await?;
    let others = [
        "DELETE FROM approval WHERE citizen_id = ?",
        "DELETE FROM authorization_code WHERE citizen_id = ? AND used = 0 AND step_up = 0",
        "DELETE FROM auth_session WHERE step_up IS NULL \
           AND phone = (SELECT phone FROM citizen WHERE citizen_id = ?)",
    ];
    for query in others {
        sqlx::query(query)
            .bind(citizen_id)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
