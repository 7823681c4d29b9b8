//! Terminals that wait for their person (RFC 8628).

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// How far a terminal's waiting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum State {
    /// Nobody has given its code yet.
    Open,
    /// Somebody has, and decides.
    Claimed,
    /// They agreed.
    Approved,
    /// They did not.
    Denied,
    /// The tokens are given.
    Used,
}

/// A terminal that waits.
#[derive(sqlx::FromRow)]
pub(crate) struct DeviceAuthorization {
    pub(crate) device_hash: Vec<u8>,
    pub(crate) user_hash: Vec<u8>,
    /// Thumbprint of the key that the tokens will be bound to.
    pub(crate) jkt: String,
    /// What it calls itself.
    pub(crate) terminal: String,
    /// The number that it shows.
    pub(crate) number: String,
    pub(crate) state: State,
    pub(crate) citizen_id: Option<String>,
    /// Whether the account was opened on the page.
    pub(crate) opened_account: bool,
    /// When the person authenticated on the page.
    pub(crate) auth_time: Option<i64>,
    /// Least milliseconds between two questions.
    pub(crate) poll_interval: i64,
    pub(crate) polled_at: Option<i64>,
    pub(crate) expires_at: i64,
}

/// Keeps a terminal that waits, and drops those that were over an hour ago.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    new: &DeviceAuthorization,
    now: i64,
) -> Result<(), StoreError> {
    const HOUR: i64 = 3600 * 1000;
    sqlx::query("DELETE FROM device_authorization WHERE expires_at < ?")
        .bind(now - HOUR)
        .execute(&mut *conn)
        .await?;
    let query = "INSERT INTO device_authorization \
                 (device_hash, user_hash, jkt, terminal, number, state, poll_interval, expires_at) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(&new.device_hash)
        .bind(&new.user_hash)
        .bind(&new.jkt)
        .bind(&new.terminal)
        .bind(&new.number)
        .bind(new.state)
        .bind(new.poll_interval)
        .bind(new.expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// The terminal that has this device code.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    device_hash: &[u8],
) -> Result<Option<DeviceAuthorization>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM device_authorization WHERE device_hash = ?");
    Ok(query.bind(device_hash).fetch_optional(conn).await?)
}

/// The terminal that shows this user code.
pub(crate) async fn by_user_code(
    conn: &mut SqliteConnection,
    user_hash: &[u8],
) -> Result<Option<DeviceAuthorization>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM device_authorization WHERE user_hash = ?");
    Ok(query.bind(user_hash).fetch_optional(conn).await?)
}

/// It waits for something else now, until `expires_at`.
pub(crate) async fn advance(
    conn: &mut SqliteConnection,
    device_hash: &[u8],
    state: State,
    expires_at: i64,
) -> Result<(), StoreError> {
    let query = "UPDATE device_authorization SET state = ?, expires_at = ? WHERE device_hash = ?";
    let query = sqlx::query(query).bind(state).bind(expires_at);
    query.bind(device_hash).execute(conn).await?;
    Ok(())
}

/// Who agreed, and when they authenticated.
pub(crate) async fn set_citizen(
    conn: &mut SqliteConnection,
    device_hash: &[u8],
    (citizen_id, opened_account, auth_time): (&str, bool, i64),
) -> Result<(), StoreError> {
    let query = "UPDATE device_authorization SET citizen_id = ?, opened_account = ?, auth_time = ? \
                 WHERE device_hash = ?";
    sqlx::query(query)
        .bind(citizen_id)
        .bind(opened_account)
        .bind(auth_time)
        .bind(device_hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// It asked just now, and may ask again after `interval`.
pub(crate) async fn polled(
    conn: &mut SqliteConnection,
    device_hash: &[u8],
    at: i64,
    interval: i64,
) -> Result<(), StoreError> {
    let query =
        "UPDATE device_authorization SET polled_at = ?, poll_interval = ? WHERE device_hash = ?";
    let query = sqlx::query(query).bind(at).bind(interval);
    query.bind(device_hash).execute(conn).await?;
    Ok(())
}
