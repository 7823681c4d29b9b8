//! Locking: what is open is sealed and closed, and its keys and tokens leave this process. Drafts survive
//! in the sealed store; nothing syncs until it is opened again.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sst_vault::VaultId;

use super::state::{Locked, Open, Phase};
use super::{Session, attend, guard, idle, log_out};
use crate::client::Core;
use crate::event::ClientEvent;
use crate::settings;
use crate::store::{CitizenStore, StoreError};
use crate::view::{LockCause, SessionView, SystemSignal, UnlockWay};

/// How long a session in memory, which a lock can only end, tries to send what is left.
const SEND_WITHIN: Duration = Duration::from_secs(3);

impl Session<'_> {
    /// Locks what is open. A session that lives in memory only cannot be locked: it ends, after what can
    /// be sent in three seconds was sent ([`ClientEvent::EndedByLock`] says what was not).
    ///
    /// Nothing makes it fail.
    pub async fn lock(&self, cause: LockCause) -> SessionView {
        lock(self.core, cause).await;
        self.view()
    }

    /// Somebody uses the client: it does not lock for being left alone, and a warning of that is taken back.
    pub fn used(&self) {
        idle::used(self.core);
    }

    /// Heeds what the operating system says. Where the keyring alone guards what the system's own lock has
    /// locked, unlocking the system opens it again: it has just asked the person who they are.
    pub async fn system(&self, signal: SystemSignal) {
        let core = self.core;
        match signal {
            SystemSignal::Locked | SystemSignal::Suspending => {
                if settings::lock_settings(core).with_system {
                    lock(core, LockCause::System).await;
                }
            }
            SystemSignal::Unlocked => {
                let _turn = core.session.turn.lock().await;
                let locked = core.session.locked();
                if let Some(locked) = locked.filter(|locked| locked.way() == UnlockWay::System)
                    && let Err(error) = super::unlock::open(core, locked, None).await
                {
                    tracing::warn!(code = error.code(), "not opened with the system");
                }
            }
            SystemSignal::Resumed => {}
        }
    }
}

async fn lock(core: &Arc<Core>, cause: LockCause) {
    let _turn = core.session.turn.lock().await;
    lock_within(core, cause).await;
}

/// Locks what nobody has used for `limit`.
pub(super) async fn lock_unused(core: &Arc<Core>, limit: Duration) {
    let _turn = core.session.turn.lock().await;
    // Somebody may have come back while something else was under way.
    if core.session.idle().unused_for() >= limit {
        lock_within(core, LockCause::Idle).await;
    }
}

/// Within a turn.
async fn lock_within(core: &Arc<Core>, cause: LockCause) {
    let Some(open) = core.session.open() else {
        return;
    };
    match open.local {
        Some(id) => lock_kept(core, open, id, cause).await,
        None => end_in_memory(core, &open, cause).await,
    }
}

async fn lock_kept(core: &Arc<Core>, open: Open, id: VaultId, cause: LockCause) {
    // What the system locked, the system's own log-in guards over a new start, too; anything else must not
    // be undone by ending the program.
    if matches!(cause, LockCause::Person | LockCause::Idle) {
        let noted = super::sign_in::blocking(core, move |core| core.device.put_locked(&id, true));
        if let Err(error) = noted.await {
            tracing::warn!(code = error.code(), "the lock holds until the program ends");
        }
    }
    // A guardian who was there was there for this session.
    core.guardian.leave();
    let tier = open.account.keeping().tier.vault_tier();
    guard::recall(core, id).await;
    core.session.set_forgotten(None);
    core.session
        .enter(Phase::Locked(Locked { id, tier, cause }));
    // Calls that are under way end here, and a renewal among them writes nothing any more.
    open.account.tokens.end();
    // Before the screen hears of it: what a round of sync has still said must not come after.
    attend::stop(open.attendant, open.worker).await;
    super::tell(core);
    core.tell(ClientEvent::Settings(settings::view(core)));
    for slot in [&core.session.login, &core.session.step_up] {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
    crate::reports::write_counts(core, &open.account).await;
    core.http.sent().write().await;
    let closed = open.account.store.run(|store| store.close()).await;
    if let Err(error) = closed {
        tracing::warn!(code = error.code(), "the store was not closed in order");
    }
    core.auth.http().forget_connections();
}

async fn end_in_memory(core: &Arc<Core>, open: &Open, cause: LockCause) {
    let store = &open.account.store;
    if unsent(store).await > 0
        && let Some(worker) = &open.worker
    {
        // Why it did not arrive is said by what is left.
        let _ = tokio::time::timeout(SEND_WITHIN, worker.flush()).await;
    }
    let lost = unsent(store).await;
    log_out::end_in_memory(core, open).await;
    core.tell(ClientEvent::EndedByLock { cause, lost });
}

async fn unsent(store: &CitizenStore) -> u32 {
    let counted: Result<_, StoreError> = store.run(CitizenStore::unsent).await;
    counted.unwrap_or_else(|error| {
        tracing::warn!(code = error.code(), "what was not sent was not counted");
        0
    })
}
