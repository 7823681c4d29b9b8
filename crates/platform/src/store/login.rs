//! The steps of logging in: a code that was sent, and an authorization code that was given.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// A login that waits for the code sent to a phone.
#[derive(sqlx::FromRow)]
pub(crate) struct AuthSession {
    /// Thumbprint of the DPoP key that it is bound to.
    pub(crate) jkt: String,
    /// Where the code was sent.
    pub(crate) phone: String,
    /// For a step-up: the session of the person who is logged in.
    pub(crate) step_up: Option<String>,
    /// PKCE challenge.
    pub(crate) code_challenge: String,
    /// Keyed hash of the code.
    pub(crate) code_hash: Vec<u8>,
    /// Until when the code is good.
    pub(crate) code_expires: i64,
    /// How often it may still be tried.
    pub(crate) tries_left: i64,
    /// Whether the right code was given, so that an account can be opened or a password replaced.
    pub(crate) verified: bool,
    /// Whether it is to replace a forgotten password.
    pub(crate) recover: bool,
    /// Until when this login may go on.
    pub(crate) expires_at: i64,
}

/// The login whose secret has this hash.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<Option<AuthSession>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM auth_session WHERE hash = ?");
    Ok(query.bind(hash).fetch_optional(conn).await?)
}

/// Begins a login, and drops those that are over.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    hash: &[u8],
    session: &AuthSession,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM auth_session WHERE expires_at < ?")
        .bind(now)
        .execute(&mut *conn)
        .await?;
    let query = "INSERT INTO auth_session (hash, jkt, phone, step_up, code_challenge, code_hash, code_expires, \
                 tries_left, verified, expires_at, recover) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(hash)
        .bind(&session.jkt)
        .bind(&session.phone)
        .bind(&session.step_up)
        .bind(&session.code_challenge)
        .bind(&session.code_hash)
        .bind(session.code_expires)
        .bind(session.tries_left)
        .bind(session.verified)
        .bind(session.expires_at)
        .bind(session.recover)
        .execute(conn)
        .await?;
    Ok(())
}

/// A wrong code was tried.
pub(crate) async fn count_try(conn: &mut SqliteConnection, hash: &[u8]) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE auth_session SET tries_left = tries_left - 1 WHERE hash = ?");
    query.bind(hash).execute(conn).await?;
    Ok(())
}

/// The right code was given; something is still to be said: that an account is to be opened, or the new
/// password.
pub(crate) async fn set_verified(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE auth_session SET verified = 1 WHERE hash = ?");
    query.bind(hash).execute(conn).await?;
    Ok(())
}

/// The login is over.
pub(crate) async fn remove(conn: &mut SqliteConnection, hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM auth_session WHERE hash = ?")
        .bind(hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// An authorization code.
#[derive(sqlx::FromRow)]
pub(crate) struct Grant {
    /// Thumbprint of the DPoP key that it is bound to.
    pub(crate) jkt: String,
    /// Who logged in.
    pub(crate) citizen_id: String,
    /// PKCE challenge.
    pub(crate) code_challenge: String,
    /// Whether the account was opened by this very login.
    pub(crate) opened_account: bool,
    /// The session: for a step-up the one that goes on; else the one that the code led to, once used.
    pub(crate) session_id: Option<String>,
    /// Whether it was used.
    pub(crate) used: bool,
    /// Whether it is a step-up.
    pub(crate) step_up: bool,
    /// Where a browser brings it; absent for a challenge.
    pub(crate) redirect_uri: Option<String>,
    /// When the person authenticated, where that was on a page.
    pub(crate) auth_time: Option<i64>,
    /// The way that was gone, as the contract names ways to log in.
    pub(crate) method: String,
    /// Until when.
    pub(crate) expires_at: i64,
}

/// The authorization code with this hash.
pub(crate) async fn grant(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<Option<Grant>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM authorization_code WHERE hash = ?");
    Ok(query.bind(hash).fetch_optional(conn).await?)
}

/// Keeps an authorization code, and drops those that expired a day ago.
pub(crate) async fn insert_grant(
    conn: &mut SqliteConnection,
    hash: &[u8],
    grant: &Grant,
    now: i64,
) -> Result<(), StoreError> {
    const DAY: i64 = 24 * 3600 * 1000;
    sqlx::query("DELETE FROM authorization_code WHERE expires_at < ?")
        .bind(now - DAY)
        .execute(&mut *conn)
        .await?;
    let query = "INSERT INTO authorization_code \
                 (hash, jkt, citizen_id, code_challenge, opened_account, session_id, step_up, \
                  redirect_uri, auth_time, expires_at, method) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(hash)
        .bind(&grant.jkt)
        .bind(&grant.citizen_id)
        .bind(&grant.code_challenge)
        .bind(grant.opened_account)
        .bind(&grant.session_id)
        .bind(grant.step_up)
        .bind(&grant.redirect_uri)
        .bind(grant.auth_time)
        .bind(grant.expires_at)
        .bind(&grant.method)
        .execute(conn)
        .await?;
    Ok(())
}

/// The authorization code led to this session, and leads nowhere else.
pub(crate) async fn use_grant(
    conn: &mut SqliteConnection,
    hash: &[u8],
    session_id: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE authorization_code SET used = 1, session_id = ? WHERE hash = ?")
        .bind(session_id)
        .bind(hash)
        .execute(conn)
        .await?;
    Ok(())
}
