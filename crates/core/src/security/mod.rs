//! The safety of the account: where the person is logged in, what happened to the account, the password.
//! All of it is asked while the platform answers, and kept nowhere.

mod password;

use std::sync::Arc;

use sst_api::auth::Capability;
use sst_api::problem::{Problem, ProblemCode};
use sst_domain::identity::FieldCode;
use sst_domain::profile::FieldProblem;

use crate::OpenAccount;
use crate::client::Core;
use crate::error::ClientError;
use crate::remote::{AccountRemote, RemoteError};
use crate::view::{ActivityView, DisownedView, SessionsEndedView, SessionsView};

pub(crate) use password::parse_new;

/// Longest name of a device, in characters.
const LONGEST_NAME: usize = 40;

/// The safety of the account of whoever is logged in. Where the platform does not have what is asked for, a
/// call fails with the code `not-offered`, and nothing was sent.
pub struct Security<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Security<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// Where the person is logged in.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`], [`ClientError::Remote`].
    pub async fn sessions(&self) -> Result<SessionsView, ClientError> {
        let (_, remote) = self.remote(Capability::Sessions).await?;
        Ok(shown(remote.sessions().await?))
    }

    /// Gives the device of a login another name.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`] for a name that is none; as [`Security::sessions`].
    pub async fn rename_session(&self, id: &str, name: &str) -> Result<SessionsView, ClientError> {
        let name = parse_name(name)?;
        let (_, remote) = self.remote(Capability::Sessions).await?;
        Ok(shown(remote.rename_session(id, name).await?))
    }

    /// Ends one login: at once its computer is logged out.
    ///
    /// # Errors
    ///
    /// As [`Security::sessions`].
    pub async fn end_session(&self, id: &str) -> Result<SessionsEndedView, ClientError> {
        let (_, remote) = self.remote(Capability::Sessions).await?;
        let ended = remote.end_session(id).await?.ended;
        Ok(SessionsEndedView { ended })
    }

    /// Ends every login but this one.
    ///
    /// # Errors
    ///
    /// As [`Security::sessions`].
    pub async fn end_other_sessions(&self) -> Result<SessionsEndedView, ClientError> {
        let (_, remote) = self.remote(Capability::Sessions).await?;
        let ended = remote.end_other_sessions().await?.ended;
        Ok(SessionsEndedView { ended })
    }

    /// What happened to the account, from the entry after `before` on.
    ///
    /// # Errors
    ///
    /// As [`Security::sessions`].
    pub async fn activity(&self, before: Option<String>) -> Result<ActivityView, ClientError> {
        let (_, remote) = self.remote(Capability::Activity).await?;
        let list = remote.activity(before).await?;
        Ok(ActivityView {
            entries: list.entries.into_iter().map(Into::into).collect(),
            has_more: list.has_more,
        })
    }

    /// "This was not me": the entry is marked, and the login in which it was done ends, unless it is this
    /// one.
    ///
    /// # Errors
    ///
    /// As [`Security::sessions`].
    pub async fn disown(&self, id: &str) -> Result<DisownedView, ClientError> {
        let (_, remote) = self.remote(Capability::Activity).await?;
        let reply = remote.disown(id).await?;
        Ok(DisownedView {
            entry: reply.entry.into(),
            session_ended: reply.session_ended,
        })
    }

    /// The account and its calls, where the platform has what they are for.
    async fn remote(
        &self,
        needed: Capability,
    ) -> Result<(Arc<OpenAccount>, AccountRemote), ClientError> {
        let account = self.core.account()?;
        let permit = self.core.gate.account();
        let permit = permit.map_err(|_| ClientError::ConsentNeeded)?;
        let platform = self.core.auth.known(&permit).await?;
        if !platform.platform.capabilities.contains(&needed) {
            let problem = Problem::new(ProblemCode::NotOffered);
            return Err(RemoteError::Problem(Box::new(problem)).into());
        }
        let remote = self.core.remote(&account);
        Ok((account, remote))
    }
}

fn shown(list: sst_api::security::SessionList) -> SessionsView {
    SessionsView {
        sessions: list.sessions.into_iter().map(Into::into).collect(),
    }
}

fn parse_name(typed: &str) -> Result<&str, ClientError> {
    let name = typed.trim();
    let code = if name.is_empty() {
        FieldCode::Required
    } else if name.chars().count() > LONGEST_NAME {
        FieldCode::TooLong
    } else if name.chars().any(char::is_control) {
        FieldCode::IllegalCharacter
    } else {
        return Ok(name);
    };
    Err(ClientError::Fields(vec![FieldProblem {
        unit: "session".into(),
        field: "name".to_owned(),
        code,
    }]))
}
