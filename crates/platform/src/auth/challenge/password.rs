//! Account and password. Whether the account exists can be told neither from the answer nor from the time
//! that it takes.

use sst_api::problem::ProblemCode;

use super::{Begin, Proved};
use crate::app::App;
use crate::auth::password::LONGEST;
use crate::clock::{millis, seconds};
use crate::http::failure::{Failure, OauthFailure};
use crate::store::attempt::{self, Kind};
use crate::store::citizen;

/// The only step: checks the password.
pub(in crate::auth) async fn check(
    app: &App,
    begin: Begin,
    account: Option<String>,
    password: Option<String>,
) -> Result<Proved, OauthFailure> {
    let password = password.unwrap_or_default();
    let account = account.unwrap_or_default().trim().to_owned();
    let step_up = begin.step_up.as_ref();
    if password.len() > LONGEST || account.len() > LONGEST {
        return Err(ProblemCode::MalformedRequest.into());
    }
    if password.is_empty() || (account.is_empty() && step_up.is_none()) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let found = {
        let mut conn = app.store.read().await?;
        match step_up {
            Some(caller) => citizen::by_id(&mut conn, &caller.citizen_id).await?,
            None => citizen::by_account(&mut conn, &account).await?,
        }
    };
    // Wrong passwords are counted by citizen where there is one, so that account name and phone number do
    // not give twice as many tries, and by the name that was given where there is none.
    let subject = found
        .as_ref()
        .map_or(account.as_str(), |citizen| &citizen.citizen_id);
    let by_account = app.hash_key.hash("password", &[subject]);
    let by_address = app.hash_key.hash("password", &["from", &begin.address]);
    count_try(app, &by_account, &by_address).await?;

    let stored = found
        .as_ref()
        .and_then(|citizen| citizen.password_hash.as_deref());
    let right = app.passwords.is_right(password, stored).await;
    let citizen = found.filter(|_| right).ok_or(ProblemCode::PasswordWrong)?;

    let mut tx = app.store.write().await?;
    attempt::clear(&mut tx, Kind::PasswordWrong, &by_account).await?;
    attempt::take_back(&mut tx, Kind::PasswordWrongFrom, &by_address).await?;
    Ok(Proved {
        tx,
        key: begin.key,
        citizen_id: citizen.citizen_id,
        code_challenge: begin.code_challenge,
        opened_account: false,
        step_up: begin.step_up.map(|caller| caller.session_id),
    })
}

/// Counts a try as a wrong one before it is looked at, in one transaction with the question whether there
/// may be one more: many requests at once get no more tries than one after the other. A right password
/// takes it back.
async fn count_try(app: &App, by_account: &[u8], by_address: &[u8]) -> Result<(), OauthFailure> {
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
            return Err(Failure::from(ProblemCode::PasswordLocked)
                .retry_after(wait)
                .into());
        }
        attempt::record(&mut tx, kind, subject, now).await?;
    }
    Ok(tx.commit().await?)
}
