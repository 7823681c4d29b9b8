//! At the start: what was cut off is ended, and who was logged in is opened.

use std::sync::Arc;

use sst_vault::Tier;

use super::local::{Unopened, header_of, keeping_of, open_kept};
use super::sign_in::{blocking, enter};
use super::state::{Locked, Phase};
use super::{Tokens, guard, keyring, removal};
use crate::OpenAccount;
use crate::client::Core;
use crate::device::LocalAccount;
use crate::store::StoreError;
use crate::view::LockCause;

pub(super) async fn resume(core: Arc<Core>) {
    let _turn = core.session.turn.lock().await;
    open_current(&core).await;
    end_what_was_cut_off(&core).await;
}

/// The person asked to try again: they are asked to unlock the keyring, in its own dialogue, and what is
/// kept is opened. Until they have answered, logging in or out goes on as before.
pub(super) async fn retry(core: Arc<Core>) {
    // Whether that helped is said by what comes of opening.
    let unlocked = keyring::unlock(&core.config.custody).await;
    tracing::info!(unlocked = unlocked.is_ok(), "asked to open again");
    let _turn = core.session.turn.lock().await;
    if core.session.reopen() {
        super::tell(&core);
        open_current(&core).await;
    }
}

async fn open_current(core: &Arc<Core>) {
    // Somebody may have logged in while the keyring was being asked.
    if !core.session.is_opening() {
        return;
    }
    match blocking(core, |core| core.device.current_account()).await {
        Ok(Some(account)) => open(core, account).await,
        Ok(None) => {
            core.session.enter(Phase::SignedOut);
            super::tell(core);
        }
        Err(error) => unavailable(core, error.code()),
    }
}

async fn open(core: &Arc<Core>, local: LocalAccount) {
    if local.locked {
        return match header_of(core, local.id).await {
            Ok((_, header)) => locked(core, &local, header.tier()).await,
            Err(unopened) => unavailable(core, unopened.code()),
        };
    }
    let store = match open_kept(core, local.id, None).await {
        Ok(store) => store,
        Err(Unopened::Guarded(tier)) => return locked(core, &local, tier).await,
        Err(unopened) => return unavailable(core, unopened.code()),
    };
    let auth = Arc::clone(&core.auth);
    let resumed = store.run(move |store| Tokens::resume(auth, store.clone()));
    match resumed.await {
        Ok(Some(tokens)) => {
            let keeping = match keeping_of(&store) {
                Ok(keeping) => keeping,
                Err(error) => return unavailable(core, error.code()),
            };
            let account = Arc::new(OpenAccount::new(
                store,
                keeping,
                Arc::new(tokens),
                Arc::clone(&core.policies),
            ));
            enter(core, account, Some(local.id), None);
        }
        // Cut off in the middle of a log-out that keeps edits.
        Ok(None) => leave(core, &store).await,
        Err(error) => {
            let error: StoreError = error;
            unavailable(core, error.code());
        }
    }
}

/// It waits for what opens it; a program that is ended and started again opens nothing.
async fn locked(core: &Arc<Core>, local: &LocalAccount, tier: Tier) {
    guard::recall(core, local.id).await;
    let (id, cause) = (local.id, LockCause::Start);
    core.session
        .enter(Phase::Locked(Locked { id, tier, cause }));
    super::tell(core);
}

pub(super) async fn leave(core: &Arc<Core>, store: &crate::store::CitizenStore) {
    let closed = store.run(|store| store.close()).await;
    let left = blocking(core, |core| core.device.leave_account()).await;
    if closed.is_err() || left.is_err() {
        tracing::warn!("a log-out that was cut off could not be ended");
    }
    core.session.enter(Phase::SignedOut);
    super::tell(core);
}

fn unavailable(core: &Core, code: &'static str) {
    tracing::warn!(code, "what is kept here could not be opened");
    core.session.enter(Phase::Unavailable { code });
    super::tell(core);
}

async fn end_what_was_cut_off(core: &Arc<Core>) {
    let cut_off = blocking(core, removal::cut_off).await.unwrap_or_default();
    for id in cut_off {
        if let Err(error) = removal::remove(core, id).await {
            tracing::warn!(code = error.code(), "left for the next start");
        }
    }
}
