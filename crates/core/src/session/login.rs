//! The steps of a log-in (draft-ietf-oauth-first-party-apps).

use std::sync::PoisonError;

use sst_api::auth::{
    CLIENT_ID, Capability, ChallengeRequest, Expects, LoginMethod, OauthError, TokenRequest,
};
use sst_api::problem::ProblemCode;
use sst_domain::identity::{FieldCode, Phone};
use zeroize::Zeroizing;

use super::Session;
use super::underway::{UnderWay, code_sent, parse_code, wrong};
use crate::consent::AccountPermit;
use crate::error::ClientError;
use crate::remote::{Challenge, Discovery, ProofKey, RemoteError};
use crate::view::{CodeSentView, LoginOptionsView, LoginOutcomeView, LoginWay, SessionView};

impl Session<'_> {
    /// What the platform offers: the log-in screen shows this and nothing else.
    ///
    /// # Errors
    ///
    /// [`ClientError::ConsentNeeded`], [`ClientError::Remote`].
    pub async fn options(&self) -> Result<LoginOptionsView, ClientError> {
        let discovered = self.core.auth.discover(&self.permit()?).await?;
        let platform = &discovered.platform;
        Ok(LoginOptionsView {
            platform_name: platform.name.clone(),
            ways: ways(&discovered),
            registration: platform.registration,
            recovery: platform
                .capabilities
                .contains(&Capability::PasswordRecovery),
        })
    }

    /// Has a code sent to a phone. An earlier code stays good where this fails.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for a number that is none, [`ClientError::Remote`] with what the platform
    /// says, such as `code-too-soon`.
    pub async fn send_code(&self, phone: &str) -> Result<CodeSentView, ClientError> {
        let phone = Phone::parse(phone).map_err(|code| wrong("phone", code))?;
        let begun = UnderWay::begin(ProofKey::generate()?)?;
        let request = ChallengeRequest {
            phone: Some(phone.as_str().to_owned()),
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

    /// Gives the code that came by SMS.
    ///
    /// # Errors
    ///
    /// [`ClientError::NothingUnderWay`], [`ClientError::Fields`] for a code that is none,
    /// [`ClientError::Remote`] with what the platform says, such as `code-wrong`; and as
    /// [`Session::password`].
    pub async fn verify_code(&self, code: &str) -> Result<LoginOutcomeView, ClientError> {
        let begun = self.under_way()?;
        let code = parse_code(code)?;
        let request = ChallengeRequest {
            sms_code: Some(code.to_string()),
            guardian: self.guardian()?,
            ..begun.next_step()?
        };
        match self.login_step(&begun, &request).await? {
            Challenge::Answered(code) => self.finish(begun, code, None, || true).await,
            Challenge::Next(next) if next.expects == Some(Expects::Registration) => {
                self.keep(begun, &next);
                Ok(LoginOutcomeView::RegistrationNeeded)
            }
            Challenge::Next(_) => Err(RemoteError::NotTheContract.into()),
        }
    }

    /// Opens an account for the number whose code was right.
    ///
    /// # Errors
    ///
    /// As [`Session::verify_code`].
    pub async fn register(&self) -> Result<LoginOutcomeView, ClientError> {
        let begun = self.under_way()?;
        let request = ChallengeRequest {
            register: true,
            ..begun.next_step()?
        };
        match self.login_step(&begun, &request).await? {
            Challenge::Answered(code) => self.finish(begun, code, None, || true).await,
            Challenge::Next(_) => Err(RemoteError::NotTheContract.into()),
        }
    }

    /// Logs in with a password. It is sent, and kept nowhere.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`] with what the platform says, such as `password-wrong`;
    /// [`ClientError::OtherAccountUnsent`]; [`ClientError::Store`] where nothing can be kept, in memory
    /// either.
    pub async fn password(
        &self,
        account: &str,
        password: Zeroizing<String>,
    ) -> Result<LoginOutcomeView, ClientError> {
        if account.trim().is_empty() {
            return Err(wrong("account", FieldCode::Required));
        }
        if password.is_empty() {
            return Err(wrong("password", FieldCode::Required));
        }
        let begun = UnderWay::begin(ProofKey::generate()?)?;
        let request = ChallengeRequest {
            account: Some(account.trim().to_owned()),
            password: Some(password.to_string()),
            guardian: self.guardian()?,
            ..begun.first_step(LoginMethod::Password)
        };
        match self.login_step(&begun, &request).await? {
            Challenge::Answered(code) => self.finish(begun, code, None, || true).await,
            Challenge::Next(_) => Err(RemoteError::NotTheContract.into()),
        }
    }

    /// Gives up the log-in that is under way, here, in the browser or on another device.
    pub fn cancel(&self) {
        *self.slot() = None;
        self.cancel_outside();
    }

    /// Gives up the log-in that is under way in the browser or on another device, and no other.
    pub fn cancel_outside(&self) {
        self.core.session.outside.cancel();
    }

    /// The guardian who has confirmed for whoever logs in: it must be somebody else.
    fn guardian(&self) -> Result<Option<String>, ClientError> {
        Ok(crate::consent::waiting_guardian(self.core)?)
    }

    pub(super) fn permit(&self) -> Result<AccountPermit, ClientError> {
        self.core
            .gate
            .account()
            .map_err(|_| ClientError::ConsentNeeded)
    }

    /// A permit, unless somebody is logged in already.
    pub(super) fn permit_to_log_in(&self) -> Result<AccountPermit, ClientError> {
        if matches!(self.view(), SessionView::SignedIn(_) | SessionView::Opening) {
            return Err(ClientError::NotApplicable);
        }
        self.permit()
    }

    pub(super) async fn login_step(
        &self,
        begun: &UnderWay,
        request: &ChallengeRequest,
    ) -> Result<Challenge, ClientError> {
        let permit = self.permit_to_log_in()?;
        let auth = &self.core.auth;
        let answer = auth.challenge(&permit, &begun.key, None, request).await;
        if let Err(error) = &answer
            && error.is(ProblemCode::GuardianOwnPhone)
        {
            crate::consent::guardian_is_minor(self.core).await;
        }
        Ok(answer?)
    }

    /// Tokens for a code, and the account that they open. A code that a browser brought comes with where it
    /// was brought.
    pub(super) async fn finish(
        &self,
        begun: UnderWay,
        code: Zeroizing<String>,
        redirect_uri: Option<String>,
        wanted: impl FnOnce() -> bool + Send,
    ) -> Result<LoginOutcomeView, ClientError> {
        let request = TokenRequest::AuthorizationCode {
            client_id: CLIENT_ID.to_owned(),
            code: code.to_string(),
            code_verifier: begun.verifier.to_string(),
            redirect_uri,
        };
        let permit = self.permit()?;
        let reply = self.core.auth.tokens(&permit, &begun.key, &request).await?;
        let account = super::sign_in::sign_in(self.core, begun.key, reply, wanted).await?;
        self.cancel();
        Ok(LoginOutcomeView::SignedIn(account))
    }

    pub(super) fn under_way(&self) -> Result<UnderWay, ClientError> {
        self.slot().clone().ok_or(ClientError::NothingUnderWay)
    }

    pub(super) fn keep(&self, mut begun: UnderWay, next: &OauthError) {
        begun.go_on(next);
        *self.slot() = Some(begun);
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<UnderWay>> {
        self.core
            .session
            .login
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ways inside the client in the platform's order, then those that leave it: the phone in the hand first.
fn ways(discovered: &Discovery) -> Vec<LoginWay> {
    let methods = discovered.platform.login_methods.iter();
    let inside = methods.filter_map(|method| match method {
        LoginMethod::SmsCode => Some(LoginWay::SmsCode),
        LoginMethod::Password => Some(LoginWay::Password),
        LoginMethod::Browser | LoginMethod::Device | LoginMethod::Other => None,
    });
    let inside = inside.filter(|_| discovered.has_challenge());
    let device = discovered.has_device().then_some(LoginWay::Device);
    let browser = discovered.has_browser().then_some(LoginWay::Browser);
    inside.chain(device).chain(browser).collect()
}
