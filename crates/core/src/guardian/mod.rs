//! The guardian of a minor: an actor of their own, with a code to their own phone (PIPL 31; policy 5).
//!
//! Nothing of a guardian is kept on this computer. While they are there, for at most as long as the platform says,
//! memory holds what shows it.

mod agree;
mod present;
mod withdraw;

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sst_api::guardian::{
    GuardianChallengeReply, GuardianChallengeRequest, GuardianVerifyReply, GuardianVerifyRequest,
};
use sst_api::path;
use sst_api::problem::{Problem, ProblemCode};
use sst_domain::identity::Phone;
use sst_domain::profile::{FieldProblem, UnitKey};
use zeroize::Zeroizing;

use crate::client::Core;
use crate::error::ClientError;
use crate::remote::{GuardianRemote, RemoteError};
use crate::session::parse_code;
use crate::view::{CodeSentView, GuardianPresentView, GuardianTask};

pub(crate) use agree::take;
pub(crate) use present::GuardianState;

/// The guardian of a minor.
pub struct Guardian<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Guardian<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// The guardian who is there; `None` where nobody's code has come back, or too long ago.
    pub fn present(&self) -> Option<GuardianPresentView> {
        self.core.guardian.view(self.core.clock.now())
    }

    /// Has a code sent to the guardian's phone. The number is sent, and kept nowhere.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for a number that is none, [`ClientError::Remote`] with what the platform says, such
    /// as `code-too-soon`, or `guardian-own-phone` for the number of the account that is open.
    pub async fn send_code(
        &self,
        phone: &str,
        task: GuardianTask,
    ) -> Result<CodeSentView, ClientError> {
        let phone = Phone::parse(phone).map_err(wrong_phone)?;
        if task == GuardianTask::Confirm && self.is_own(phone.as_str()).await? {
            let own = Problem::new(ProblemCode::GuardianOwnPhone);
            return Err(RemoteError::Problem(Box::new(own)).into());
        }
        let request = GuardianChallengeRequest {
            phone: phone.as_str().to_owned(),
            purpose: task.into(),
        };
        let path = path::GUARDIAN_CHALLENGES;
        let reply: GuardianChallengeReply = ask(self.core, path, &request).await?;
        let challenge = Zeroizing::new(reply.challenge);
        self.core.guardian.begin(challenge, task);
        Ok(CodeSentView {
            resend_after: reply.resend_after,
            expires_in: reply.expires_in,
        })
    }

    /// Gives the code that came.
    ///
    /// # Errors
    ///
    /// [`ClientError::NothingUnderWay`], [`ClientError::Fields`] for a code that is none, [`ClientError::Remote`]
    /// with what the platform says, such as `code-wrong`.
    pub async fn verify_code(&self, code: &str) -> Result<GuardianPresentView, ClientError> {
        let challenge = self.core.guardian.begun();
        let challenge = challenge.ok_or(ClientError::NothingUnderWay)?;
        let request = GuardianVerifyRequest {
            challenge: challenge.to_string(),
            code: parse_code(code)?.to_string(),
        };
        let path = path::GUARDIAN_VERIFY;
        let reply: GuardianVerifyReply = ask(self.core, path, &request).await?;
        let now = self.core.clock.now();
        self.core
            .guardian
            .came(&challenge, now, reply.expires_in)
            .ok_or(ClientError::NothingUnderWay)
    }

    /// The guardian has gone: what follows needs another code.
    pub fn leave(&self) {
        self.core.guardian.leave();
    }

    /// Whether this is the number of the account that is open here.
    async fn is_own(&self, phone: &str) -> Result<bool, ClientError> {
        let Ok(account) = self.core.account() else {
            return Ok(false);
        };
        let read = account.store.clone();
        let own = read.run(|store| {
            store.read(|tx| {
                let replica = tx.replica();
                let value = replica.base_value(&UnitKey::from("phone"));
                Ok::<_, crate::store::StoreError>(
                    value.and_then(|value| Some(value.text("number")?.to_owned())),
                )
            })
        });
        Ok(own.await?.as_deref() == Some(phone))
    }
}

/// Asks the platform on behalf of a guardian. One whose time is over is there no more.
///
/// # Errors
///
/// [`ClientError::ConsentNeeded`] before the policy was answered at all, [`ClientError::Remote`].
pub(crate) async fn ask<T: DeserializeOwned>(
    core: &Core,
    path: &str,
    request: &impl Serialize,
) -> Result<T, ClientError> {
    let permit = core.gate.public();
    let permit = permit.map_err(|_| ClientError::ConsentNeeded)?;
    let answer = GuardianRemote::new(&core.http, permit)
        .ask(path, request)
        .await;
    if let Err(error) = &answer
        && error.is(ProblemCode::GuardianSessionEnded)
    {
        core.guardian.leave();
    }
    Ok(answer?)
}

fn wrong_phone(code: sst_domain::identity::FieldCode) -> ClientError {
    ClientError::Fields(vec![FieldProblem {
        unit: UnitKey::from("guardian"),
        field: "phone".to_owned(),
        code,
    }])
}
