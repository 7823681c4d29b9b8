//! Logging out.

use std::sync::Arc;
use std::time::Duration;

use sst_vault::VaultId;

use super::state::{Open, Phase};
use super::{Session, Tokens, attend, removal};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::settings;
use crate::store::CitizenStore;
use crate::view::{SessionView, UnsentChoice};

/// Longest time that a log-out waits for the platform.
pub(super) const REVOKE_WITHIN: Duration = Duration::from_secs(3);

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
        if unsent == UnsentChoice::SendFirst
            && let Some(worker) = self.core.session.worker()
        {
            // Before the turn: a lock does not wait for a network. Why something did not arrive is said by
            // what is left.
            let _ = worker.flush().await;
        }
        let _turn = self.core.session.turn.lock().await;
        match self.core.session.open() {
            Some(open) => log_out_open(self.core, &open, unsent).await?,
            None => {
                log_out_unopened(self.core, unsent).await?;
                signed_out(self.core);
            }
        }
        Ok(self.view())
    }
}

/// Ends a session in memory because of a lock, which nothing may refuse: what it holds is lost, and what lies
/// unopened on the disk stays. Within a turn.
pub(super) async fn end_in_memory(core: &Arc<Core>, open: &Open) {
    attend::dismiss(core).await;
    if let Err(error) = leave_account(core).await {
        tracing::warn!(code = error.code(), "left for the next start");
    }
    // At once: nothing that follows, a network least of all, keeps the person on the screen.
    open.account.tokens.end();
    signed_out(core);
    finish(core, open, None, false).await;
}

fn signed_out(core: &Core) {
    core.guardian.leave();
    core.session.enter(Phase::SignedOut);
    super::tell(core);
    core.tell(ClientEvent::Settings(settings::view(core)));
    core.tell(ClientEvent::Sync(core.sync_view()));
}

/// Revokes the tokens that are written down in `store`, beside everything else, if they are not those with
/// this refresh token: a fresh log-in replaces them.
pub(super) async fn revoke_kept(core: &Arc<Core>, store: &CitizenStore, present: &str) {
    let auth = Arc::clone(&core.auth);
    let resumed = store.run(move |store| Tokens::resume(auth, store.clone()));
    let Ok::<_, crate::store::StoreError>(Some(old)) = resumed.await else {
        return;
    };
    if old.has_refresh_token(present) {
        return;
    }
    let core = Arc::clone(core);
    tokio::spawn(async move {
        if let Ok(permit) = core.gate.rights() {
            let revoked = tokio::time::timeout(REVOKE_WITHIN, old.revoke(&permit)).await;
            tracing::info!(
                revoked = matches!(revoked, Ok(Ok(()))),
                "tokens of the session before"
            );
        }
    });
}

async fn log_out_open(
    core: &Arc<Core>,
    open: &Open,
    unsent: UnsentChoice,
) -> Result<(), ClientError> {
    let waiting = open.account.store.run(CitizenStore::unsent).await?;
    if unsent == UnsentChoice::SendFirst && waiting > 0 {
        return Err(ClientError::UnsentLeft { waiting });
    }
    let keep = unsent == UnsentChoice::Keep && waiting > 0;
    if keep && open.local.is_none() {
        return Err(ClientError::CannotKeep);
    }
    attend::dismiss(core).await;
    if let Err(error) = decide(core, open, unsent, keep).await {
        // Nothing was changed: the session goes on.
        attend::attend(core);
        attend::sync_if_allowed(core);
        return Err(error);
    }
    finish(core, open, leaving(open, unsent, keep), keep).await;
    signed_out(core);
    Ok(())
}

/// What comes after the step on the disk. Nothing can fail from here on that the next start would not finish.
async fn finish(core: &Arc<Core>, open: &Open, leaving: Option<VaultId>, keep: bool) {
    open.account.tokens.end();
    let store = &open.account.store;
    let revoking = revoke(core, open);
    if keep {
        core.http.sent().write().await;
    }
    let closing = store.run(move |store| {
        // Once more: a renewal that was under way may have written its tokens down.
        let forgotten = if keep { Tokens::forget(store) } else { Ok(()) };
        forgotten.and(store.close())
    });
    if let Err(error) = closing.await {
        tracing::warn!(code = error.code(), "the store was not closed in order");
    }
    let left = match leaving {
        Some(id) => removal::finish(core, id).await.map(drop),
        None => leave_account(core).await,
    };
    if let Err(error) = left {
        tracing::warn!(code = error.code(), "left for the next start");
    }
    let _ = revoking.await;
    core.auth.http().forget_connections();
}

/// The step on the disk after which this log-out comes to its end, whatever happens.
async fn decide(
    core: &Arc<Core>,
    open: &Open,
    unsent: UnsentChoice,
    keep: bool,
) -> Result<(), ClientError> {
    match leaving(open, unsent, keep) {
        Some(id) => removal::begin(core, id).await,
        // What was edited stays: sealed, for the same person.
        None if keep => Ok(open.account.store.run(Tokens::forget).await?),
        None => leave_account(core).await,
    }
}

async fn leave_account(core: &Arc<Core>) -> Result<(), ClientError> {
    super::sign_in::blocking(core, |core| core.device.leave_account()).await
}

/// What goes from this computer with this log-out: the account, or what a session in memory could not
/// open, where the person discards it.
fn leaving(open: &Open, unsent: UnsentChoice, keep: bool) -> Option<VaultId> {
    match open.local {
        Some(_) if keep => None,
        Some(id) => Some(id),
        None => open.unopened.filter(|_| unsent == UnsentChoice::Discard),
    }
}

/// Beside everything else: a log-out does not wait for a network.
fn revoke(core: &Arc<Core>, open: &Open) -> tokio::task::JoinHandle<()> {
    let (core, tokens) = (Arc::clone(core), Arc::clone(&open.account.tokens));
    tokio::spawn(async move {
        let Ok(permit) = core.gate.rights() else {
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
        Phase::Locked(_) => return Err(ClientError::Locked),
        Phase::Unavailable { code } => *code,
        Phase::SignedOut | Phase::Open(_) => return Ok(()),
    };
    let current = super::sign_in::blocking(core, |core| core.device.current_account()).await?;
    match (unsent, current) {
        (UnsentChoice::SendFirst, _) => Err(ClientError::Unavailable { code }),
        (UnsentChoice::Keep, _) | (_, None) => leave_account(core).await,
        (UnsentChoice::Discard, Some(account)) => removal::remove(core, account.id).await.map(drop),
    }
}
