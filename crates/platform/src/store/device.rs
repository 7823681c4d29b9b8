//! Computers that a citizen is logged in on, and how far each has numbered its mutations.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// Registers a device.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    device_id: &str,
    (name, app_version): (&str, &str),
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO device VALUES (?, ?, ?, ?, 0, ?)")
        .bind(citizen_id)
        .bind(device_id)
        .bind(name)
        .bind(app_version)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// The highest number that the device has used; `None` where the citizen has no such device.
pub(crate) async fn last_seq(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    device_id: &str,
) -> Result<Option<i64>, StoreError> {
    let query =
        sqlx::query_scalar("SELECT last_seq FROM device WHERE citizen_id = ? AND device_id = ?");
    Ok(query
        .bind(citizen_id)
        .bind(device_id)
        .fetch_optional(conn)
        .await?)
}

/// Moves it on.
pub(crate) async fn set_last_seq(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    device_id: &str,
    last_seq: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET last_seq = ? WHERE citizen_id = ? AND device_id = ?")
        .bind(last_seq)
        .bind(citizen_id)
        .bind(device_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives a device another name.
pub(crate) async fn rename(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    device_id: &str,
    name: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET name = ? WHERE citizen_id = ? AND device_id = ?")
        .bind(name)
        .bind(citizen_id)
        .bind(device_id)
        .execute(conn)
        .await?;
    Ok(())
}
