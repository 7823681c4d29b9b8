//! A call with a proof: the nonce that the platform asks for, and the time that its clock shows.

use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use super::dpop::Proved;
use super::http::Credentials;
use super::{Call, Http, ProofKey, RemoteError, Reply};
use crate::consent::Permit;

/// The newest nonce of one part of the platform (RFC 9449, 8.2: each part has its own).
#[derive(Debug, Default)]
pub(crate) struct Nonces(Mutex<Option<String>>);

impl Nonces {
    fn newest(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps the nonce that an answer brought, if it brought one.
    pub(super) fn learn(&self, nonce: Option<&str>) {
        if let Some(nonce) = nonce {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(nonce.to_owned());
        }
    }
}

/// Who signs a call, and with what.
pub(crate) struct Signer<'a> {
    pub(crate) key: &'a ProofKey,
    pub(crate) nonces: &'a Nonces,
    pub(crate) token: Option<&'a str>,
}

impl Signer<'_> {
    /// Sends a call with a proof. Where the platform wants another nonce, or where its answer shows another
    /// time than the proof has, once more with that.
    pub(crate) async fn send(
        &self,
        http: &Http,
        permit: &impl Permit,
        call: &Call,
    ) -> Result<Reply, RemoteError> {
        let (mut nonce_tried, mut clock_tried) = (false, false);
        loop {
            let credentials = self.credentials(http, call)?;
            let ahead = http.ahead();
            let reply = http.send(permit, call, Some(&credentials)).await?;
            let nonce = reply.header("dpop-nonce");
            self.nonces.learn(nonce);
            if reply.wants_nonce() && nonce.is_some() && !nonce_tried {
                nonce_tried = true;
            } else if reply.refuses_proof() && http.clock_moved(ahead) && !clock_tried {
                clock_tried = true;
            } else if reply.refuses_proof() && http.clock_off_by().is_some() {
                return Err(RemoteError::ClockWrong);
            } else {
                return Ok(reply);
            }
        }
    }

    pub(super) fn credentials(&self, http: &Http, call: &Call) -> Result<Credentials, RemoteError> {
        let address = http.address(call)?;
        let proof = self.key.prove(&Proved {
            method: &call.method,
            address: &address,
            at: http.platform_now(),
            nonce: self.nonces.newest().as_deref(),
            token: self.token,
        })?;
        Ok(Credentials {
            proof,
            token: self.token.map(|token| Zeroizing::new(token.to_owned())),
        })
    }
}
