//! The authorization challenge endpoint (draft-ietf-oauth-first-party-apps): logging in, registering and
//! stepping up, one step a request.

mod code;
mod grant;
mod password;
mod recover;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use sst_api::auth::{CLIENT_ID, ChallengeReply, ChallengeRequest, LoginMethod};
use sst_api::problem::ProblemCode;

use super::caller::Caller;
use super::proven::{Proven, access_token};
use crate::app::{App, Shared};
use crate::http::address::ClientAddress;
use crate::http::body::Form;
use crate::http::failure::OauthFailure;

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
        jkt,
        address,
        code_challenge: code_challenge(&request)?,
        recover: request.recover && caller.is_none(),
        step_up: caller,
    };
    let reply = match request.method {
        Some(LoginMethod::SmsCode) => code::send(&app, begin, request.phone.as_deref()).await,
        Some(LoginMethod::Password) => password::check(&app, begin, request).await,
        Some(LoginMethod::Other) => Err(ProblemCode::MethodUnsupported.into()),
        None => Err(ProblemCode::MalformedRequest.into()),
    };
    reply.map(Json)
}

/// What every first step has.
struct Begin {
    /// Thumbprint of the client's key.
    jkt: String,
    /// The client's network address.
    address: String,
    /// PKCE challenge.
    code_challenge: String,
    /// Whether a forgotten password is to be replaced.
    recover: bool,
    /// For a step-up: who is logged in.
    step_up: Option<Caller>,
}

async fn go_on(app: &App, jkt: &str, auth_session: &str, request: &ChallengeRequest) -> Step {
    if let Some(given) = &request.sms_code {
        return code::take(app, jkt, auth_session, given).await;
    }
    match &request.new_password {
        Some(typed) => recover::set(app, jkt, auth_session, typed).await,
        None if request.register => code::open_account(app, jkt, auth_session).await,
        None => Err(ProblemCode::MalformedRequest.into()),
    }
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

/// PKCE is not optional, and only S256 will do: 43 characters of base64url.
fn code_challenge(request: &ChallengeRequest) -> Result<String, ProblemCode> {
    let challenge = request.code_challenge.as_deref().unwrap_or_default();
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_s256 = request.code_challenge_method.as_deref() == Some("S256")
        && challenge.len() == 43
        && challenge.bytes().all(is_base64url);
    is_s256
        .then(|| challenge.to_owned())
        .ok_or(ProblemCode::MalformedRequest)
}
