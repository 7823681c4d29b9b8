//! Account and password.

use sst_api::problem::ProblemCode;

use super::{Begin, Proved};
use crate::app::Shared;
use crate::auth::password::{LONGEST, LONGEST_ACCOUNT};
use crate::auth::tries::{self, Attempt};
use crate::http::failure::OauthFailure;
use crate::store::citizen;

/// The only step: checks the password.
pub(in crate::auth) async fn check(
    app: &Shared,
    begin: Begin,
    account: Option<String>,
    password: Option<String>,
) -> Result<Proved, OauthFailure> {
    let password = password.unwrap_or_default();
    let account = account.unwrap_or_default().trim().to_owned();
    let step_up = begin.step_up.as_ref();
    if password.len() > LONGEST || account.len() > LONGEST_ACCOUNT {
        return Err(ProblemCode::MalformedRequest.into());
    }
    if password.is_empty() || (account.is_empty() && step_up.is_none()) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let citizen = {
        let mut conn = app.store.read().await?;
        match step_up {
            Some(caller) => citizen::by_id(&mut conn, &caller.citizen_id).await?,
            None => citizen::by_account(&mut conn, &account).await?,
        }
    };
    let session_id = step_up.map(|caller| caller.session_id.clone());
    let attempt = Attempt {
        citizen,
        account,
        password,
        address: begin.address,
        session_id: session_id.clone(),
    };
    let citizen = tries::check(app, attempt).await?;
    let mut tx = app.store.write().await?;
    // Checking takes a while: it may have been changed meanwhile, because somebody knows it.
    let now = citizen::by_id(&mut tx, &citizen.citizen_id).await?;
    now.filter(|now| now.password_hash == citizen.password_hash)
        .ok_or(ProblemCode::PasswordWrong)?;

    Ok(Proved {
        tx,
        key: begin.key,
        citizen_id: citizen.citizen_id,
        code_challenge: begin.code_challenge,
        opened_account: false,
        step_up: session_id,
        method: "password",
    })
}
