//! Authorization codes.

use sqlx::SqliteConnection;

use crate::app::App;
use crate::clock::millis;
use crate::http::failure::Failure;
use crate::secret::{generate_secret, hash_secret};
use crate::store::login::{self, Grant};

/// Until when a code that is given now is good.
pub(super) fn expiry(app: &App) -> i64 {
    app.clock.now() + millis(app.limits.authorization_code_lifetime)
}

/// Gives an authorization code.
pub(super) async fn give(
    app: &App,
    conn: &mut SqliteConnection,
    grant: &Grant,
) -> Result<String, Failure> {
    let code = generate_secret()?;
    login::insert_grant(conn, &hash_secret(&code), grant, app.clock.now()).await?;
    Ok(code)
}
