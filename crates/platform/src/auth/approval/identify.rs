//! Saying who one is, by the same steps and limits as inside the client.

use axum::response::{IntoResponse as _, Response};
use sst_api::problem::ProblemCode;

use super::asked::{Asked, Prompt};
use super::refused::{PageRefused, words};
use super::{Answer, Open, Step};
use crate::auth::challenge::code::{self, Taken};
use crate::auth::challenge::{Begin, Proved, password};
use crate::http::failure::OauthFailure;
use crate::secret::{generate_secret, hash_secret};
use crate::store::approval;

impl Open<'_> {
    /// One step of saying who one is. What is wrong is said on the same page.
    pub(super) async fn identify(&self, answer: Answer) -> Result<Response, PageRefused> {
        let asked = Asked::new(self.app, &answer.page, self.asked);
        let mut prompt = Prompt {
            phone: answer.phone.clone().unwrap_or_default(),
            account: answer.account.clone().unwrap_or_default(),
            by_password: matches!(answer.step, Step::GivePassword),
            auth_session: answer.auth_session.clone(),
            wrong: None,
        };
        match self.step(&answer).await {
            Ok(Next::Proved(proved)) => self.proved(proved).await,
            Ok(Next::Sent {
                auth_session,
                phone,
            }) => {
                prompt.auth_session = Some(auth_session);
                prompt.phone = phone;
                Ok(asked.give_code(&prompt).into_response())
            }
            Ok(Next::NoAccount) => Ok(asked.register(&prompt).into_response()),
            Err(failure) if failure.status >= 500 => Err(failure.into()),
            Err(failure) => {
                prompt.wrong = Some(words(&failure));
                let page = match answer.step {
                    Step::GiveCode if may_try_again(&failure) => asked.give_code(&prompt),
                    _ => asked.identify(&prompt),
                };
                Ok(page.into_response())
            }
        }
    }

    async fn step(&self, answer: &Answer) -> Result<Next, OauthFailure> {
        let key = self.key();
        let begin = || Begin {
            key: self.key(),
            address: self.address.clone(),
            code_challenge: String::new(),
            recover: false,
            step_up: None,
        };
        let auth_session = answer.auth_session.as_deref().unwrap_or_default();
        match answer.step {
            Step::SendCode => {
                let phone = Some(answer.phone.as_deref().unwrap_or_default());
                let sent = code::send(self.app, begin(), phone).await?;
                Ok(Next::Sent {
                    auth_session: sent.auth_session,
                    phone: sent.phone,
                })
            }
            Step::GiveCode => {
                let given = narrowed(answer.sms_code.as_deref().unwrap_or_default());
                match code::take(self.app, &key, auth_session, &given, None).await? {
                    Taken::Proved(proved) => Ok(Next::Proved(proved)),
                    Taken::NoAccount { .. } => Ok(Next::NoAccount),
                    // Nothing is recovered on these pages.
                    Taken::MayRecover { .. } => Err(ProblemCode::AuthSessionInvalid.into()),
                }
            }
            Step::Register => {
                let proved = code::open_account(self.app, &key, auth_session).await?;
                Ok(Next::Proved(proved))
            }
            Step::GivePassword => {
                let (account, password) = (answer.account.clone(), answer.password.clone());
                let proved = password::check(self.app, begin(), account, password).await?;
                Ok(Next::Proved(proved))
            }
            Step::StartAgain | Step::Approve | Step::Deny => {
                Err(ProblemCode::MalformedRequest.into())
            }
        }
    }

    async fn proved(&self, mut proved: Proved) -> Result<Response, PageRefused> {
        let page = generate_secret()?;
        let new_hash = hash_secret(&page);
        let who = (
            proved.citizen_id.as_str(),
            proved.opened_account,
            self.app.clock.now(),
        );
        approval::identify(&mut proved.tx, &self.hash, &new_hash, who).await?;
        proved.tx.commit().await?;
        Ok(Asked::new(self.app, &page, self.asked)
            .decide(None)
            .into_response())
    }

    /// What a code that is sent on this page is bound to. No client's key can be called so.
    fn key(&self) -> String {
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        format!("page:{}", URL_SAFE_NO_PAD.encode(self.hash))
    }
}

/// What comes next.
enum Next {
    Sent { auth_session: String, phone: String },
    NoAccount,
    Proved(Proved),
}

/// Whether the code that was sent may still be given.
fn may_try_again(failure: &OauthFailure) -> bool {
    failure.body.code == Some(ProblemCode::CodeWrong)
}

/// Full-width digits as an input method types them, and spaces between.
fn narrowed(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    typed.nfkc().filter(|c| !c.is_whitespace()).collect()
}
