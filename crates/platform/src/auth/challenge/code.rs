//! Phone and code. A number without an account gets its code like any other, so that the answer tells
//! nobody which numbers have one; only who holds the phone learns it.

use sst_api::auth::Expects;
use sst_api::problem::ProblemCode;
use sst_domain::identity::Phone;
use sst_domain::profile::FieldProblem;

use super::{Begin, Proved, SMS_CODE};
use crate::app::App;
use crate::auth::{register, tries};
use crate::clock::{millis, seconds_until};
use crate::codes::{self, CODE};
use crate::error::StoreError;
use crate::guardian;
use crate::http::failure::{Failure, OauthFailure};
use crate::secret::{generate_secret, hash_secret};
use crate::sms::{Purpose, Recipient};
use crate::store::activity::{self, Happened};
use crate::store::login::{self, AuthSession};
use crate::store::{WriteTx, citizen, session};

/// A code is on its way.
pub(in crate::auth) struct Sent {
    /// To be sent back with the code.
    pub(in crate::auth) auth_session: String,
    /// Where it went.
    pub(in crate::auth) phone: String,
}

/// First step: sends a code.
pub(in crate::auth) async fn send(
    app: &App,
    begin: Begin,
    phone: Option<&str>,
) -> Result<Sent, OauthFailure> {
    let phone = match &begin.step_up {
        Some(caller) => {
            let found = citizen::by_id(&mut *app.store.read().await?, &caller.citizen_id).await?;
            found.ok_or(ProblemCode::TokenInvalid)?.phone
        }
        None => parse_phone(phone)?,
    };
    let purpose = match &begin.step_up {
        Some(_) => Purpose::StepUp,
        None if begin.recover => Purpose::Recover,
        None => Purpose::Login,
    };
    let code = codes::issue(app, &Recipient::Phone(phone.clone()), &begin.address).await?;

    let now = app.clock.now();
    let secret = generate_secret()?;
    let hash = hash_secret(&secret);
    let auth_session = AuthSession {
        jkt: begin.key,
        phone: phone.clone(),
        step_up: begin.step_up.map(|caller| caller.session_id),
        code_challenge: begin.code_challenge,
        code_hash: app.hash_key.hash(CODE, &[&secret, &code]).to_vec(),
        code_expires: now + millis(app.limits.code_lifetime),
        tries_left: app.limits.code_tries.into(),
        verified: false,
        recover: begin.recover,
        expires_at: now + millis(app.limits.auth_session_lifetime),
    };
    let mut tx = app.store.write().await?;
    login::insert(&mut tx, &hash, &auth_session, now).await?;
    tx.commit().await?;
    codes::deliver(app, Recipient::Phone(phone.clone()), Some(code), purpose).await?;
    Ok(Sent {
        auth_session: secret,
        phone,
    })
}

/// What a right code has shown.
pub(in crate::auth) enum Taken {
    /// Who it is.
    Proved(Proved),
    /// That the number is theirs, and has no account. One may be opened with the same `auth_session`.
    NoAccount {
        /// For so many seconds.
        expires_in: u32,
    },
    /// That a new password may take the place of the forgotten one, with the same `auth_session`.
    MayRecover {
        /// For so many seconds.
        expires_in: u32,
    },
}

/// Second step: takes the code. Where a guardian has confirmed for who logs in, they must be somebody else.
pub(in crate::auth) async fn take(
    app: &App,
    key: &str,
    secret: &str,
    given: &str,
    guardian: Option<&str>,
) -> Result<Taken, OauthFailure> {
    let hash = hash_secret(secret);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let auth_session = find(&mut tx, &hash, key, now).await?;
    if auth_session.tries_left <= 0 {
        return Err(ProblemCode::CodeUsedUp.into());
    }
    if auth_session.code_expires <= now {
        return Err(ProblemCode::CodeExpired.into());
    }
    if !app
        .hash_key
        .matches(&auth_session.code_hash, CODE, &[secret, given.trim()])
    {
        login::count_try(&mut tx, &hash).await?;
        record_wrong(app, &mut tx, &auth_session).await?;
        tx.commit().await?;
        return Err(wrong(secret, auth_session.tries_left - 1));
    }
    if let Err(code) = guardian::is_somebody_else(app, &auth_session.phone, guardian) {
        login::remove(&mut tx, &hash).await?;
        tx.commit().await?;
        return Err(code.into());
    }
    if let Some(session_id) = &auth_session.step_up {
        let session = session::find(&mut tx, session_id).await?;
        let session = session.filter(|session| session.ended_at.is_none());
        let session = session.ok_or(ProblemCode::SessionEnded)?;
        let proved = prove(tx, &hash, auth_session, session.citizen_id, false).await?;
        return Ok(Taken::Proved(proved));
    }
    let expires_in = seconds_until(auth_session.expires_at, now);
    let taken = match citizen::by_phone(&mut tx, &auth_session.phone).await? {
        Some(_) if auth_session.recover => Taken::MayRecover { expires_in },
        Some(citizen) => {
            let proved = prove(tx, &hash, auth_session, citizen.citizen_id, false).await?;
            return Ok(Taken::Proved(proved));
        }
        None if !app.registration => return Err(ProblemCode::RegistrationClosed.into()),
        None => Taken::NoAccount { expires_in },
    };
    login::set_verified(&mut tx, &hash).await?;
    tx.commit().await?;
    Ok(taken)
}

