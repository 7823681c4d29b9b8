//! Authenticating anew within a session (RFC 9470): changes of phone and identity document, and a second
//! look at values in clear, ask for it.

use std::sync::{Arc, MutexGuard, PoisonError};

use sst_api::auth::{CLIENT_ID, ChallengeRequest, Expects, LoginMethod, TokenRequest};
use sst_domain::identity::FieldCode;
use zeroize::Zeroizing;

use super::underway::{UnderWay, code_sent, parse_code, wrong};
use super::{Session, Tokens};
use crate::error::ClientError;
use crate::remote::{Challenge, RemoteError};
use crate::view::CodeSentView;

impl Session<'_> {
    /// Has a code sent to the person's own phone.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`], [`ClientError::Remote`].
    pub async fn step_up_send_code(&self) -> Result<CodeSentView, ClientError> {
        let tokens = self.tokens()?;
        let mut begun = UnderWay::begin(tokens.key().clone())?;
        let request = begun.first_step(LoginMethod::SmsCode);
        match self.step(&tokens, request).await? {
            Challenge::Next(next) if next.expects == Some(Expects::SmsCode) => {
                begun.go_on(&next);
                *self.step_up_slot() = Some(begun);
                Ok(code_sent(&next))
            }
            _ => Err(RemoteError::NotTheContract.into()),
        }
    }

    /// Gives that code.
    ///
    /// # Errors
    ///
    /// [`ClientError::NothingUnderWay`], [`ClientError::Fields`], [`ClientError::Remote`].
    pub async fn step_up_verify_code(&self, code: &str) -> Result<(), ClientError> {
        let tokens = self.tokens()?;
        let begun = self
            .step_up_slot()
            .clone()
            .ok_or(ClientError::NothingUnderWay)?;
        let code = parse_code(code)?;
        let request = ChallengeRequest {
            sms_code: Some(code.to_string()),
            ..begun.next_step()?
        };
        let challenge = self.step(&tokens, request).await?;
        self.finish_step_up(&tokens, &begun, challenge).await
    }

    /// Authenticates anew with a password.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`], [`ClientError::Fields`], [`ClientError::Remote`].
    pub async fn step_up_password(&self, password: Zeroizing<String>) -> Result<(), ClientError> {
        if password.is_empty() {
            return Err(wrong("password", FieldCode::Required));
        }
        let tokens = self.tokens()?;
        let begun = UnderWay::begin(tokens.key().clone())?;
        let request = ChallengeRequest {
            password: Some(password.to_string()),
            ..begun.first_step(LoginMethod::Password)
        };
        let challenge = self.step(&tokens, request).await?;
        self.finish_step_up(&tokens, &begun, challenge).await
    }

    async fn step(
        &self,
        tokens: &Arc<Tokens>,
        request: ChallengeRequest,
    ) -> Result<Challenge, ClientError> {
        let permit = self.permit()?;
        let access = tokens.access(&permit).await?;
        let request = ChallengeRequest {
            step_up: true,
            ..request
        };
        let token = Some(access.token());
        let auth = &self.core.auth;
        let asked = auth.challenge(&permit, tokens.key(), token, &request);
        Ok(tokens.unless_ended(asked).await?)
    }

    async fn finish_step_up(
        &self,
        tokens: &Arc<Tokens>,
        begun: &UnderWay,
        challenge: Challenge,
    ) -> Result<(), ClientError> {
        let Challenge::Answered(code) = challenge else {
            return Err(RemoteError::NotTheContract.into());
        };
        let request = TokenRequest::AuthorizationCode {
            client_id: CLIENT_ID.to_owned(),
            code: code.to_string(),
            code_verifier: begun.verifier.to_string(),
            redirect_uri: None,
        };
        tokens.step_up(&self.permit()?, &request).await?;
        *self.step_up_slot() = None;
        Ok(())
    }

    fn tokens(&self) -> Result<Arc<Tokens>, ClientError> {
        Ok(Arc::clone(&self.core.account()?.tokens))
    }

    fn step_up_slot(&self) -> MutexGuard<'_, Option<UnderWay>> {
        self.core
            .session
            .step_up
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
