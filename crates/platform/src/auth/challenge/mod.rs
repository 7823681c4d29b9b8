//! The authorization challenge endpoint (draft-ietf-oauth-first-party-apps): logging in, registering and
//! stepping up, one step a request. The pages of [`crate::auth::approval`] take the same steps.

pub(super) mod code;
mod grant;
pub(super) mod password;
mod recover;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use sst_api::auth::{CLIENT_ID, ChallengeReply, ChallengeRequest, Expects, LoginMethod};
use sst_api::problem::ProblemCode;

use super::caller::Caller;
use super::pkce::is_s256;
use super::proven::{Proven, access_token};
use crate::app::{App, Shared};
use crate::clock::seconds;
use crate::guardian;
use crate::http::address::ClientAddress;
use crate::http::body::Form;
use crate::http::failure::OauthFailure;
use crate::store::{WriteTx, citizen};
use code::{Sent, Taken};

/// Name of the way by code, as the contract has it.
pub(crate) const SMS_CODE: &str = "sms_code";

type Step = Result<ChallengeReply, OauthFailure>;

/// `POST /oauth/challenge`
pub(crate) async fn step(
    State(app): State<Shared>,
    Proven { jkt }: Proven,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Form(request): Form<ChallengeRequest>,
) -> Result<Json<ChallengeReply>, OauthFailure> {
    if request.client_id != CLIENT_ID {
        return Err(ProblemCode::ClientUnknown.into());
    }
    if let Some(auth_session) = &request.auth_session {
        return go_on(&app, &jkt, auth_session, &request).await.map(Json);
    }
    let caller = caller(&app, &jkt, &headers, request.step_up).await?;
    let begin = Begin {
        key: jkt,
        address,
        code_challenge: code_challenge(&request)?,
        recover: request.recover && caller.is_none(),
        step_up: caller,
    };
    let reply = match request.method {
        Some(LoginMethod::SmsCode) => {
            let sent = code::send(&app, begin, request.phone.as_deref()).await?;
            Err(expects_code(&app, sent))
        }
        Some(LoginMethod::Password) => {
            let (account, password) = (request.account, request.password);
            let mut proved = password::check(&app, begin, account, password).await?;
            somebody_else(&app, &mut proved, request.guardian.as_deref()).await?;
            grant::give(&app, proved).await
        }
        Some(LoginMethod::Browser | LoginMethod::Device | LoginMethod::Other) => {
            Err(ProblemCode::MethodUnsupported.into())
        }
        None => Err(ProblemCode::MalformedRequest.into()),
    };
    reply.map(Json)
}

/// What every first step has.
pub(super) struct Begin {
    /// What the login is bound to: the thumbprint of the client's key, or the page that it happens on.
    pub(super) key: String,
    /// The client's network address.
    pub(super) address: String,
    /// PKCE challenge; nothing where no authorization code is asked for.
    pub(super) code_challenge: String,
    /// Whether a forgotten password is to be replaced.
    pub(super) recover: bool,
    /// For a step-up: who is logged in.
    pub(super) step_up: Option<Caller>,
}

/// Who has shown themselves to be somebody, in the transaction that says so.
pub(super) struct Proved {
    pub(super) tx: WriteTx,
    /// As in [`Begin`].
    pub(super) key: String,
    pub(super) citizen_id: String,
    pub(super) code_challenge: String,
    /// Whether the account was opened just now.
    pub(super) opened_account: bool,
    /// For a step-up: the session that goes on.
    pub(super) step_up: Option<String>,
    /// The way that was gone, as the contract names it.
    pub(super) method: &'static str,
}

/// A guardian cannot be the minor whom they confirm for.
async fn somebody_else(
    app: &App,
    proved: &mut Proved,
    guardian: Option<&str>,
) -> Result<(), OauthFailure> {
    let citizen = citizen::by_id(&mut proved.tx, &proved.citizen_id).await?;
    let phone = citizen.map(|citizen| citizen.phone).unwrap_or_default();
    Ok(guardian::is_somebody_else(app, &phone, guardian)?)
}

async fn go_on(app: &App, jkt: &str, auth_session: &str, request: &ChallengeRequest) -> Step {
    let guardian = request.guardian.as_deref();
    let proved = match &request.sms_code {
        Some(given) => match code::take(app, jkt, auth_session, given, guardian).await? {
            Taken::Proved(proved) => proved,
            Taken::NoAccount { expires_in } => {
                return Err(expects(Expects::Registration, auth_session, expires_in));
            }
            Taken::MayRecover { expires_in } => {
                return Err(expects(Expects::NewPassword, auth_session, expires_in));
            }
        },
        None => match &request.new_password {
            Some(typed) => recover::set(app, jkt, auth_session, typed).await?,
            None if request.register => code::open_account(app, jkt, auth_session).await?,
            None => return Err(ProblemCode::MalformedRequest.into()),
        },
    };
    grant::give(app, proved).await
}

/// The code was right; one more step is to come.
fn expects(expects: Expects, auth_session: &str, expires_in: u32) -> OauthFailure {
    OauthFailure::insufficient().with(|error| {
        error.auth_session = Some(auth_session.to_owned());
        error.expects = Some(expects);
        error.expires_in = Some(expires_in);
    })
}

fn expects_code(app: &App, sent: Sent) -> OauthFailure {
    OauthFailure::insufficient().with(|error| {
        error.auth_session = Some(sent.auth_session);
        error.expects = Some(Expects::SmsCode);
        error.resend_after = Some(seconds(app.limits.resend_after));
        error.expires_in = Some(seconds(app.limits.code_lifetime));
        error.tries_left = Some(app.limits.code_tries);
    })
}

/// The person who steps up: the access token says who, not the request.
async fn caller(
    app: &App,
    jkt: &str,
    headers: &HeaderMap,
    step_up: bool,
) -> Result<Option<Caller>, OauthFailure> {
    if !step_up {
        return Ok(None);
    }
    let token = access_token(headers)?.ok_or(ProblemCode::TokenMissing)?;
    Ok(Some(Caller::of_token(app, token, jkt).await?))
}

fn code_challenge(request: &ChallengeRequest) -> Result<String, ProblemCode> {
    let challenge = request.code_challenge.as_deref();
    let method = request.code_challenge_method.as_deref();
    challenge
        .filter(|challenge| is_s256(challenge, method))
        .map(ToOwned::to_owned)
        .ok_or(ProblemCode::MalformedRequest)
}
