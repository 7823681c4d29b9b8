//! Logging out.

use std::sync::Arc;
use std::time::Duration;

use super::state::{Open, Phase};
use super::{Session, Tokens, attend, removal};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::settings;
use crate::store::CitizenStore;
use crate::view::{SessionView, UnsentChoice};

/// Longest time that a log-out waits for the platform.
const REVOKE_WITHIN: Duration = Duration::from_secs(3);

impl Session<'_> {
    /// Logs out. What is to become of edits that the platform does not have, the person says; with
    /// [`UnsentChoice::SendFirst`] they stay logged in until everything has arrived.
    ///
    /// # Errors
    ///
    /// [`ClientError::UnsentLeft`], [`ClientError::CannotKeep`], [`ClientError::Opening`],
    /// [`ClientError::Unavailable`] where nothing can be sent because it cannot be read, and what a disk
    /// refuses.
    pub async fn log_out(&self, unsent: UnsentChoice) -> Result<SessionView, ClientError> {
        let _turn = self.core.session.turn.lock().await;
        match self.core.session.open() {
            Some(open) => log_out_open(self.core, &open, unsent).await?,
            None => log_out_unopened(self.core, unsent).await?,
        }
        self.core.session.enter(Phase::SignedOut);
        super::tell(self.core);
        self.core
            .tell(ClientEvent::Settings(settings::view(self.core)));
        self.core.tell(ClientEvent::Sync(self.core.sync_view()));
        Ok(self.view())
    }
}

async fn log_out_open(
    core: &Arc<Core>,
    open: &Open,
    unsent: UnsentChoice,
) -> Result<(), ClientError> {
    let store = &open.account.store;
    let mut waiting = store.run(CitizenStore::unsent).await?;
    if unsent == UnsentChoice::SendFirst && waiting > 0 {
        if let Some(worker) = &open.worker {
            // Why it did not arrive is said by what is left.
            let _ = worker.flush().await;
        }
        waiting = store.run(CitizenStore::unsent).await?;
        if waiting > 0 {
            return Err(ClientError::UnsentLeft { waiting });
        }
    }
    let keep = unsent == UnsentChoice::Keep && waiting > 0;
    if keep && open.local.is_none() {
        return Err(ClientError::CannotKeep);
    }
    attend::dismiss(core).await;
    let revoking = revoke(core, open);
    let left = match open.local {
        Some(_) if keep => keep_sealed(core, store).await,
        Some(id) => {
            // The file goes; whether it closed in order no longer matters.
            let _ = store.run(|store| store.close()).await;
            removal::remove(core, id).await
        }
        None => Ok(store.run(|store| store.close()).await?),
    };
    let _ = revoking.await;
    left
}

/// The session goes, what was edited stays: sealed, for the same person.
async fn keep_sealed(core: &Arc<Core>, store: &CitizenStore) -> Result<(), ClientError> {
    store.run(Tokens::forget).await?;
    store.run(|store| store.close()).await?;
    super::sign_in::blocking(core, |core| core.device.leave_account()).await
}

/// Beside everything else: a log-out does not wait for a network.
fn revoke(core: &Arc<Core>, open: &Open) -> tokio::task::JoinHandle<()> {
    let (core, tokens) = (Arc::clone(core), Arc::clone(&open.account.tokens));
    tokio::spawn(async move {
        let Ok(permit) = core.gate.account() else {
            return;
        };
        match tokio::time::timeout(REVOKE_WITHIN, tokens.revoke(&permit)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(code = error.code(), "the session was not revoked"),
            Err(_) => tracing::warn!(code = "timed-out", "the session was not revoked"),
        }
    })
}

/// What is kept cannot be opened: it can be left as it is, or removed unread.
async fn log_out_unopened(core: &Arc<Core>, unsent: UnsentChoice) -> Result<(), ClientError> {
    let code = match &*core.session.lock() {
        Phase::Opening => return Err(ClientError::Opening),
        Phase::Unavailable { code } => *code,
        Phase::SignedOut | Phase::Open(_) => return Ok(()),
    };
    let current = super::sign_in::blocking(core, |core| core.device.current_account()).await?;
    match (unsent, current) {
        (UnsentChoice::SendFirst, _) => Err(ClientError::Unavailable { code }),
        (UnsentChoice::Keep, _) | (_, None) => {
            super::sign_in::blocking(core, |core| core.device.leave_account()).await
        }
        (UnsentChoice::Discard, Some(account)) => removal::remove(core, account.id).await,
    }
}
