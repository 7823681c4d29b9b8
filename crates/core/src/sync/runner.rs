//! What a worker does: when it acts, what it answers, and how long it waits after a failure.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::backoff::{Backoff, random};
use super::exchange::{Exchange, Pace, Trouble};
use super::status::count;
use super::wake::Call;
use crate::error::ClientError;
use crate::remote::RemoteError;
use crate::view::SyncStateView;

/// How often to ask while no event stream is open.
const POLL: Duration = Duration::from_secs(60);
/// How often to ask although one is: a proxy may swallow events.
const POLL_BESIDE_EVENTS: Duration = Duration::from_secs(15 * 60);
/// How long to stand still after an answer that waiting alone does not cure.
const STAND_STILL: Duration = Duration::from_secs(30 * 60);
/// An edit ends a wait after a failure, a little spread; so does whoever comes back.
const SPREAD: Duration = Duration::from_secs(2);
/// Least time between two exchanges of which the second has no other reason than that somebody is back.
const APART: Duration = Duration::from_secs(10);

/// One account's worker at work.
pub(super) struct Runner {
    pub(super) exchange: Exchange,
    pub(super) called: mpsc::UnboundedReceiver<Call>,
    pub(super) in_touch: watch::Sender<bool>,
    pub(super) listening: Arc<AtomicBool>,
    pub(super) backoff: Backoff,
    pub(super) failing: bool,
    /// When the last exchange ended.
    pub(super) ended: Option<Instant>,
    /// When to act; `None` waits for a call.
    pub(super) due: Option<Instant>,
    /// The platform asked not to be called before, and how.
    pub(super) asked_to_wait: Option<(Instant, RemoteError)>,
    /// There is more to send of what is attached.
    pub(super) uploading: bool,
}

impl Runner {
    pub(super) async fn run(mut self) {
        loop {
            let due = self.due;
            let wait = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                call = self.called.recv() => match call {
                    Some(call) => self.answer(call).await,
                    None => return,
                },
                () = wait => {
                    // What it came to is in the status.
                    let _ = self.round().await;
                }
            }
        }
    }

    async fn answer(&mut self, call: Call) {
        match call {
            Call::Edited => {
                self.say(None).await;
                let wait = if self.failing {
                    SPREAD.mul_f64(random())
                } else {
                    self.exchange.grace.length()
                };
                self.hurry(wait);
            }
            Call::Now => {
                self.exchange.grace.end();
                self.hurry(Duration::ZERO);
            }
            Call::News => self.hurry(Duration::ZERO),
            Call::Woken => self.woken(),
            Call::Flush(reply) => {
                self.exchange.grace.end();
                let sent = self.flush().await;
                // Whoever asked may have left.
                let _ = reply.send(sent);
            }
        }
    }

    /// Sends everything; not before the time that the platform asked for, whoever presses.
    async fn flush(&mut self) -> Result<(), ClientError> {
        if let Some((until, why)) = &self.asked_to_wait
            && *until > Instant::now()
        {
            return Err(ClientError::Remote(why.clone()));
        }
        self.rounds().await.map_err(|trouble| match trouble {
            Trouble::Remote(error) => ClientError::Remote(error),
            Trouble::Store(error) => ClientError::Store(error),
        })
    }

    /// Somebody is back, or the network is, for many at the same moment. What was just heard is not asked for again;
    /// what has just failed is, but not as often as somebody comes and goes.
    fn woken(&mut self) {
        let spread = SPREAD.mul_f64(random());
        let left = self.ended.map_or(Duration::ZERO, |ended| {
            APART.saturating_sub(ended.elapsed())
        });
        if left.is_zero() || self.failing {
            self.hurry(left + spread);
        }
    }

    /// Brings the next try forward. A reason to try begins the waits anew, but never cuts short one that
    /// the platform asked for.
    fn hurry(&mut self, wait: Duration) {
        self.backoff.reset();
        let soon = Instant::now() + wait;
        let earliest = self.asked_to_wait.as_ref().map(|(until, _)| *until);
        let soon = earliest.map_or(soon, |earliest| soon.max(earliest));
        self.due = Some(self.due.map_or(soon, |due| due.min(soon)));
    }

    /// Goes on until what is attached is sent too.
    async fn rounds(&mut self) -> Result<(), Trouble> {
        loop {
            self.round().await?;
            if !self.uploading {
                return Ok(());
            }
        }
    }

    async fn round(&mut self) -> Result<(), Trouble> {
        let now = Instant::now();
        let done = if self.uploading && self.exchange.grace.until().is_some() {
            self.exchange.run_uploads().await
        } else {
            self.exchange.run().await
        };
        // What was edited meanwhile, or a moment ago, is still to be sent.
        let undoable = self.exchange.grace.until();
        self.ended = Some(Instant::now());
        self.failing = done.is_err();
        self.asked_to_wait = None;
        self.uploading = matches!(done, Ok(Pace::More));
        let state = match &done {
            Ok(Pace::More) => {
                self.backoff.reset();
                self.due = Some(now);
                SyncStateView::Working
            }
            Ok(Pace::Done) if undoable.is_some() => {
                self.due = undoable;
                SyncStateView::Working
            }
            Ok(Pace::Done) => {
                self.backoff.reset();
                let beside = self.listening.load(Ordering::Relaxed);
                self.wait(if beside { POLL_BESIDE_EVENTS } else { POLL });
                SyncStateView::Idle
            }
            Err(trouble) => self.stumble(trouble),
        };
        self.in_touch.send_replace(done.is_ok());
        self.say(Some(state)).await;
        done.map(|_| ())
    }

    fn stumble(&mut self, trouble: &Trouble) -> SyncStateView {
        let (code, retryable) = match trouble {
            Trouble::Remote(RemoteError::SignedOut) => {
                self.due = None;
                return SyncStateView::SignInNeeded;
            }
            Trouble::Remote(RemoteError::NotPermitted) => {
                self.due = None;
                return SyncStateView::Off;
            }
            Trouble::Remote(error) => (error.code(), error.retryable()),
            Trouble::Store(error) => (error.code(), false),
        };
        tracing::info!(code, "sync failed");
        if !retryable {
            self.wait(STAND_STILL);
            return SyncStateView::Paused {
                code: code.to_owned(),
            };
        }
        let asked = match trouble {
            Trouble::Remote(error) => error.retry_after(),
            Trouble::Store(_) => None,
        };
        let wait = self.backoff.next(asked, random());
        let next_try = Instant::now() + wait;
        self.due = Some(next_try);
        self.asked_to_wait = match trouble {
            Trouble::Remote(error) if asked.is_some() => Some((next_try, error.clone())),
            _ => None,
        };
        let now = self.exchange.clock.now();
        let next_try = now.saturating_add(wait).unwrap_or(now).to_string();
        SyncStateView::Offline {
            code: code.to_owned(),
            next_try,
        }
    }

    /// A wait, a little spread.
    fn wait(&mut self, about: Duration) {
        self.due = Some(Instant::now() + about.mul_f64(0.9 + random() / 5.0));
    }

    /// Says what waits and, where it is given, what is going on.
    async fn say(&self, state: Option<SyncStateView>) {
        let counted = self
            .exchange
            .account
            .store
            .run(|store| store.read(|tx| Ok(tx.replica())))
            .await;
        let counted: Result<_, crate::store::StoreError> = counted;
        self.exchange.status.set(|view| {
            if let Some(state) = state {
                view.state = state;
            }
            // A store that cannot be read has already been said to be so.
            if let Ok(replica) = &counted {
                count(replica, view);
            }
        });
    }
}
