//! Opening what is locked: by PIN or passphrase here, by a fresh log-in in `sign_in`, never by a click.

use std::sync::Arc;

use sst_vault::{Refusal, VaultId};
use zeroize::Zeroizing;

use super::join::join;
use super::local::{Typed, Unopened, keeping_of, open_kept};
use super::sign_in::{blocking, enter};
use super::state::{Locked, Phase};
use super::{Session, Tokens, guard, idle, keyring};
use crate::OpenAccount;
use crate::client::Core;
use crate::error::ClientError;
use crate::store::{CitizenStore, StoreError};
use crate::view::SessionView;

impl Session<'_> {
    /// Opens what is locked, or what lies unopened beside a session in memory, with the PIN or passphrase
    /// that was typed. Where the keyring is locked too, the
    /// person is asked to unlock it, in its own dialogue; until they have answered, logging in is possible.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where nothing is locked, [`ClientError::WayNotOffered`] where only a
    /// fresh log-in opens it, [`ClientError::WrongSecret`], [`ClientError::UnlockWait`], and what keyring
    /// and disk refuse: such a try does not count. [`ClientError::UnsentLeft`] beside a session whose own
    /// edits have not been sent yet.
    pub async fn unlock(&self, typed: Zeroizing<String>) -> Result<SessionView, ClientError> {
        let mut opened = self.try_to_unlock(&typed).await;
        if matches!(opened, Err(ClientError::Custody(Refusal::Locked)))
            && keyring::unlock(&self.core.config.custody).await.is_ok()
        {
            opened = self.try_to_unlock(&typed).await;
        }
        opened
    }

    async fn try_to_unlock(&self, typed: &str) -> Result<SessionView, ClientError> {
        if self.core.session.open().is_some() {
            join(self.core, Some(typed)).await?;
            return Ok(self.view());
        }
        let _turn = self.core.session.turn.lock().await;
        let locked = self
            .core
            .session
            .locked()
            .ok_or(ClientError::NotApplicable)?;
        let typed = Typed::enter(locked.tier, typed)?;
        let opened = open(self.core, locked, Some(typed)).await;
        if opened.is_err() {
            // How long to wait, and how many tries are left.
            super::tell(self.core);
        }
        opened?;
        Ok(self.view())
    }

    /// The person has forgotten the PIN or passphrase: when they next log in, what it guards here is
    /// removed, edits that were never sent with it, and the account is made anew. `false` takes that back.
    /// Without anything locked it does nothing: nobody forgets the PIN of an account that is not theirs.
    pub fn forget_secret(&self, forgotten: bool) {
        let session = &self.core.session;
        let locked = session.locked().map(|locked| locked.id);
        session.set_forgotten(locked.filter(|_| forgotten));
    }
}

/// Opens what is locked, and enters it. Within a turn.
pub(super) async fn open(
    core: &Arc<Core>,
    locked: Locked,
    typed: Option<Typed>,
) -> Result<(), ClientError> {
    let id = locked.id;
    let store = open_counted(core, id, typed).await?;
    resume(core, locked, store).await
}

/// Opens what is kept for an account. With something typed it is a try, which is counted.
pub(super) async fn open_counted(
    core: &Arc<Core>,
    id: VaultId,
    typed: Option<Typed>,
) -> Result<CitizenStore, ClientError> {
    if typed.is_none() {
        return Ok(open_kept(core, id, None).await?);
    }
    let tried = async {
        match open_kept(core, id, typed).await {
            Ok(store) => guard::Try::Right(store),
            Err(Unopened::Wrong(error)) => guard::Try::Wrong(error),
            Err(unopened) => guard::Try::NotMade(unopened.into()),
        }
    };
    guard::counted(core, id, tried).await
}

async fn resume(core: &Arc<Core>, locked: Locked, store: CitizenStore) -> Result<(), ClientError> {
    let auth = Arc::clone(&core.auth);
    let resumed = store.run(move |store| Tokens::resume(auth, store.clone()));
    let resumed: Result<_, StoreError> = resumed.await;
    match resumed? {
        Some(tokens) => {
            let id = locked.id;
            blocking(core, move |core| core.device.put_locked(&id, false)).await?;
            idle::used(core);
            core.session.set_forgotten(None);
            let keeping = keeping_of(&store)?;
            let account =
                OpenAccount::new(store, keeping, Arc::new(tokens), Arc::clone(&core.policies));
            enter(core, Arc::new(account), Some(locked.id), None);
        }
        // Cut off in the middle of a log-out that keeps edits.
        None => {
            super::opening::leave(core, &store).await;
            core.session.enter(Phase::SignedOut);
        }
    }
    Ok(())
}
