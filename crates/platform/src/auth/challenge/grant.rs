//! The end of a challenge: an authorization code.

use sqlx::SqliteConnection;
use sst_api::auth::ChallengeReply;

use crate::app::App;
use crate::clock::millis;
use crate::http::failure::Failure;
use crate::secret::{generate_secret, hash_secret};
use crate::store::login::{self, Grant};

/// Who is to be let in, and how.
pub(super) struct LetIn<'a> {
    pub(super) jkt: &'a str,
    pub(super) citizen_id: &'a str,
    pub(super) code_challenge: &'a str,
    /// Whether the account was opened by this very login.
    pub(super) opened_account: bool,
    /// For a step-up: the session that goes on.
    pub(super) step_up: Option<&'a str>,
    /// The way that was gone, as the contract names it.
    pub(super) method: &'static str,
}

/// Gives an authorization code.
pub(super) async fn give(
    app: &App,
    conn: &mut SqliteConnection,
    let_in: LetIn<'_>,
) -> Result<ChallengeReply, Failure> {
    let authorization_code = generate_secret()?;
    let now = app.clock.now();
    let grant = Grant {
        jkt: let_in.jkt.to_owned(),
        citizen_id: let_in.citizen_id.to_owned(),
        code_challenge: let_in.code_challenge.to_owned(),
        opened_account: let_in.opened_account,
        session_id: let_in.step_up.map(ToOwned::to_owned),
        used: false,
        step_up: let_in.step_up.is_some(),
        method: let_in.method.to_owned(),
        expires_at: now + millis(app.limits.authorization_code_lifetime),
    };
    login::insert_grant(conn, &hash_secret(&authorization_code), &grant, now).await?;
    Ok(ChallengeReply { authorization_code })
}
