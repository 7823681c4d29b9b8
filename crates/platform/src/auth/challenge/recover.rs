//! A forgotten password, last step: the code was right, here is the new one. Every session ends with it, for
//! somebody else may know the old one; the person who gave it is let in.

use sst_api::auth::Expects;
use sst_api::problem::ProblemCode;
use sst_domain::profile::FieldProblem;

use super::Proved;
use super::code::{find, prove};
use crate::app::App;
use crate::http::failure::{Failure, OauthFailure};
use crate::secret::hash_secret;
use crate::security::password::{self, Change};
use crate::store::login::AuthSession;
use crate::store::{WriteTx, citizen, session};

/// Takes the new password.
pub(super) async fn set(
    app: &App,
    jkt: &str,
    secret: &str,
    typed: &str,
) -> Result<Proved, OauthFailure> {
    let hash = hash_secret(secret);
    let citizen = {
        let mut tx = app.store.write().await?;
        let proven = proven(app, &mut tx, &hash, jkt).await?;
        citizen::by_phone(&mut tx, &proven.phone).await?
    };
    let citizen = citizen.ok_or(ProblemCode::AuthSessionInvalid)?;
    let new = password::parse(&citizen, typed).map_err(|problem| again(secret, problem))?;
    let new_hash = app.passwords.hash(new.into_text()).await?;

    let mut tx = app.store.write().await?;
    // Once more: hashing takes a while, and the same step may have come twice.
    let proven = proven(app, &mut tx, &hash, jkt).await?;
    let change = Change {
        citizen: &citizen,
        session_id: None,
        action: "password.recovered",
        hash: &new_hash,
    };
    password::write(app, &mut tx, change).await?;
    session::end_others(&mut tx, &citizen.citizen_id, None, app.clock.now()).await?;
    prove(tx, &hash, proven, citizen.citizen_id, false).await
}

/// The right code was given for this very purpose.
async fn proven(
    app: &App,
    tx: &mut WriteTx,
    hash: &[u8],
    jkt: &str,
) -> Result<AuthSession, OauthFailure> {
    let found = find(tx, hash, jkt, app.clock.now()).await?;
    let proven = found.verified && found.recover;
    proven
        .then_some(found)
        .ok_or_else(|| ProblemCode::AuthSessionInvalid.into())
}

/// A password that will not do uses nothing up: another one may be given.
fn again(secret: &str, problem: FieldProblem) -> OauthFailure {
    OauthFailure::from(Failure::fields(vec![problem])).with(|error| {
        error.auth_session = Some(secret.to_owned());
        error.expects = Some(Expects::NewPassword);
    })
}
