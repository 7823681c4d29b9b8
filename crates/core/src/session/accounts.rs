//! The accounts that have something on this computer, and their removal without opening them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use sst_vault::{Tier, VaultHeader, VaultId};

use super::removal::{self, Removed};
use super::{Session, state::Phase};
use crate::client::Core;
use crate::device::{AccountState, LocalAccount};
use crate::error::ClientError;
use crate::store::{CitizenStore, Peek, files_of};
use crate::view::{
    KeepingTier, LocalAccountRemovedView, LocalAccountState, LocalAccountView, LocalAccountsView,
};

/// The account that the session is about, where it has a place on this computer.
struct Present {
    id: VaultId,
    state: LocalAccountState,
    tier: Option<KeepingTier>,
}

impl Session<'_> {
    /// Every account that has something on this computer. No key is asked for and no file is touched. There
    /// is none where keys are kept in memory only, as at a kiosk.
    ///
    /// # Errors
    ///
    /// [`ClientError::Device`] where the list itself cannot be read.
    pub async fn accounts_here(&self) -> Result<LocalAccountsView, ClientError> {
        let accounts = list(self.core).await?;
        Ok(LocalAccountsView { accounts })
    }

    /// Removes an account that is not logged in from this computer, unopened: what it has not sent is lost.
    /// Cut off anywhere, it is finished at the next start. Its session at the platform, if it has one, is
    /// not ended: the tokens for that are sealed.
    ///
    /// # Errors
    ///
    /// [`ClientError::AccountInUse`] or [`ClientError::Locked`] for the one that is logged in, which its
    /// person logs out of; [`ClientError::Opening`]; [`ClientError::NotFound`]; [`ClientError::Device`] or
    /// [`ClientError::Store`] where the disk refuses.
    pub async fn remove_account(&self, id: &str) -> Result<LocalAccountRemovedView, ClientError> {
        let core = self.core;
        let id: VaultId = id.parse().map_err(|_| ClientError::NotFound)?;
        let _turn = core.session.turn.lock().await;
        let present = present(core)?.filter(|present| present.id == id);
        match present.map(|present| present.state) {
            None => {}
            Some(LocalAccountState::Opening) => return Err(ClientError::Opening),
            Some(LocalAccountState::Locked) => return Err(ClientError::Locked),
            Some(_) => return Err(ClientError::AccountInUse),
        }
        let here = super::sign_in::blocking(core, |core| core.device.accounts()).await?;
        if !here
            .iter()
            .any(|account| account.id == id && shown(account))
        {
            return Err(ClientError::NotFound);
        }
        let removed = removal::remove(core, id).await?;
        tracing::info!("an account that was not logged in was removed");
        Ok(LocalAccountRemovedView {
            key_left: removed == Removed::ButKey,
            accounts: list(core).await?,
        })
    }
}

async fn list(core: &Arc<Core>) -> Result<Vec<LocalAccountView>, ClientError> {
    if core.config.custody.tier() == Tier::Memory {
        return Ok(Vec::new());
    }
    let core = Arc::clone(core);
    let read = tokio::task::spawn_blocking(move || {
        let present = present(&core)?;
        let accounts = core.device.accounts()?.into_iter().filter(shown);
        let look = |account| look(&core, &account, present.as_ref());
        let mut views: Vec<_> = accounts.filter_map(look).collect();
        views.sort_by(|a, b| {
            let newest_first = b.last_used.cmp(&a.last_used);
            a.state.cmp(&b.state).then(newest_first)
        });
        Ok(views)
    });
    read.await.unwrap_or(Err(ClientError::Internal))
}

/// What is being made is not there yet.
fn shown(account: &LocalAccount) -> bool {
    account.state != AccountState::Creating
}

fn present(core: &Core) -> Result<Option<Present>, ClientError> {
    let unopened = match &*core.session.lock() {
        Phase::SignedOut => return Ok(None),
        Phase::Open(open) => {
            let kept = open.local.map(|id| Present {
                id,
                state: LocalAccountState::Open,
                tier: Some(open.account.keeping().tier),
            });
            let unopened = open.unopened.map(|id| Present {
                id,
                state: LocalAccountState::Unopened,
                tier: None,
            });
            return Ok(kept.or(unopened));
        }
        Phase::Locked(locked) => {
            return Ok(Some(Present {
                id: locked.id,
                state: LocalAccountState::Locked,
                tier: Some(locked.tier.into()),
            }));
        }
        Phase::Opening => LocalAccountState::Opening,
        Phase::Unavailable { .. } => LocalAccountState::Unopened,
    };
    let current = core.device.current_account()?;
    Ok(current.map(|account| Present {
        id: account.id,
        state: unopened,
        tier: None,
    }))
}

/// What is known of an account. One that leaves is shown while its file is there.
fn look(
    core: &Core,
    account: &LocalAccount,
    present: Option<&Present>,
) -> Option<LocalAccountView> {
    let path = core.device.account_path(&account.id);
    let present = present.filter(|present| present.id == account.id);
    let (state, tier, peek) = match (account.state, present) {
        (AccountState::Leaving, _) if files_of(&path).iter().all(|file| !file.exists()) => {
            return None;
        }
        (AccountState::Leaving, _) => (LocalAccountState::Leaving, None, None),
        (_, Some(present)) => (present.state, present.tier, None),
        (_, None) => {
            let peek = peek(&path);
            (
                LocalAccountState::Closed,
                peek.as_ref().and_then(tier_of),
                peek,
            )
        }
    };
    let open = state == LocalAccountState::Open;
    Some(LocalAccountView {
        id: account.id.to_string(),
        state,
        tier,
        only_here: peek.as_ref().map(|peek| peek.only_here),
        has_session: peek.as_ref().map(|peek| peek.has_session),
        last_used: (!open).then(|| last_written(&path)).flatten(),
    })
}

/// What cannot be read is not known, and no reason to show nothing of it.
fn peek(path: &Path) -> Option<Peek> {
    CitizenStore::peek(path)
        .inspect_err(|error| {
            tracing::info!(code = error.code(), "an account says nothing of itself")
        })
        .ok()
}

fn tier_of(peek: &Peek) -> Option<KeepingTier> {
    let header = VaultHeader::parse(&peek.header).ok()?;
    Some(header.tier().into())
}

fn last_written(path: &Path) -> Option<String> {
    let written = |file: PathBuf| file.metadata().ok()?.modified().ok();
    let newest = files_of(path).into_iter().filter_map(written).max()?;
    let at = Timestamp::try_from(newest).ok()?;
    // Whole seconds: no more is of use.
    Some(Timestamp::from_second(at.as_second()).ok()?.to_string())
}
