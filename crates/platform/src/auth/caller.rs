//! Who a request comes from.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sst_api::auth::STEP_UP_MAX_AGE;
use sst_api::problem::ProblemCode;

use super::proven::{access_token, check_proof};
use crate::app::{App, Shared};
use crate::http::failure::Failure;
use crate::secret::hash_secret;
use crate::store::token;

/// The citizen who is logged in.
pub(crate) struct Caller {
    pub(crate) citizen_id: String,
    pub(crate) session_id: String,
    /// The device that speaks in the session, once one has.
    pub(crate) device_id: Option<String>,
    /// When the person last authenticated, milliseconds.
    pub(crate) auth_time: i64,
}

impl Caller {
    /// The citizen whose access token this is, if it is bound to the key with the thumbprint `jkt`.
    pub(crate) async fn of_token(
        app: &App,
        access_token: &str,
        jkt: &str,
    ) -> Result<Self, Failure> {
        let hash = hash_secret(access_token);
        let found = token::access(&mut *app.store.read().await?, &hash).await?;
        let found = found
            .filter(|found| found.jkt == jkt)
            .ok_or(ProblemCode::TokenInvalid)?;
        if found.expires_at <= app.clock.now() {
            return Err(ProblemCode::TokenExpired.into());
        }
        let token::Access {
            citizen_id,
            session_id,
            device_id,
            auth_time,
            ..
        } = found;
        Ok(Self {
            citizen_id,
            session_id,
            device_id,
            auth_time,
        })
    }

    /// Passes if the person authenticated within the last five minutes (RFC 9470).
    pub(crate) fn require_step_up(&self, app: &App) -> Result<(), Failure> {
        let age = app.clock.now().saturating_sub(self.auth_time);
        let recent = age <= STEP_UP_MAX_AGE.cast_signed() * 1000;
        recent
            .then_some(())
            .ok_or_else(|| ProblemCode::StepUpRequired.into())
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Failure> {
        let token = access_token(&parts.headers)?.ok_or(ProblemCode::TokenMissing)?;
        let jkt = check_proof(app, parts, Some(token))?;
        Self::of_token(app, token, &jkt).await
    }
}
