//! What the same person keeps on this computer and their session, in memory, could not open: opened beside it,
//! and the session goes on there; or removed, when they say so.

use std::sync::Arc;

use sst_vault::{Refusal, VaultId};

use super::keeping::{self, Guard};
use super::local::{Typed, header_of, keeping_of};
use super::sign_in::{blocking, enter};
use super::state::{Open, account_view};
use super::unlock::open_counted;
use super::{Session, attend, keyring, log_out, removal};
use crate::OpenAccount;
use crate::client::Core;
use crate::consent::DecisionLog;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::settings;
use crate::store::{CitizenStore, StoreError};
use crate::view::{AccountView, KeepingView};

impl Session<'_> {
    /// Tries again to open what needs no PIN and no passphrase. Where the keyring is locked the person is
    /// asked to unlock it, in its own dialogue.
    pub(super) async fn try_to_join(&self) -> Result<(), ClientError> {
        let mut joined = join(self.core, None).await;
        if matches!(joined, Err(ClientError::Custody(Refusal::Locked)))
            && keyring::unlock(&self.core.config.custody).await.is_ok()
        {
            joined = join(self.core, None).await;
        }
        joined
    }

    /// Removes what the same person keeps here and this session could not open, edits that were never sent
    /// with it, and keeps this session on this computer instead, guarded by the keyring, where there is one.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where there is nothing of the kind, and what a disk refuses.
    pub async fn discard_unopened(&self) -> Result<AccountView, ClientError> {
        let core = self.core;
        let _turn = core.session.turn.lock().await;
        let (open, id) = unopened(core)?;
        removal::remove(core, id).await?;
        core.session
            .change_of(&open.account, |open| open.unopened = None);
        open.account.set_keeping(KeepingView {
            reason: None,
            unopened: None,
            ..open.account.keeping()
        });
        let open = core.session.open().ok_or(ClientError::SignedOut)?;
        if let Err(error) = keeping::keep(core, &open, Guard::Keyring).await {
            tracing::warn!(code = error.code(), "this session is kept in memory only");
            open.account.set_keeping(KeepingView {
                reason: Some(error.code().to_owned()),
                ..open.account.keeping()
            });
        }
        super::tell(core);
        core.tell(ClientEvent::Settings(settings::view(core)));
        core.tell(ClientEvent::Sync(core.sync_view()));
        Ok(account_view(&open.account))
    }
}

/// The session in memory, and what lies unopened beside it.
fn unopened(core: &Core) -> Result<(Open, VaultId), ClientError> {
    let open = core.session.open();
    let both = open.and_then(|open| open.unopened.map(|id| (open, id)));
    both.ok_or(ClientError::NotApplicable)
}

/// Opens what lies beside the session in memory, with what was typed, if it asks for that, and goes on there.
///
/// # Errors
///
/// [`ClientError::NotApplicable`], [`ClientError::UnsentLeft`] where this session has edits of its own that
/// the platform does not have yet, [`ClientError::WrongSecret`], [`ClientError::UnlockWait`], and what keyring
/// and disk refuse. Then everything is as before.
pub(super) async fn join(core: &Arc<Core>, typed: Option<&str>) -> Result<(), ClientError> {
    let _turn = core.session.turn.lock().await;
    let (open, id) = unopened(core)?;
    nothing_waits(&open).await?;
    let typed = match typed {
        None => None,
        Some(text) => {
            let (_, header) = header_of(core, id).await?;
            Some(Typed::enter(header.tier(), text)?)
        }
    };
    let store = open_counted(core, id, typed).await?;
    attend::dismiss(core).await;
    if let Err(error) = go_on_in(core, &open, id, &store).await {
        let closed: Result<(), StoreError> = store.run(|store| store.close()).await;
        tracing::warn!(closed = closed.is_ok(), "the session goes on in memory");
        attend::attend(core);
        attend::sync_if_allowed(core);
        return Err(error);
    }
    Ok(())
}

async fn go_on_in(
    core: &Arc<Core>,
    open: &Open,
    id: VaultId,
    store: &CitizenStore,
) -> Result<(), ClientError> {
    // Something may have been saved while the keyring was being asked; from here on nothing can be.
    nothing_waits(open).await?;
    let keeping = keeping_of(store)?;
    DecisionLog::carry(&open.account.store, store).await?;
    let present = open.account.tokens.refresh_token();
    log_out::revoke_kept(core, store, &present).await;
    let tokens = open.account.tokens.move_to(store.clone()).await?;
    let noted = blocking(core, move |core| {
        core.device.enter_account(&id)?;
        core.device.put_locked(&id, false)
    });
    if let Err(error) = noted.await {
        tracing::warn!(code = error.code(), "the next start does not open it");
    }
    core.http.sent().carry(&open.account.store, store).await;
    crate::reports::carry(core, &open.account, store).await;
    let closed: Result<(), StoreError> = open.account.store.run(|store| store.close()).await;
    if let Err(error) = closed {
        tracing::warn!(code = error.code(), "the store was not closed in order");
    }
    let account = OpenAccount::new(
        store.clone(),
        keeping,
        Arc::new(tokens),
        Arc::clone(&core.policies),
    );
    core.session.set_forgotten(None);
    enter(core, Arc::new(account), Some(id), None);
    Ok(())
}

/// Two outboxes of one person are not mixed: what this session has saved is sent first.
async fn nothing_waits(open: &Open) -> Result<(), ClientError> {
    match open.account.store.run(CitizenStore::unsent).await? {
        0 => Ok(()),
        waiting => Err(ClientError::UnsentLeft { waiting }),
    }
}
