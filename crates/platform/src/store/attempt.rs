//! What limits count.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A code sent to a phone number or e-mail address.
    CodeSent,
    /// A code asked for from a network address.
    CodeAsked,
    /// A wrong password for an account, or for a name that may be one.
    PasswordWrong,
    /// A wrong password from a network address.
    PasswordWrongFrom,
    /// A user code that no terminal shows, from a network address.
    UserCodeWrong,
    /// A report from a network address.
    Report,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::CodeSent => "code-sent",
            Self::CodeAsked => "code-asked",
            Self::PasswordWrong => "password-wrong",
            Self::PasswordWrongFrom => "password-wrong-from",
            Self::UserCodeWrong => "user-code-wrong",
            Self::Report => "report",
        }
    }
}

/// How often it happened since `since`, and when last.
pub(crate) async fn count(
    conn: &mut SqliteConnection,
    kind: Kind,
    subject: &[u8],
    since: i64,
) -> Result<(u32, Option<i64>), StoreError> {
    let query = "SELECT count(*), max(at) FROM attempt WHERE kind = ? AND subject = ? AND at > ?";
    let query = sqlx::query_as(query)
        .bind(kind.as_str())
        .bind(subject)
        .bind(since);
    Ok(query.fetch_one(conn).await?)
}

/// It happened. What happened a day ago to anybody is forgotten.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    kind: Kind,
    subject: &[u8],
    at: i64,
) -> Result<(), StoreError> {
    const DAY: i64 = 24 * 3600 * 1000;
    sqlx::query("DELETE FROM attempt WHERE at <= ?")
        .bind(at - DAY)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO attempt VALUES (?, ?, ?)")
        .bind(kind.as_str())
        .bind(subject)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what was counted for a subject: a right password ends the series of wrong ones.
pub(crate) async fn clear(
    conn: &mut SqliteConnection,
    kind: Kind,
    subject: &[u8],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM attempt WHERE kind = ? AND subject = ?")
        .bind(kind.as_str())
        .bind(subject)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes back what was counted for a subject last: it turned out not to have happened.
pub(crate) async fn take_back(
    conn: &mut SqliteConnection,
    kind: Kind,
    subject: &[u8],
) -> Result<(), StoreError> {
    let query = "DELETE FROM attempt WHERE rowid = \
                   (SELECT rowid FROM attempt WHERE kind = ? AND subject = ? ORDER BY at DESC LIMIT 1)";
    let query = sqlx::query(query).bind(kind.as_str()).bind(subject);
    query.execute(conn).await?;
    Ok(())
}
