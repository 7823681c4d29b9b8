//! Opening what is locked: by PIN or passphrase here, by a fresh log-in in `sign_in`, never by a click.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::local::{Typed, Unopened, open_kept};
use super::sign_in::{blocking, enter, kept_by};
use super::state::{Locked, Phase};
use super::{Session, Tokens, guard, idle};
use crate::OpenAccount;
use crate::client::Core;
use crate::error::ClientError;
use crate::store::{CitizenStore, StoreError};
use crate::view::SessionView;

impl Session<'_> {
    /// Opens what is locked with the PIN or passphrase that was typed.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where nothing is locked, [`ClientError::WayNotOffered`] where only a
    /// fresh log-in opens it, [`ClientError::WrongSecret`], [`ClientError::UnlockWait`], and what keyring
    /// and disk refuse: such a try does not count.
    pub async fn unlock(&self, typed: Zeroizing<String>) -> Result<SessionView, ClientError> {
        let _turn = self.core.session.turn.lock().await;
        let locked = self
            .core
            .session
            .locked()
            .ok_or(ClientError::NotApplicable)?;
        let typed = Typed::enter(locked.tier, &typed)?;
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
    pub fn forget_secret(&self, forgotten: bool) {
        self.core.session.set_forgotten(forgotten);
    }
}

/// Opens what is locked, and enters it. Within a turn.
pub(super) async fn open(
    core: &Arc<Core>,
    locked: Locked,
    typed: Option<Typed>,
) -> Result<(), ClientError> {
    let id = locked.id;
    let store = if typed.is_some() {
        let tried = async {
            match open_kept(core, id, typed).await {
                Ok(store) => guard::Try::Right(store),
                Err(Unopened::Wrong(error)) => guard::Try::Wrong(error),
                Err(unopened) => guard::Try::NotMade(not_opened(&unopened)),
            }
        };
        guard::counted(core, id, tried).await?
    } else {
        let opened = open_kept(core, id, None).await;
        opened.map_err(|unopened| not_opened(&unopened))?
    };
    resume(core, locked, store).await
}

fn not_opened(unopened: &Unopened) -> ClientError {
    match unopened {
        Unopened::Refused(refusal) => ClientError::Custody(*refusal),
        other => ClientError::Unavailable { code: other.code() },
    }
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
            let account = OpenAccount::new(store, kept_by(locked.tier, None), Arc::new(tokens));
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
