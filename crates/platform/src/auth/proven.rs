//! Requests that come with a proof but need no token: the OAuth endpoints.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use sst_api::problem::ProblemCode;

use super::dpop::Subject;
use crate::app::{App, Shared};
use crate::http::failure::OauthFailure;

/// The thumbprint of the key that the sender holds.
pub(crate) struct Proven {
    pub(crate) jkt: String,
}

impl FromRequestParts<Shared> for Proven {
    type Rejection = OauthFailure;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, OauthFailure> {
        // At the challenge endpoint an access token may come with the proof (a step-up).
        let token = access_token(&parts.headers).ok().flatten();
        let jkt = check_proof(app, parts, token)?;
        Ok(Self { jkt })
    }
}

/// Checks the proof of a request; gives the thumbprint of its key.
pub(crate) fn check_proof(
    app: &App,
    parts: &Parts,
    access_token: Option<&str>,
) -> Result<String, ProblemCode> {
    let mut proofs = parts.headers.get_all("dpop").iter();
    let proof = proofs.next().ok_or(ProblemCode::ProofMissing)?;
    if proofs.next().is_some() {
        return Err(ProblemCode::ProofInvalid);
    }
    let proof = proof.to_str().map_err(|_| ProblemCode::ProofInvalid)?;
    let url = format!("{}{}", app.issuer, parts.uri.path());
    let subject = Subject {
        method: parts.method.as_str(),
        url: &url,
        access_token,
    };
    app.dpop.check(proof, &subject, app.clock.now())
}

/// The access token of a request (RFC 9449, section 7.1); `None` where it has none.
pub(crate) fn access_token(headers: &HeaderMap) -> Result<Option<&str>, ProblemCode> {
    let Some(header) = headers.get("authorization") else {
        return Ok(None);
    };
    let header = header.to_str().map_err(|_| ProblemCode::TokenInvalid)?;
    let (scheme, token) = header.split_once(' ').ok_or(ProblemCode::TokenInvalid)?;
    let is_ours = scheme.eq_ignore_ascii_case("dpop") && !token.is_empty();
    is_ours
        .then_some(Some(token))
        .ok_or(ProblemCode::TokenInvalid)
}
