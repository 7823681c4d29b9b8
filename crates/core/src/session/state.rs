//! Who is logged in, as the client knows it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use sst_vault::{Attempts, Tier, VaultId};
use tokio::task::AbortHandle;

use super::idle::Idle;
use super::outside::Outside;
use super::underway::UnderWay;
use crate::OpenAccount;
use crate::device::{DeviceError, DeviceStore};
use crate::error::ClientError;
use crate::registry::SentLog;
use crate::reports::CrashWatch;
use crate::sync::Worker;
use crate::view::{AccountView, DeviceLoginView, LockCause, LockedView, SessionView, UnlockWay};

/// Who is logged in, and what is under way.
pub(crate) struct SessionState {
    phase: Mutex<Phase>,
    /// Notes what leaves for whoever is logged in.
    sent: Arc<SentLog>,
    /// Writes for the account that is open, and for nobody else.
    crash_watch: Arc<CrashWatch>,
    /// Whether what was logged in at the start has been asked for.
    started: AtomicBool,
    /// How long it has been left alone.
    idle: Mutex<Idle>,
    /// The account whose PIN or passphrase its person has said to have forgotten.
    forgotten: Mutex<Option<VaultId>>,
    /// Tries at the PIN or passphrase of what is locked, as last written down.
    pub(super) attempts: Mutex<Attempts>,
    /// Logging in, logging out and opening never cross.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Changing an account's key and deleting old ones never cross.
    pub(super) keys: tokio::sync::Mutex<()>,
    pub(super) login: Mutex<Option<UnderWay>>,
    pub(super) step_up: Mutex<Option<UnderWay>>,
    /// A log-in in the browser or on another device.
    pub(super) outside: Outside,
}

/// Who is logged in.
pub(super) enum Phase {
    SignedOut,
    Opening,
    Open(Open),
    Locked(Locked),
    Unavailable { code: &'static str },
}

/// A locked account: nothing of it is in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Locked {
    pub(super) id: VaultId,
    /// What guards it.
    pub(super) tier: Tier,
    pub(super) cause: LockCause,
}

impl Locked {
    /// What opens it.
    pub(super) fn way(&self) -> UnlockWay {
        match (self.tier, self.cause) {
            (Tier::KeyringAndPin, _) => UnlockWay::Pin,
            (Tier::Passphrase, _) => UnlockWay::Passphrase,
            (_, LockCause::System) => UnlockWay::System,
            _ => UnlockWay::Login,
        }
    }
}

/// An open account.
#[derive(Clone)]
pub(super) struct Open {
    pub(super) account: Arc<OpenAccount>,
    /// Its place on this computer; `None` for a session in memory.
    pub(super) local: Option<VaultId>,
    /// What the same person keeps here and this session could not open.
    pub(super) unopened: Option<VaultId>,
    /// Whether the platform has ended the session.
    pub(super) expired: bool,
    /// None while the decision does not allow it.
    pub(super) worker: Option<Arc<Worker>>,
    /// What listens for the end of the session and for news.
    pub(super) attendant: Option<AbortHandle>,
}

impl SessionState {
    /// As it is at the start, before any keyring was asked.
    pub(crate) fn at_start(
        device: &DeviceStore,
        sent: Arc<SentLog>,
        crash_watch: Arc<CrashWatch>,
    ) -> Result<Self, DeviceError> {
        let phase = match device.current_account()? {
            Some(_) => Phase::Opening,
            None => Phase::SignedOut,
        };
        Ok(Self {
            phase: Mutex::new(phase),
            sent,
            crash_watch,
            started: AtomicBool::new(false),
            idle: Mutex::new(Idle::new()),
            forgotten: Mutex::new(None),
            attempts: Mutex::new(Attempts::new()),
            turn: tokio::sync::Mutex::new(()),
            keys: tokio::sync::Mutex::new(()),
            login: Mutex::new(None),
            step_up: Mutex::new(None),
            outside: Outside::default(),
        })
    }

    /// Whether this is the first time that the client starts: a page that is loaded again starts nothing.
    pub(super) fn starts(&self) -> bool {
        !self.started.swap(true, Ordering::AcqRel)
    }

    /// Whether somebody was logged in at the start and is not open yet.
    pub(super) fn is_opening(&self) -> bool {
        matches!(*self.lock(), Phase::Opening)
    }

