//! Trying a password: how often that may be done, and what the person finds of it in the activity list.
//! Whether the account exists can be told neither from the answer nor from the time that it takes.
//!
//! Wrong passwords are counted three times. By the name that was given: from this count alone comes the answer
//! that there were too many. By citizen: account name and phone number give no more tries together than one of
//! them, but where this count is full, a password is called wrong, right or not; else two names could be tried
//! whether they are one account. By network address.

use std::sync::Arc;

use sqlx::SqliteConnection;
use sst_api::problem::ProblemCode;
use sst_domain::password::opaque_string;

use crate::app::{App, Shared};
use crate::clock::{millis, seconds};
use crate::error::StoreError;
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
    // Where there is no citizen, the name stands for one: every try writes as much.
    let id = citizen
        .as_ref()
        .map_or(account.as_str(), |citizen| &citizen.citizen_id);
    let subjects = Subjects {
        // Within a session there is nothing to find out: it says whose it is.
        name: session_id.is_none().then(|| by_name(app, &account)),
        citizen: by_citizen(app, id),
        address: app.hash_key.hash("password", &["from", &address]),
    };
    let open = count(app, &subjects).await?;

    let stored = citizen
        .as_ref()
        .and_then(|citizen| citizen.password_hash.as_deref());
    let normal = opaque_string(&password).map(|normal| normal.to_string());
    let right = app
        .passwords
        .is_right(normal.unwrap_or(password), stored)
        .await;

    let mut tx = app.store.write().await?;
    if right
        && open
        && let Some(citizen) = citizen
    {
        forget(app, &mut tx, &citizen).await?;
        attempt::take_back(&mut tx, Kind::PasswordWrongFrom, &subjects.address).await?;
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

/// Ends the count of wrong passwords of a citizen, by whichever name they were tried: the right one was
/// given, or there is another one now.
pub(crate) async fn forget(
    app: &App,
    conn: &mut SqliteConnection,
    citizen: &Citizen,
) -> Result<(), StoreError> {
    let mut subjects = vec![
        by_citizen(app, &citizen.citizen_id),
        by_name(app, &citizen.phone),
    ];
    subjects.extend(citizen.account.iter().map(|account| by_name(app, account)));
    for subject in subjects {
        attempt::clear(conn, Kind::PasswordWrong, &subject).await?;
    }
    Ok(())
}

fn by_name(app: &App, account: &str) -> [u8; 32] {
    app.hash_key.hash("password", &["name", account])
}

fn by_citizen(app: &App, id: &str) -> [u8; 32] {
    app.hash_key.hash("password", &["citizen", id])
}

/// Whom the limits count a try for.
struct Subjects {
    name: Option<[u8; 32]>,
    citizen: [u8; 32],
    address: [u8; 32],
}

/// Counts a try as a wrong one before it is looked at, in one transaction with the question whether there
/// may be one more: many requests at once get no more tries than one after the other. A right password
/// takes it back. Gives whether the account takes a password at all.
async fn count(app: &App, subjects: &Subjects) -> Result<bool, Failure> {
    let now = app.clock.now();
    let since = now - millis(app.limits.password_window);
    let tries = app.limits.password_tries;
    let from = app.limits.password_tries_per_address;
    let told = [
        (Kind::PasswordWrong, subjects.name.as_ref(), tries),
        (Kind::PasswordWrongFrom, Some(&subjects.address), from),
    ];
    let mut tx = app.store.write().await?;
    for (kind, subject, most) in told {
        let Some(subject) = subject else { continue };
        let (count, _) = attempt::count(&mut tx, kind, subject, since).await?;
        if count >= most {
            return Err(locked(app));
        }
        attempt::record(&mut tx, kind, subject, now).await?;
    }
    let (kind, subject) = (Kind::PasswordWrong, &subjects.citizen);
    let (count, _) = attempt::count(&mut tx, kind, subject, since).await?;
    let open = count < tries;
    if !open && subjects.name.is_none() {
        return Err(locked(app));
    }
    // What is not looked at does not keep the account closed for longer.
    if open {
        attempt::record(&mut tx, kind, subject, now).await?;
    }
    tx.commit().await?;
    Ok(open)
}

fn locked(app: &App) -> Failure {
    let wait = seconds(app.limits.password_window);
    Failure::from(ProblemCode::PasswordLocked).retry_after(wait)
}
