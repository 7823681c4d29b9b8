//! Logging in with another device (RFC 8628): beginning, and asking what the person has decided.

use sst_api::approval::{DeviceAuthorizationReply, DeviceAuthorizationRequest};
use sst_api::auth::{CLIENT_ID, Expects, OauthError, TokenReply, TokenRequest};
use sst_api::path;
use sst_api::problem::ProblemCode;

use super::auth::{AuthRemote, failure, named, not_offered, read_tokens};
use super::{Call, ProofKey, RemoteError};
use crate::consent::AccountPermit;

/// What the person has decided.
pub enum Polled {
    /// They agreed.
    Agreed(TokenReply),
    /// Nothing yet.
    Pending(Pending),
    /// The same, and the client asks too often.
    SlowDown(Pending),
    /// They did not agree.
    Denied,
    /// The code is over.
    Expired,
}

/// How far it has come, where the platform says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The person has opened the page on the other device.
    pub opened: bool,
    /// Seconds for which the code is still good.
    pub expires_in: Option<u32>,
}

impl AuthRemote {
    /// Begins; what is asked for is bound to `key`.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; `not-offered` where the platform does not have this way.
    pub async fn begin_device(
        &self,
        permit: &AccountPermit,
        key: &ProofKey,
        terminal_name: &str,
    ) -> Result<DeviceAuthorizationReply, RemoteError> {
        let known = self.known(permit).await?;
        let endpoint = known.device_authorization.clone().ok_or_else(not_offered)?;
        let request = DeviceAuthorizationRequest {
            client_id: CLIENT_ID.to_owned(),
            terminal_name: Some(terminal_name.to_owned()),
        };
        let reply = self
            .send(
                permit,
                key,
                None,
                &Call::form(path::DEVICE_AUTHORIZATION, endpoint, &request)?,
            )
            .await?;
        if reply.status.is_success() {
            reply.read()
        } else {
            Err(failure(&reply))
        }
    }

    /// Asks what the person has decided.
    ///
    /// # Errors
    ///
    /// [`RemoteError`] for everything else that may come of it.
    pub async fn poll_device(
        &self,
        permit: &AccountPermit,
        key: &ProofKey,
        device_code: &str,
    ) -> Result<Polled, RemoteError> {
        let endpoint = self.known(permit).await?.token.clone();
        let request = TokenRequest::DeviceCode {
            client_id: CLIENT_ID.to_owned(),
            device_code: device_code.to_owned(),
        };
        let reply = self
            .send(
                permit,
                key,
                None,
                &Call::form(path::TOKEN, endpoint, &request)?,
            )
            .await?;
        if reply.status.is_success() {
            return read_tokens(&reply).map(Polled::Agreed);
        }
        let Some(said) = reply.oauth::<OauthError>() else {
            return Err(failure(&reply));
        };
        let pending = Pending {
            opened: said.expects == Some(Expects::Approval),
            expires_in: said.expires_in,
        };
        match said.code.unwrap_or_else(|| named(&said.error)) {
            ProblemCode::AuthorizationPending => Ok(Polled::Pending(pending)),
            ProblemCode::SlowDown => Ok(Polled::SlowDown(pending)),
            ProblemCode::AuthorizationDenied => Ok(Polled::Denied),
            ProblemCode::DeviceCodeExpired => Ok(Polled::Expired),
            _ => Err(failure(&reply)),
        }
    }
}
