//! Citizens: who can log in, and the revision of their data.

use sqlx::SqliteConnection;

use crate::error::StoreError;

/// A citizen's account.
#[derive(sqlx::FromRow)]
pub(crate) struct Citizen {
    /// Opaque identifier.
    pub(crate) citizen_id: String,
    /// Phone number for codes; the same as the unit `phone`.
    pub(crate) phone: String,
    /// E-mail address; the same as the unit `email`.
    pub(crate) email: Option<String>,
    /// PHC string of the password, where there is one.
    pub(crate) password_hash: Option<String>,
    /// When it was set, milliseconds, where that is known.
    pub(crate) password_changed_at: Option<i64>,
    /// Account name, where the citizen has one besides the phone number.
    pub(crate) account: Option<String>,
    /// Newest revision of the citizen's data.
    pub(crate) rev: i64,
    /// Broadcasts up to this revision were before the citizen's time.
    pub(crate) broadcast_from: i64,
}

/// The citizen with this identifier.
pub(crate) async fn by_id(
    conn: &mut SqliteConnection,
    citizen_id: &str,
) -> Result<Option<Citizen>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM citizen WHERE citizen_id = ?");
    Ok(query.bind(citizen_id).fetch_optional(conn).await?)
}

/// The citizen whose phone number this is.
pub(crate) async fn by_phone(
    conn: &mut SqliteConnection,
    phone: &str,
) -> Result<Option<Citizen>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM citizen WHERE phone = ?");
    Ok(query.bind(phone).fetch_optional(conn).await?)
}

/// The citizen whose account name or phone number this is.
pub(crate) async fn by_account(
    conn: &mut SqliteConnection,
    account: &str,
) -> Result<Option<Citizen>, StoreError> {
    let query = sqlx::query_as("SELECT * FROM citizen WHERE account = ? OR phone = ?");
    Ok(query
        .bind(account)
        .bind(account)
        .fetch_optional(conn)
        .await?)
}

/// How many accounts there are.
pub(crate) async fn count(conn: &mut SqliteConnection) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar("SELECT count(*) FROM citizen");
    Ok(query.fetch_one(conn).await?)
}

/// Opens an account.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    phone: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query = "INSERT INTO citizen (citizen_id, phone, broadcast_from, created_at) \
                 SELECT ?, ?, rev, ? FROM broadcast_revision";
    sqlx::query(query)
        .bind(citizen_id)
        .bind(phone)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the password.
pub(crate) async fn set_password(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    password_hash: &str,
    at: i64,
) -> Result<(), StoreError> {
    let query =
        "UPDATE citizen SET password_hash = ?, password_changed_at = ? WHERE citizen_id = ?";
    sqlx::query(query)
        .bind(password_hash)
        .bind(at)
        .bind(citizen_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives the citizen an account name and a password, when that is not known.
pub(crate) async fn set_account(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    account: &str,
    password_hash: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE citizen SET account = ?, password_hash = ? WHERE citizen_id = ?")
        .bind(account)
        .bind(password_hash)
        .bind(citizen_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the phone number. Whether it is free was asked in the same transaction.
pub(crate) async fn set_phone(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    phone: &str,
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE citizen SET phone = ? WHERE citizen_id = ?");
    query.bind(phone).bind(citizen_id).execute(conn).await?;
    Ok(())
}

/// Sets the e-mail address. Whether it is free was asked in the same transaction.
pub(crate) async fn set_email(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    email: &str,
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE citizen SET email = ? WHERE citizen_id = ?");
    query.bind(email).bind(citizen_id).execute(conn).await?;
    Ok(())
}

/// Whether an account holds this e-mail address.
pub(crate) async fn email_is_taken(
    conn: &mut SqliteConnection,
    email: &str,
) -> Result<bool, StoreError> {
    let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM citizen WHERE email = ?)");
    Ok(query.bind(email).fetch_one(conn).await?)
}

/// The next revision of the citizen's data: every changed row gets its own.
pub(crate) async fn next_rev(
    conn: &mut SqliteConnection,
    citizen_id: &str,
) -> Result<i64, StoreError> {
    let query = "UPDATE citizen SET rev = rev + 1 WHERE citizen_id = ? RETURNING rev";
    Ok(sqlx::query_scalar(query)
        .bind(citizen_id)
        .fetch_one(conn)
        .await?)
}
