//! `POST /v1/guardian/challenges` and `…/verify`: a code to the guardian's own phone. The answer is the same whether
//! or not the phone has confirmed anything, and whether or not it has an account.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sst_api::guardian::{
    GuardianChallengeReply, GuardianChallengeRequest, GuardianPurpose, GuardianVerifyReply,
    GuardianVerifyRequest,
};
use sst_api::problem::{Problem, ProblemCode};
use sst_domain::identity::Phone;
use sst_domain::profile::FieldProblem;

use super::pseudonym;
use crate::app::Shared;
use crate::clock::{millis, seconds};
use crate::codes::{self, CODE};
use crate::http::address::ClientAddress;
use crate::http::body;
use crate::http::failure::Failure;
use crate::secret::{generate_secret, hash_secret};
use crate::sms::{Purpose, Recipient};
use crate::store::guardian::{self, Challenge};

/// Sends a code.
pub(crate) async fn begin(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    body::Json(request): body::Json<GuardianChallengeRequest>,
) -> Result<(StatusCode, Json<GuardianChallengeReply>), Failure> {
    let phone = parse_phone(&request.phone)?;
    let recipient = Recipient::Phone(phone.clone());
    let code = codes::issue(&app, &recipient, &address).await?;

    let secret = generate_secret()?;
    let now = app.clock.now();
    let expires = now + millis(app.limits.code_lifetime);
    let challenge = Challenge {
        guardian: pseudonym(&app, &phone),
        purpose: request.purpose.as_str().to_owned(),
        code_hash: app.hash_key.hash(CODE, &[&secret, &code]).to_vec(),
        code_expires: expires,
        tries_left: app.limits.code_tries.into(),
        verified: false,
        expires_at: expires,
    };
    let mut tx = app.store.write().await?;
    guardian::insert(&mut tx, &hash_secret(&secret), &challenge, now).await?;
    tx.commit().await?;
    let purpose = match request.purpose {
        GuardianPurpose::Confirm => Purpose::GuardianConfirm,
        GuardianPurpose::Withdraw => Purpose::GuardianWithdraw,
    };
    codes::deliver(&app, recipient, Some(code), purpose).await?;
    let reply = GuardianChallengeReply {
        challenge: secret,
        resend_after: seconds(app.limits.resend_after),
        expires_in: seconds(app.limits.code_lifetime),
    };
    Ok((StatusCode::ACCEPTED, Json(reply)))
}

/// The code came back.
pub(crate) async fn verify(
    State(app): State<Shared>,
    body::Json(request): body::Json<GuardianVerifyRequest>,
) -> Result<Json<GuardianVerifyReply>, Failure> {
    let (secret, hash) = (&request.challenge, hash_secret(&request.challenge));
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let found = guardian::find(&mut tx, &hash).await?;
    let challenge = found.ok_or(ProblemCode::GuardianSessionEnded)?;
    if challenge.tries_left <= 0 {
        return Err(ProblemCode::CodeUsedUp.into());
    }
    if challenge.code_expires <= now {
        return Err(ProblemCode::CodeExpired.into());
    }
    if !app
        .hash_key
        .matches(&challenge.code_hash, CODE, &[secret, request.code.trim()])
    {
        guardian::count_try(&mut tx, &hash).await?;
        tx.commit().await?;
        return Err(wrong(challenge.tries_left - 1));
    }
    let until = now + millis(app.limits.guardian_lifetime);
    guardian::set_verified(&mut tx, &hash, until).await?;
    tx.commit().await?;
    Ok(Json(GuardianVerifyReply {
        expires_in: seconds(app.limits.guardian_lifetime),
    }))
}

fn wrong(tries_left: i64) -> Failure {
    if tries_left <= 0 {
        return ProblemCode::CodeUsedUp.into();
    }
    Problem {
        tries_left: u32::try_from(tries_left).ok(),
        ..Problem::new(ProblemCode::CodeWrong)
    }
    .into()
}

fn parse_phone(typed: &str) -> Result<String, Failure> {
    let parsed = Phone::parse(typed).map_err(|code| {
        let (unit, field) = ("phone".into(), "number".to_owned());
        Failure::fields(vec![FieldProblem { unit, field, code }])
    })?;
    Ok(parsed.as_str().to_owned())
}
