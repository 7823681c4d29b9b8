//! Guardians: their codes, and what they have agreed to for whom.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// A guardian who has asked for a code.
#[derive(sqlx::FromRow)]
pub(crate) struct Challenge {
    /// The guardian, by a keyed hash of the phone number.
    pub(crate) guardian: String,
    /// What the code is for, as the contract names it.
    pub(crate) purpose: String,
    /// Keyed hash of the code.
    pub(crate) code_hash: Vec<u8>,
    /// Until when the code is good.
    pub(crate) code_expires: i64,
    /// How often it may still be tried.
    pub(crate) tries_left: i64,
    /// Whether the right code was given.
    pub(crate) verified: bool,
    /// Until when the challenge may be used.
    pub(crate) expires_at: i64,
}

/// The challenge whose secret has this hash.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<Option<Challenge>, StoreError> {
    let query = "SELECT guardian, purpose, code_hash, code_expires, tries_left, verified, expires_at \
                 FROM guardian_challenge WHERE hash = ?";
    Ok(sqlx::query_as(query)
        .bind(hash)
        .fetch_optional(conn)
        .await?)
}

/// Keeps a challenge, and drops those that are over.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    hash: &[u8],
    challenge: &Challenge,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM guardian_challenge WHERE expires_at < ?")
        .bind(now)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO guardian_challenge VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(hash)
        .bind(&challenge.guardian)
        .bind(&challenge.purpose)
        .bind(&challenge.code_hash)
        .bind(challenge.code_expires)
        .bind(challenge.tries_left)
        .bind(challenge.verified)
        .bind(challenge.expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// A wrong code was tried.
pub(crate) async fn count_try(conn: &mut SqliteConnection, hash: &[u8]) -> Result<(), StoreError> {
    let query = "UPDATE guardian_challenge SET tries_left = tries_left - 1 WHERE hash = ?";
    sqlx::query(query).bind(hash).execute(conn).await?;
    Ok(())
}

/// The right code was given: the challenge may be used until `expires_at`, and the code no more.
pub(crate) async fn set_verified(
    conn: &mut SqliteConnection,
    hash: &[u8],
    expires_at: i64,
) -> Result<(), StoreError> {
    let query =
        "UPDATE guardian_challenge SET verified = 1, tries_left = 0, expires_at = ? WHERE hash = ?";
    sqlx::query(query)
        .bind(expires_at)
        .bind(hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// A guardian's agreement is in the log of `subject`.
pub(crate) async fn agreed(
    conn: &mut SqliteConnection,
    guardian: &str,
    subject: &str,
    record_id: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO guardian_consent VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(guardian)
        .bind(subject)
        .bind(record_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Every agreement of a guardian that was entered: the log that it is in, and its record.
pub(crate) async fn agreements(
    conn: &mut SqliteConnection,
    guardian: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    let query =
        "SELECT subject, record_id FROM guardian_consent WHERE guardian = ? ORDER BY subject";
    Ok(sqlx::query_as(query).bind(guardian).fetch_all(conn).await?)
}