/// Third step, for a number without an account: opens one.
pub(in crate::auth) async fn open_account(
    app: &App,
    key: &str,
    secret: &str,
) -> Result<Proved, OauthFailure> {
    let hash = hash_secret(secret);
    let mut tx = app.store.write().await?;
    let auth_session = find(&mut tx, &hash, key, app.clock.now()).await?;
    let known = citizen::by_phone(&mut tx, &auth_session.phone).await?;
    // The code of a recovery lets nobody into an account that exists: it was asked for something else.
    if !auth_session.verified || (auth_session.recover && known.is_some()) {
        return Err(ProblemCode::AuthSessionInvalid.into());
    }
    if !app.registration {
        return Err(ProblemCode::RegistrationClosed.into());
    }
    // The same person may have finished on another computer meanwhile.
    let (citizen_id, opened) = match known {
        Some(citizen) => (citizen.citizen_id, false),
        None => {
            let opened = register::open_account(&app.clock, &mut tx, &auth_session.phone).await;
            (opened.map_err(Failure::from)?, true)
        }
    };
    prove(tx, &hash, auth_session, citizen_id, opened).await
}

pub(super) async fn find(
    tx: &mut WriteTx,
    hash: &[u8],
    key: &str,
    now: i64,
) -> Result<AuthSession, OauthFailure> {
    let found = login::find(tx, hash).await?;
    let found = found.filter(|found| found.jkt == key && found.expires_at > now);
    found.ok_or_else(|| ProblemCode::AuthSessionInvalid.into())
}

pub(super) async fn prove(
    mut tx: WriteTx,
    hash: &[u8],
    auth_session: AuthSession,
    citizen_id: String,
    opened_account: bool,
) -> Result<Proved, OauthFailure> {
    login::remove(&mut tx, hash).await?;
    Ok(Proved {
        tx,
        key: auth_session.jkt,
        citizen_id,
        code_challenge: auth_session.code_challenge,
        opened_account,
        step_up: auth_session.step_up,
        method: SMS_CODE,
    })
}

/// A wrong code for an account is in its activity list; one for a number without an account is written too,
/// so that it takes as long.
async fn record_wrong(
    app: &App,
    tx: &mut WriteTx,
    auth_session: &AuthSession,
) -> Result<(), StoreError> {
    let citizen = citizen::by_phone(tx, &auth_session.phone).await?;
    let happened = Happened {
        action: tries::refused(auth_session.step_up.is_some()),
        citizen_id: citizen.as_ref().map(|citizen| citizen.citizen_id.as_str()),
        detail: SMS_CODE,
        session_id: auth_session.step_up.as_deref(),
        about: None,
    };
    activity::record(tx, app.clock.now(), happened).await
}

fn wrong(secret: &str, tries_left: i64) -> OauthFailure {
    if tries_left <= 0 {
        return ProblemCode::CodeUsedUp.into();
    }
    OauthFailure::from(ProblemCode::CodeWrong).with(|error| {
        error.auth_session = Some(secret.to_owned());
        error.expects = Some(Expects::SmsCode);
        error.tries_left = u32::try_from(tries_left).ok();
    })
}

fn parse_phone(phone: Option<&str>) -> Result<String, Failure> {
    let phone = phone.ok_or(ProblemCode::MalformedRequest)?;
    let parsed = Phone::parse(phone).map_err(|code| {
        let (unit, field) = ("phone".into(), "number".to_owned());
        Failure::fields(vec![FieldProblem { unit, field, code }])
    })?;
    Ok(parsed.as_str().to_owned())
}
