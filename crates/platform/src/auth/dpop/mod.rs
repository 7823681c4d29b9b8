//! DPoP (RFC 9449): every request proves that its sender holds the key to which the tokens are bound.

mod nonce;
mod proof;
mod replay;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use sst_api::problem::ProblemCode;

use nonce::Nonces;
use proof::Proof;
use replay::Replays;

use crate::limits::Limits;

/// Checks proofs. One for the process: it remembers which were used.
pub(crate) struct Dpop {
    nonces: Nonces,
    replays: Replays,
    skew: i64,
}

/// What a proof has to be about.
pub(crate) struct Subject<'a> {
    /// Method of the request.
    pub(crate) method: &'a str,
    /// Address of the request, without query.
    pub(crate) url: &'a str,
    /// The access token that comes with the request.
    pub(crate) access_token: Option<&'a str>,
}

impl Dpop {
    /// A checker with a fresh nonce key. Proofs for an earlier process carry a nonce of another key, so that
    /// losing the memory of used proofs at a restart lets none be used twice.
    pub(crate) fn new(limits: &Limits) -> Result<Self, getrandom::Error> {
        let lifetime = crate::clock::millis(limits.nonce_lifetime);
        Ok(Self {
            nonces: Nonces::generate(lifetime)?,
            replays: Replays::new(lifetime),
            skew: crate::clock::millis(limits.proof_skew),
        })
    }

    /// A nonce for the client's next proof.
    pub(crate) fn nonce(&self, now: i64) -> String {
        self.nonces.issue(now)
    }

    /// Checks the proof of a request (RFC 9449, section 4.3); gives the thumbprint of its key (RFC 7638).
    ///
    /// # Errors
    ///
    /// `proof-invalid`, `nonce-required`, `clock-skew` or `proof-replayed`.
    pub(crate) fn check(
        &self,
        jwt: &str,
        subject: &Subject<'_>,
        now: i64,
    ) -> Result<String, ProblemCode> {
        let Proof { claims, thumbprint } = Proof::parse(jwt).ok_or(ProblemCode::ProofInvalid)?;
        let ath = subject
            .access_token
            .map(|token| URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
        let url = claims.htu.split(['?', '#']).next().unwrap_or_default();
        if claims.htm != subject.method || url != subject.url || claims.ath != ath {
            return Err(ProblemCode::ProofInvalid);
        }
        let nonce = claims.nonce.as_deref().unwrap_or_default();
        if !self.nonces.accepts(nonce, now) {
            return Err(ProblemCode::NonceRequired);
        }
        if claims.iat.saturating_mul(1000).abs_diff(now) > self.skew.unsigned_abs() {
            return Err(ProblemCode::ClockSkew);
        }
        if !self.replays.is_new(&thumbprint, &claims.jti, now) {
            return Err(ProblemCode::ProofReplayed);
        }
        Ok(thumbprint)
    }
}
