//! Discovery, the authorization challenge, tokens: the calls that make and end a session.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sst_api::auth::{
    CLIENT_ID, ChallengeReply, ChallengeRequest, OauthError, RevokeRequest, TokenReply,
    TokenRequest,
};
use sst_api::path;
use sst_api::problem::{Problem, ProblemCode};
use zeroize::Zeroizing;

use super::discovery::Discovery;
use super::{Call, Http, Nonces, ProofKey, RemoteError, Reply, Signer};
use crate::consent::Permit;

/// The platform's authorization server.
#[derive(Debug)]
pub struct AuthRemote {
    http: Arc<Http>,
    nonces: Nonces,
    discovered: Mutex<Option<Arc<Discovery>>>,
}

/// What came of one step of a challenge.
pub enum Challenge {
    /// It is answered: an authorization code.
    Answered(Zeroizing<String>),
    /// Another step is needed.
    Next(OauthError),
}

impl AuthRemote {
    /// The authorization server behind `http`.
    pub(crate) fn new(http: Arc<Http>) -> Self {
        Self {
            http,
            nonces: Nonces::default(),
            discovered: Mutex::new(None),
        }
    }

    /// The connection that it uses.
    pub(crate) fn http(&self) -> &Arc<Http> {
        &self.http
    }

    /// What the platform offers, asked anew.
    ///
    /// # Errors
    ///
    /// [`RemoteError`].
    pub async fn discover(&self, permit: &impl Permit) -> Result<Arc<Discovery>, RemoteError> {
        let reply = self
            .http
            .send(permit, &Call::get(path::DISCOVERY), None)
            .await?;
        let discovered = Arc::new(Discovery::check(reply.read()?, self.http.origin())?);
        *self.slot() = Some(Arc::clone(&discovered));
        Ok(discovered)
    }

    /// What the platform offered when it was asked last, since this program started; asks nobody.
    pub(crate) fn last_known(&self) -> Option<Arc<Discovery>> {
        self.slot().clone()
    }

    /// One step of a challenge; with an access token, a step of a step-up.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; what the platform refuses is a [`RemoteError::Problem`] or [`RemoteError::Busy`]
    /// with its code.
    pub async fn challenge(
        &self,
        permit: &impl Permit,
        key: &ProofKey,
        token: Option<&str>,
        request: &ChallengeRequest,
    ) -> Result<Challenge, RemoteError> {
        let known = self.known(permit).await?;
        let endpoint = known.challenge.clone().ok_or_else(not_offered)?;
        let reply = self
            .send(
                permit,
                key,
                token,
                &Call::form(path::CHALLENGE, endpoint, request)?,
            )
            .await?;
        if reply.status.is_success() {
            let answered: ChallengeReply = reply.read()?;
            return Ok(Challenge::Answered(Zeroizing::new(
                answered.authorization_code,
            )));
        }
        match reply.oauth::<OauthError>() {
            Some(next) if next.code.is_none() && is_step(&next) => Ok(Challenge::Next(next)),
            _ => Err(failure(&reply)),
        }
    }

    /// Tokens for an authorization code, or for a refresh token.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; a refusal has code `grant-invalid` or `session-ended`.
    pub async fn tokens(
        &self,
        permit: &impl Permit,
        key: &ProofKey,
        request: &TokenRequest,
    ) -> Result<TokenReply, RemoteError> {
        let endpoint = self.known(permit).await?.token.clone();
        let reply = self
            .send(
                permit,
                key,
                None,
                &Call::form(path::TOKEN, endpoint, request)?,
            )
            .await?;
        if !reply.status.is_success() {
            return Err(failure(&reply));
        }
        read_tokens(&reply)
    }

    /// Ends the session of a refresh token (RFC 7009).
    ///
    /// # Errors
    ///
    /// [`RemoteError`].
    pub async fn revoke(
        &self,
        permit: &impl Permit,
        key: &ProofKey,
        refresh_token: &str,
    ) -> Result<(), RemoteError> {
        let endpoint = self.known(permit).await?.revocation.clone();
        let request = RevokeRequest {
            client_id: CLIENT_ID.to_owned(),
            token: refresh_token.to_owned(),
        };
        let reply = self
            .send(
                permit,
                key,
                None,
                &Call::form(path::REVOKE, endpoint, &request)?,
            )
            .await?;
        if reply.status.is_success() {
            Ok(())
        } else {
            Err(failure(&reply))
        }
    }

    pub(super) async fn send(
        &self,
        permit: &impl Permit,
        key: &ProofKey,
        token: Option<&str>,
        call: &Call,
    ) -> Result<Reply, RemoteError> {
        Signer {
            key,
            nonces: &self.nonces,
            token,
        }
        .send(&self.http, permit, call)
        .await
    }

    /// What the platform offers, as it was asked last.
    ///
    /// # Errors
    ///
    /// [`RemoteError`].
    pub(crate) async fn known(&self, permit: &impl Permit) -> Result<Arc<Discovery>, RemoteError> {
        let known = self.slot().clone();
        match known {
            Some(known) => Ok(known),
            None => self.discover(permit).await,
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Arc<Discovery>>> {
        self.discovered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tokens of an answer. One that is not bound to our key could be used by whoever finds it.
pub(super) fn read_tokens(reply: &Reply) -> Result<TokenReply, RemoteError> {
    let tokens: TokenReply = reply.read()?;
    let bound = tokens.token_type.eq_ignore_ascii_case("DPoP");
    bound.then_some(tokens).ok_or(RemoteError::NotTheContract)
}

/// The platform does not have this endpoint.
pub(super) fn not_offered() -> RemoteError {
    RemoteError::Problem(Box::new(Problem::new(ProblemCode::NotOffered)))
}

fn is_step(refusal: &OauthError) -> bool {
    refusal.error == "insufficient_authorization" || refusal.expects.is_some()
}

/// The problem that an error of OAuth names, where the platform gives no code of its own.
pub(crate) fn named(error: &str) -> ProblemCode {
    match error {
        "invalid_grant" => ProblemCode::GrantInvalid,
        "invalid_client" | "unauthorized_client" => ProblemCode::ClientUnknown,
        "invalid_request" => ProblemCode::MalformedRequest,
        "invalid_dpop_proof" => ProblemCode::ProofInvalid,
        "access_denied" => ProblemCode::AuthorizationDenied,
        "authorization_pending" => ProblemCode::AuthorizationPending,
        "slow_down" => ProblemCode::SlowDown,
        "expired_token" => ProblemCode::DeviceCodeExpired,
        "temporarily_unavailable" | "server_error" => ProblemCode::Unavailable,
        _ => ProblemCode::Unknown,
    }
}

/// A refusal of OAuth, as the problem that it is.
pub(super) fn failure(reply: &Reply) -> RemoteError {
    let Some(refusal) = reply.oauth::<OauthError>() else {
        return reply.failure();
    };
    let code = refusal.code.unwrap_or_else(|| named(&refusal.error));
    let problem = Problem {
        tries_left: refusal.tries_left,
        fields: refusal.fields,
        ..Problem::new(code)
    };
    let status = reply.status.as_u16();
    if status == 429 || refusal.resend_after.is_some() {
        let named = refusal
            .resend_after
            .map(|seconds| Duration::from_secs(seconds.into()));
        let wait = reply.failure().retry_after().or(named);
        return RemoteError::Busy {
            status,
            problem: Some(Box::new(problem)),
            wait,
        };
    }
    RemoteError::Problem(Box::new(problem))
}
