//! Phone numbers and e-mail addresses that wait for their code.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// A change that waits for its code.
#[derive(sqlx::FromRow)]
pub(crate) struct ContactChange {
    /// `phone` or `email`.
    pub(crate) channel: String,
    /// The new value.
    pub(crate) value: String,
    /// Keyed hash of the code.
    pub(crate) code_hash: Vec<u8>,
    /// How often the code may still be tried.
    pub(crate) tries_left: i64,
    /// Until when the code is good.
    pub(crate) expires_at: i64,
}

/// Begins a change. A person has one for each channel: a newer one takes the place of the older.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    change_id: &str,
    change: &ContactChange,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM contact_change WHERE citizen_id = ? AND channel = ?")
        .bind(citizen_id)
        .bind(&change.channel)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO contact_change VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(change_id)
        .bind(&change.channel)
        .bind(&change.value)
        .bind(&change.code_hash)
        .bind(change.tries_left)
        .bind(change.expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// The change with this identifier.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    change_id: &str,
) -> Result<Option<ContactChange>, StoreError> {
    let query = "SELECT channel, value, code_hash, tries_left, expires_at FROM contact_change \
                 WHERE citizen_id = ? AND change_id = ?";
    Ok(sqlx::query_as(query)
        .bind(citizen_id)
        .bind(change_id)
        .fetch_optional(conn)
        .await?)
}

/// A wrong code was tried.
pub(crate) async fn count_try(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    change_id: &str,
) -> Result<(), StoreError> {
    let query = "UPDATE contact_change SET tries_left = tries_left - 1 \
                 WHERE citizen_id = ? AND change_id = ?";
    sqlx::query(query)
        .bind(citizen_id)
        .bind(change_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// The change is over.
pub(crate) async fn remove(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    change_id: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM contact_change WHERE citizen_id = ? AND change_id = ?")
        .bind(citizen_id)
        .bind(change_id)
        .execute(conn)
        .await?;
    Ok(())
}
