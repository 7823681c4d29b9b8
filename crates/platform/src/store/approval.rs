//! People before a page that asks them to agree to a login.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// A page that asks, and how far its person has come.
#[derive(sqlx::FromRow)]
pub(crate) struct Approval {
    /// What wants to log in, in its own words.
    pub(crate) terminal: String,
    /// The terminal that waits; absent for a browser's request.
    pub(crate) device_hash: Option<Vec<u8>>,
    /// The numbers to choose from, with a space between.
    pub(crate) numbers: String,
    /// For a browser's request: where to.
    pub(crate) redirect_uri: Option<String>,
    /// For a browser's request: what comes back unchanged.
    pub(crate) client_state: Option<String>,
    /// For a browser's request: PKCE challenge.
    pub(crate) code_challenge: Option<String>,
    /// For a browser's request: thumbprint of the key that the code is bound to.
    pub(crate) jkt: Option<String>,
    /// Who the person has shown themselves to be.
    pub(crate) citizen_id: Option<String>,
    /// Whether the account was opened on this very page.
    pub(crate) opened_account: bool,
    /// When they did so.
    pub(crate) auth_time: Option<i64>,
    /// Until when the page may be answered.
    pub(crate) expires_at: i64,
}

/// Keeps a new page, and drops those that are over.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    hash: &[u8],
    new: &Approval,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM approval WHERE expires_at < ?")
        .bind(now)
        .execute(&mut *conn)
        .await?;
    let query = "INSERT INTO approval \
                 (hash, terminal, device_hash, numbers, redirect_uri, client_state, code_challenge, jkt, expires_at) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(hash)
        .bind(&new.terminal)
        .bind(&new.device_hash)
        .bind(&new.numbers)
        .bind(&new.redirect_uri)
        .bind(&new.client_state)
        .bind(&new.code_challenge)
        .bind(&new.jkt)
        .bind(new.expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// The page whose token has this hash.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    hash: &[u8],
) -> Result<Option<Approval>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM approval WHERE hash = ?");
    Ok(query.bind(hash).fetch_optional(conn).await?)
}

/// The person has shown who they are. From now on the page answers to another token alone: whoever knew the
/// one before, and is somebody else, is left behind.
pub(crate) async fn identify(
    conn: &mut SqliteConnection,
    hash: &[u8],
    new_hash: &[u8],
    (citizen_id, opened_account, at): (&str, bool, i64),
) -> Result<(), StoreError> {
    let query = "UPDATE approval SET hash = ?, citizen_id = ?, opened_account = ?, auth_time = ? \
                 WHERE hash = ?";
    sqlx::query(query)
        .bind(new_hash)
        .bind(citizen_id)
        .bind(opened_account)
        .bind(at)
        .bind(hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// The page is answered.
pub(crate) async fn remove(conn: &mut SqliteConnection, hash: &[u8]) -> Result<(), StoreError> {
    let query = sqlx::query("DELETE FROM approval WHERE hash = ?");
    query.bind(hash).execute(conn).await?;
    Ok(())
}
