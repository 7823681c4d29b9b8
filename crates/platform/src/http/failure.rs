//! Errors as they travel: problem+json (RFC 9457), and the JSON of RFC 6749 on the OAuth endpoints.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sst_api::auth::{OauthError, STEP_UP_MAX_AGE};
use sst_api::problem::{Problem, ProblemCode};
use sst_domain::profile::FieldProblem;

use crate::error::StoreError;

/// Why a request is not answered as asked.
pub(crate) struct Failure {
    /// What the client is told.
    pub(crate) problem: Box<Problem>,
    /// Seconds after which to ask again.
    pub(crate) retry_after: Option<u32>,
}

impl Failure {
    /// Some fields are wrong.
    pub(crate) fn fields(fields: Vec<FieldProblem>) -> Self {
        Self::from(Problem {
            fields,
            ..Problem::new(ProblemCode::InvalidFields)
        })
    }

    /// The same, with the time after which to ask again.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            problem: Box::new(problem),
            retry_after: None,
        }
    }
}

impl From<ProblemCode> for Failure {
    fn from(code: ProblemCode) -> Self {
        Problem::new(code).into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let source = std::error::Error::source(&error).map(tracing::field::display);
        tracing::error!(%error, source, "a request failed");
        let code = match error {
            StoreError::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                ProblemCode::Unavailable
            }
            _ => ProblemCode::Internal,
        };
        code.into()
    }
}

impl From<getrandom::Error> for Failure {
    fn from(error: getrandom::Error) -> Self {
        tracing::error!(%error, "no random bytes");
        ProblemCode::Unavailable.into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let code = self.problem.code;
        let status = status(self.problem.status);
        let mut response = (status, axum::Json(self.problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED
            && let Ok(challenge) = HeaderValue::from_str(&dpop_challenge(code))
        {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// RFC 9449, section 7.1, and RFC 9470, section 3.
fn dpop_challenge(code: ProblemCode) -> String {
    let error = match code {
        ProblemCode::TokenMissing => return r#"DPoP algs="ES256""#.to_owned(),
        ProblemCode::NonceRequired => "use_dpop_nonce",
        ProblemCode::ProofMissing
        | ProblemCode::ProofInvalid
        | ProblemCode::ProofReplayed
        | ProblemCode::ClockSkew => "invalid_dpop_proof",
        ProblemCode::StepUpRequired => {
            return format!(
                r#"DPoP error="insufficient_user_authentication", max_age="{STEP_UP_MAX_AGE}", algs="ES256""#
            );
        }
        _ => "invalid_token",
    };
    format!(r#"DPoP error="{error}", algs="ES256""#)
}

/// Why an OAuth endpoint does not give what was asked for.
pub(crate) struct OauthFailure {
    /// What the client is told.
    pub(crate) body: Box<OauthError>,
    /// The HTTP status.
    pub(crate) status: u16,
}

impl OauthFailure {
    /// The usual way of a challenge: something more is needed.
    pub(crate) fn insufficient() -> Self {
        Self {
            body: Box::new(oauth_error("insufficient_authorization", None)),
            status: 400,
        }
    }

    /// Adds to what the client is told.
    pub(crate) fn with(mut self, add: impl FnOnce(&mut OauthError)) -> Self {
        add(&mut self.body);
        self
    }
}

impl From<ProblemCode> for OauthFailure {
    fn from(code: ProblemCode) -> Self {
        let error = match code {
            ProblemCode::NonceRequired => "use_dpop_nonce",
            ProblemCode::ProofMissing
            | ProblemCode::ProofInvalid
            | ProblemCode::ProofReplayed
            | ProblemCode::ClockSkew => "invalid_dpop_proof",
            ProblemCode::ClientUnknown => "invalid_client",
            ProblemCode::AuthSessionInvalid => "invalid_session",
            ProblemCode::TokenMissing | ProblemCode::TokenInvalid | ProblemCode::TokenExpired => {
                "invalid_token"
            }
            ProblemCode::CodeWrong
            | ProblemCode::CodeExpired
            | ProblemCode::CodeUsedUp
            | ProblemCode::PasswordWrong
            | ProblemCode::SessionEnded
            | ProblemCode::GrantInvalid => "invalid_grant",
            ProblemCode::RegistrationClosed | ProblemCode::AuthorizationDenied => "access_denied",
            ProblemCode::AuthorizationPending => "authorization_pending",
            ProblemCode::SlowDown => "slow_down",
            ProblemCode::DeviceCodeExpired => "expired_token",
            ProblemCode::Unavailable | ProblemCode::SmsFailed => "temporarily_unavailable",
            ProblemCode::Internal => "server_error",
            _ => "invalid_request",
        };
        // RFC 6749, section 5.2, and RFC 9449, section 8: an authorization server answers with 400 where a
        // resource server answers with 401.
        let status = match code.status() {
            401 if error != "invalid_token" => 400,
            status => status,
        };
        Self {
            body: Box::new(oauth_error(error, Some(code))),
            status,
        }
    }
}

impl From<Failure> for OauthFailure {
    fn from(failure: Failure) -> Self {
        let Problem { code, fields, .. } = *failure.problem;
        Self::from(code).with(|error| {
            error.fields = fields;
            error.resend_after = failure.retry_after;
        })
    }
}

impl From<StoreError> for OauthFailure {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<getrandom::Error> for OauthFailure {
    fn from(error: getrandom::Error) -> Self {
        Failure::from(error).into()
    }
}

impl IntoResponse for OauthFailure {
    fn into_response(self) -> Response {
        let retry_after = self.body.resend_after.filter(|_| self.status == 429);
        let mut response = (status(self.status), axum::Json(self.body)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn oauth_error(error: &str, code: Option<ProblemCode>) -> OauthError {
    OauthError {
        error: error.to_owned(),
        code,
        auth_session: None,
        expects: None,
        resend_after: None,
        expires_in: None,
        tries_left: None,
        fields: Vec::new(),
    }
}

fn status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
