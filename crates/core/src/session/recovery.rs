//! A forgotten password: phone, code, new password. The person is logged in with it, and every other login
//! of theirs has ended.

use sst_api::auth::{ChallengeRequest, Expects, LoginMethod};
use sst_domain::identity::Phone;
use zeroize::Zeroizing;

use super::Session;
use super::underway::{UnderWay, code_sent, parse_code, wrong};
use crate::error::ClientError;
use crate::remote::{Challenge, ProofKey, RemoteError};
use crate::security::parse_new;
use crate::view::{CodeSentView, LoginOutcomeView, RecoveryStepView};

impl Session<'_> {
    /// Has a code sent to a phone, in order to replace a forgotten password. Whether the number has an account
    /// is not told.
    ///
    /// # Errors
    ///
    /// As [`Session::send_code`].
    pub async fn recover_send_code(&self, phone: &str) -> Result<CodeSentView, ClientError> {
        let phone = Phone::parse(phone).map_err(|code| wrong("phone", code))?;
        let begun = UnderWay::begin(ProofKey::generate()?)?;
        let request = ChallengeRequest {
            phone: Some(phone.as_str().to_owned()),
            recover: true,
            ..begun.first_step(LoginMethod::SmsCode)
        };
        match self.login_step(&begun, &request).await? {
            Challenge::Next(next) if next.expects == Some(Expects::SmsCode) => {
                self.keep(begun, &next);
                Ok(code_sent(&next))
            }
            _ => Err(RemoteError::NotTheContract.into()),
        }
    }

    /// Gives that code.
    ///
    /// # Errors
    ///
    /// As [`Session::verify_code`].
    pub async fn recover_verify_code(&self, code: &str) -> Result<RecoveryStepView, ClientError> {
        let begun = self.under_way()?;
        let code = parse_code(code)?;
        let request = ChallengeRequest {
            sms_code: Some(code.to_string()),
            ..begun.next_step()?
        };
        let next = match self.login_step(&begun, &request).await? {
            Challenge::Next(next) => next,
            Challenge::Answered(_) => return Err(RemoteError::NotTheContract.into()),
        };
        let step = match next.expects {
            Some(Expects::NewPassword) => RecoveryStepView::NewPassword,
            Some(Expects::Registration) => RecoveryStepView::RegistrationNeeded,
            _ => return Err(RemoteError::NotTheContract.into()),
        };
        self.keep(begun, &next);
        Ok(step)
    }

    /// Gives the new password. One that will not do uses nothing up.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`]; as [`Session::password`].
    pub async fn recover_password(
        &self,
        new: Zeroizing<String>,
    ) -> Result<LoginOutcomeView, ClientError> {
        let begun = self.under_way()?;
        let new = parse_new(&new, &[])?;
        let request = ChallengeRequest {
            new_password: Some(new.as_str().to_owned()),
            ..begun.next_step()?
        };
        match self.login_step(&begun, &request).await? {
            Challenge::Answered(code) => self.finish(begun, code, None, || true).await,
            Challenge::Next(_) => Err(RemoteError::NotTheContract.into()),
        }
    }
}
