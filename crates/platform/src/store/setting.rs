//! Settings of the platform as a whole.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// Name of the epoch, which changes whenever the platform was restored from a backup.
pub(crate) const EPOCH: &str = "epoch";
/// Name of the key, hexadecimal, under which codes and counted subjects are hashed.
pub(crate) const HASH_KEY: &str = "hash_key";
/// Name of the key, base64url, that countersigns decisions.
pub(crate) const RECEIPT_KEY: &str = "receipt_key";
/// Name of the operator's contacts, JSON.
pub(crate) const CONTACTS: &str = "contacts";

/// The setting called `name`.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let query = sqlx::query_scalar("SELECT value FROM platform WHERE name = ?");
    Ok(query.bind(name).fetch_optional(conn).await?)
}

/// Sets it.
pub(crate) async fn set(
    conn: &mut SqliteConnection,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO platform VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(conn)
    .await?;
    Ok(())
}

/// The setting called `name`; where there is none yet, `value` from now on.
pub(crate) async fn find_or_set(
    conn: &mut SqliteConnection,
    name: &str,
    value: &str,
) -> Result<String, StoreError> {
    if let Some(found) = find(conn, name).await? {
        return Ok(found);
    }
    set(conn, name, value).await?;
    Ok(value.to_owned())
}
