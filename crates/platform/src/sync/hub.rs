//! Tells event streams what changed, whoever changed it: a request of this process, or a command of the
//! binary on the same data.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sst_api::event::EventKind;
use tokio::sync::{broadcast, oneshot, watch};

use crate::error::StoreError;
use crate::store::Store;
use crate::store::change_log::{self, Change, Kind};

/// Longest time until a change by another process is noticed. One by this process is noticed at once.
const POLL: Duration = Duration::from_millis(250);

/// How many tidings a slow stream may be behind; one that is further behind ends.
pub(super) const BACKLOG: usize = 1024;

/// What streams are told.
#[derive(Debug, Clone)]
pub(crate) enum Tiding {
    /// Data of one citizen changed.
    Citizen {
        citizen_id: String,
        kind: EventKind,
        rev: u64,
    },
    /// Something for everybody changed.
    Everybody { kind: EventKind },
    /// A session ended.
    SessionEnded { session_id: String },
}

/// See the module.
pub(crate) struct Hub {
    tidings: broadcast::Sender<Tiding>,
    closed: watch::Sender<bool>,
    /// Sessions that wait for news, each with what ends the wait when it is dropped.
    waiting: Mutex<HashMap<String, (u64, oneshot::Sender<()>)>>,
    turns: AtomicU64,
}

/// The one wait of a session, until a later one begins. Dropped, it is over.
pub(super) struct Turn<'h> {
    hub: &'h Hub,
    session_id: String,
    number: u64,
    over: oneshot::Receiver<()>,
}

impl Turn<'_> {
    /// Resolves once a later wait of the session has begun.
    pub(super) async fn is_over(&mut self) {
        // Nothing is ever sent: the sender is dropped.
        let _ = (&mut self.over).await;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut waiting = self.hub.waiting();
        let is_mine = |(number, _): &(u64, _)| *number == self.number;
        if waiting.get(&self.session_id).is_some_and(is_mine) {
            waiting.remove(&self.session_id);
        }
    }
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            tidings: broadcast::Sender::new(BACKLOG),
            closed: watch::Sender::new(false),
            waiting: Mutex::default(),
            turns: AtomicU64::new(0),
        }
    }

    /// Begins a wait of this session, and ends the one before.
    pub(super) fn turn(&self, session_id: &str) -> Turn<'_> {
        let (ends, over) = oneshot::channel();
        let number = self.turns.fetch_add(1, Ordering::Relaxed);
        let session_id = session_id.to_owned();
        self.waiting().insert(session_id.clone(), (number, ends));
        Turn {
            hub: self,
            session_id,
            number,
            over,
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, (u64, oneshot::Sender<()>)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Tiding> {
        self.tidings.subscribe()
    }

    /// Becomes true when the platform stops.
    pub(crate) fn closed(&self) -> watch::Receiver<bool> {
        self.closed.subscribe()
    }

    /// Ends every stream.
    pub(crate) fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Reads the log of changes and passes it on, until the platform stops.
    pub(crate) async fn run(&self, store: &Store, mut from: i64) {
        let mut closed = self.closed();
        loop {
            match self.pass_on(store, from).await {
                Ok(newest) => from = newest,
                Err(error) => tracing::warn!(%error, "the log of changes could not be read"),
            }
            tokio::select! {
                () = store.committed() => {}
                () = tokio::time::sleep(POLL) => {}
                _ = closed.wait_for(|closed| *closed) => return,
            }
        }
    }

    /// Tells every stream.
    pub(super) fn tell(&self, tiding: Tiding) {
        // Nobody listening is no error.
        let _ = self.tidings.send(tiding);
    }

    async fn pass_on(&self, store: &Store, mut from: i64) -> Result<i64, StoreError> {
        let mut conn = store.read().await?;
        loop {
            let changes = change_log::after(&mut conn, from).await?;
            let Some(last) = changes.last() else {
                return Ok(from);
            };
            from = last.tick;
            for change in changes {
                self.tell(tiding(change));
            }
        }
    }
}

/// Where a hub that starts now begins to read.
pub(crate) async fn start(store: &Store) -> Result<i64, StoreError> {
    change_log::newest(&mut *store.read().await?).await
}

fn tiding(change: Change) -> Tiding {
    let Change {
        citizen_id,
        session_id,
        kind,
        rev,
        ..
    } = change;
    let kind = match (kind, session_id) {
        (Kind::SessionEnded, session_id) => {
            return Tiding::SessionEnded {
                session_id: session_id.unwrap_or_default(),
            };
        }
        (Kind::Profile, _) => EventKind::Profile,
        (Kind::Notices, _) => EventKind::Notices,
        (Kind::Consents, _) => EventKind::Consents,
        (Kind::Corrections, _) => EventKind::Corrections,
        (Kind::Policy, _) => EventKind::Policy,
    };
    match citizen_id {
        Some(citizen_id) => Tiding::Citizen {
            citizen_id,
            kind,
            rev: rev.cast_unsigned(),
        },
        None => Tiding::Everybody { kind },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_session_waits_once_and_leaves_nothing_behind() {
        let hub = Hub::new();
        let mut first = hub.turn("session");
        let other = hub.turn("other");
        let second = hub.turn("session");
        first.is_over().await;
        drop(first);
        assert_eq!(
            hub.waiting().len(),
            2,
            "the end of the first is not that of the second"
        );
        drop((second, other));
        assert!(hub.waiting().is_empty());
    }
}
