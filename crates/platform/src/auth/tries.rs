//! Trying a password: how often that may be done, and what the person finds of it in the activity list.
//! Whether the account exists can be told neither from the answer nor from the time that it takes.

use std::sync::Arc;

use sst_api::problem::ProblemCode;
use sst_domain::password::opaque_string;

use crate::app::{App, Shared};
use crate::clock::{millis, seconds};
use crate::http::failure::Failure;
use crate::store::activity::{self, Happened};
use crate::store::attempt::{self, Kind};
use crate::store::citizen::Citizen;

/// A password that somebody says is the right one.
pub(crate) struct Attempt {
    /// Whose, where there is such an account.
    pub(crate) citizen: Option<Citizen>,
    /// What they called the account.
    pub(crate) account: String,
    pub(crate) password: String,
    /// The client's network address.
    pub(crate) address: String,
    /// The session in which they try, where they are logged in.
    pub(crate) session_id: Option<String>,
}

/// Checks it; gives the citizen where it is right.
///
/// The work is done on a task of its own: a request that is cut off in the middle must not leave a right
/// password counted as a wrong one.
///
/// # Errors
///
/// `password-wrong`, `password-locked`.
pub(crate) async fn check(app: &Shared, attempt: Attempt) -> Result<Citizen, Failure> {
    let app = Arc::clone(app);
    let checked = tokio::spawn(async move { counted(&app, attempt).await });
    checked
        .await
        .unwrap_or_else(|_| Err(ProblemCode::Internal.into()))
}

async fn counted(app: &App, attempt: Attempt) -> Result<Citizen, Failure> {
    let Attempt {
        citizen,
        account,
        password,
        address,
        session_id,
    } = attempt;
    // Wrong passwords are counted by citizen where there is one, so that account name and phone number do
    // not give twice as many tries, and by the name that was given where there is none.
    let subject = citizen
        .as_ref()
        .map_or(account.as_str(), |citizen| &citizen.citizen_id);
    let by_account = by_account(app, subject);
    let by_address = app.hash_key.hash("password", &["from", &address]);
    count(app, &by_account, &by_address).await?;

    let stored = citizen
        .as_ref()
        .and_then(|citizen| citizen.password_hash.as_deref());
    let normal = opaque_string(&password).map(|normal| normal.to_string());
    let right = app
        .passwords
        .is_right(normal.unwrap_or(password), stored)
        .await;

    let mut tx = app.store.write().await?;
    if right && let Some(citizen) = citizen {
        attempt::clear(&mut tx, Kind::PasswordWrong, &by_account).await?;
        attempt::take_back(&mut tx, Kind::PasswordWrongFrom, &by_address).await?;
        tx.commit().await?;
        return Ok(citizen);
    }
    // Written where there is no account, too: only the activity list knows the difference.
    let happened = Happened {
        action: refused(session_id.is_some()),
        citizen_id: citizen.as_ref().map(|citizen| citizen.citizen_id.as_str()),
        detail: "password",
        session_id: session_id.as_deref(),
        about: None,
    };
    activity::record(&mut tx, app.clock.now(), happened).await?;
    tx.commit().await?;
    Err(ProblemCode::PasswordWrong.into())
}

/// What the trail says of a wrong password or code, outside and within a session.
pub(crate) fn refused(within_session: bool) -> &'static str {
    if within_session {
        "step_up.refused"
    } else {
        "login.refused"
    }
}

/// What the limits know an account by.
pub(crate) fn by_account(app: &App, subject: &str) -> [u8; 32] {
    app.hash_key.hash("password", &[subject])
}

/// Counts a try as a wrong one before it is looked at, in one transaction with the question whether there
/// may be one more: many requests at once get no more tries than one after the other. A right password
/// takes it back.
async fn count(app: &App, by_account: &[u8], by_address: &[u8]) -> Result<(), Failure> {
    let now = app.clock.now();
    let since = now - millis(app.limits.password_window);
    let limits = [
        (Kind::PasswordWrong, by_account, app.limits.password_tries),
        (
            Kind::PasswordWrongFrom,
            by_address,
            app.limits.password_tries_per_address,
        ),
    ];
    let mut tx = app.store.write().await?;
    for (kind, subject, most) in limits {
        let (count, _) = attempt::count(&mut tx, kind, subject, since).await?;
        if count >= most {
            let wait = seconds(app.limits.password_window);
            return Err(Failure::from(ProblemCode::PasswordLocked).retry_after(wait));
        }
        attempt::record(&mut tx, kind, subject, now).await?;
    }
    Ok(tx.commit().await?)
}