    /// Begins opening anew what could not be opened. Says whether there is something to open.
    pub(super) fn reopen(&self) -> bool {
        let mut phase = self.lock();
        let unavailable = matches!(*phase, Phase::Unavailable { .. });
        if unavailable {
            *phase = Phase::Opening;
        }
        unavailable
    }

    /// The open account.
    pub(crate) fn account(&self) -> Option<Arc<OpenAccount>> {
        self.open().map(|open| open.account)
    }

    /// The open account, or why there is none.
    pub(crate) fn account_or_why(&self) -> Result<Arc<OpenAccount>, ClientError> {
        match &*self.lock() {
            Phase::SignedOut => Err(ClientError::SignedOut),
            Phase::Opening => Err(ClientError::Opening),
            Phase::Unavailable { code } => Err(ClientError::Unavailable { code }),
            Phase::Locked(_) => Err(ClientError::Locked),
            Phase::Open(open) => Ok(Arc::clone(&open.account)),
        }
    }

    /// The log-in with another device that is under way.
    pub(crate) fn device_login(&self) -> Option<DeviceLoginView> {
        self.outside.device()
    }

    /// What writes down where the program fails.
    pub(crate) fn crash_watch(&self) -> &Arc<CrashWatch> {
        &self.crash_watch
    }

    /// What syncs, where something does.
    pub(crate) fn worker(&self) -> Option<Arc<Worker>> {
        self.open().and_then(|open| open.worker)
    }

    /// The session as a screen is shown it.
    pub(crate) fn view(&self) -> SessionView {
        let open = match &*self.lock() {
            Phase::SignedOut => return SessionView::SignedOut,
            Phase::Opening => return SessionView::Opening,
            Phase::Unavailable { code } => {
                return SessionView::Unavailable {
                    code: (*code).to_owned(),
                };
            }
            Phase::Locked(locked) => return SessionView::Locked(self.locked_view(locked)),
            Phase::Open(open) => open.clone(),
        };
        let account = account_view(&open.account);
        if open.expired {
            SessionView::Expired(account)
        } else {
            SessionView::SignedIn(account)
        }
    }

    pub(super) fn open(&self) -> Option<Open> {
        match &*self.lock() {
            Phase::Open(open) => Some(open.clone()),
            _ => None,
        }
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.crash_watch.follow(match &phase {
            Phase::Open(open) => open.local.map(|id| (id, open.account.grants.clone())),
            _ => None,
        });
        self.sent.follow(match &phase {
            Phase::Open(open) => Some(open.account.store.clone()),
            _ => None,
        });
        *self.lock() = phase;
    }

    /// What is locked.
    pub(super) fn locked(&self) -> Option<Locked> {
        match &*self.lock() {
            Phase::Locked(locked) => Some(*locked),
            _ => None,
        }
    }

    fn locked_view(&self, locked: &Locked) -> LockedView {
        let mut attempts = *self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        LockedView {
            way: locked.way(),
            cause: locked.cause,
            free_tries: attempts.free_tries(),
            wait_seconds: crate::error::whole_seconds(attempts.wait(SystemTime::now())),
        }
    }

    /// How long it has been left alone. Nothing else of the session is asked while this is held.
    pub(super) fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account whose PIN or passphrase was said to be forgotten.
    pub(super) fn forgotten(&self) -> Option<VaultId> {
        *self
            .forgotten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes which it is.
    pub(super) fn set_forgotten(&self, account: Option<VaultId>) {
        *self
            .forgotten
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = account;
    }

    /// Changes what is open, if something is.
    pub(super) fn change(&self, change: impl FnOnce(&mut Open)) {
        if let Phase::Open(open) = &mut *self.lock() {
            change(open);
        }
    }

    /// Changes what is open, if it still is this account.
    pub(super) fn change_of(
        &self,
        account: &Arc<OpenAccount>,
        change: impl FnOnce(&mut Open),
    ) -> bool {
        match &mut *self.lock() {
            Phase::Open(open) if Arc::ptr_eq(&open.account, account) => {
                change(open);
                true
            }
            _ => false,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The account with what its profile says, masked; with nothing where that cannot be read.
pub(super) fn account_view(account: &OpenAccount) -> AccountView {
    crate::profile::account_view(account).unwrap_or_else(|error| {
        tracing::warn!(code = error.code(), "the profile could not be read");
        AccountView {
            name: None,
            phone: None,
            keeping: account.keeping(),
        }
    })
}
