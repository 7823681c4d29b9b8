//! The worker: when to talk to the platform, and how long to wait after a failure.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sst_api::device::DeviceRequest;
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::backoff::{Backoff, random};
use super::exchange::{Exchange, News, Pace, Trouble};
use super::link::ServerLink;
use super::listen::Listener;
use super::sleep::watch_for_sleep;
use super::status::{Status, Throttle, count, counted};
use super::upload::PartSize;
use super::wake::{Call, Wake};
use crate::account::OpenAccount;
use crate::clock::Clock;
use crate::error::ClientError;
use crate::event::Events;
use crate::remote::RemoteError;
use crate::view::{SyncStateView, SyncView};

/// How often to ask while no event stream is open.
const POLL: Duration = Duration::from_secs(60);
/// How often to ask although one is: a proxy may swallow events.
const POLL_BESIDE_EVENTS: Duration = Duration::from_secs(15 * 60);
/// How long to stand still after an answer that waiting alone does not cure.
const STAND_STILL: Duration = Duration::from_secs(30 * 60);
/// How long an edit waits before it is sent, so that it can be taken back or corrected. Nothing waits in a
/// session that lives in memory only: there, what has not been sent is lost when the window closes.
const GRACE: Duration = Duration::from_secs(2);
/// An edit ends a wait after a failure, a little spread; so does whoever comes back.
const SPREAD: Duration = Duration::from_secs(2);
/// Least time between two exchanges of which the second has no other reason than that somebody is back.
const APART: Duration = Duration::from_secs(10);

/// What a worker works with.
pub struct WorkerParts {
    /// The account.
    pub account: Arc<OpenAccount>,
    /// The platform.
    pub link: Arc<dyn ServerLink>,
    /// Whom to tell.
    pub events: Events,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// How this computer registers.
    pub device: DeviceRequest,
    /// What other parts of the client have to hear of.
    pub news: mpsc::UnboundedSender<News>,
}

/// Keeps one account in step with the platform until it is stopped or dropped.
pub struct Worker {
    wake: Wake,
    status: Arc<Status>,
    tasks: Mutex<JoinSet<()>>,
}

impl Worker {
    /// Starts a worker on the present tokio runtime. It fetches at once.
    pub fn spawn(parts: WorkerParts) -> Self {
        Self::spawn_with_grace(parts, GRACE)
    }

    /// The same, with another time in which an edit can be taken back.
    pub fn spawn_with_grace(parts: WorkerParts, grace: Duration) -> Self {
        let view = counted(&parts.account).unwrap_or_else(|error| SyncView {
            state: SyncStateView::Paused {
                code: error.code().to_owned(),
            },
            waiting: 0,
            needs_you: 0,
            last_contact: None,
        });
        let status = Arc::new(Status::new(view, parts.events.clone()));
        let (calls, called) = mpsc::unbounded_channel();
        let wake = Wake::to(calls);
        let (in_touch, touched) = watch::channel(false);
        let listening = Arc::new(AtomicBool::new(false));
        let slept = Arc::new(Notify::new());
        let sleep = watch_for_sleep(
            Arc::clone(&parts.clock),
            Arc::clone(&parts.link),
            wake.clone(),
            Arc::clone(&slept),
        );
        let listener = Listener {
            slept,
            link: Arc::clone(&parts.link),
            wake: wake.clone(),
            in_touch: touched,
            listening: Arc::clone(&listening),
        };
        let grace = if parts.account.is_memory_only() {
            Duration::ZERO
        } else {
            grace
        };
        let exchange = Exchange {
            account: parts.account,
            link: parts.link,
            events: parts.events,
            clock: parts.clock,
            device: parts.device,
            news: parts.news,
            status: Arc::clone(&status),
            part_size: PartSize::default(),
            told: Throttle::default(),
        };
        let runner = Runner {
            exchange,
            called,
            in_touch,
            listening,
            grace,
            backoff: Backoff::default(),
            failing: false,
            ended: None,
            due: Some(Instant::now()),
            not_before: None,
            uploading: false,
            undoable_until: None,
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(runner.run());
        tasks.spawn(listener.run());
        tasks.spawn(sleep);
        Self {
            wake,
            status,
            tasks: Mutex::new(tasks),
        }
    }

    /// What wakes it.
    pub fn wake(&self) -> Wake {
        self.wake.clone()
    }

    /// What it is doing.
    pub fn view(&self) -> SyncView {
        self.status.view()
    }

    /// Sends what waits, now, and returns when the platform has answered all of it.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`] or [`ClientError::Store`] where it did not; everything is still there.
    pub async fn flush(&self) -> Result<(), ClientError> {
        let (reply, answer) = oneshot::channel();
        self.wake.call(Call::Flush(reply));
        answer.await.unwrap_or(Err(ClientError::Internal))
    }

    /// Stops it. What was under way is sent again, identically, by the next worker.
    pub async fn stop(&self) {
        self.tasks.lock().await.shutdown().await;
    }
}

struct Runner {
    exchange: Exchange,
    called: mpsc::UnboundedReceiver<Call>,
    in_touch: watch::Sender<bool>,
    listening: Arc<AtomicBool>,
    grace: Duration,
    backoff: Backoff,
    failing: bool,
    /// When the last exchange ended.
    ended: Option<Instant>,
    /// When to act; `None` waits for a call.
    due: Option<Instant>,
    /// The platform asked not to be called before.
    not_before: Option<Instant>,
    /// There is more to send of what is attached.
    uploading: bool,
    /// What was edited last is left alone until then, so that it can be taken back.
    undoable_until: Option<Instant>,
}

impl Runner {
    async fn run(mut self) {
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
                self.undoable_until = Some(Instant::now() + self.grace);
                let wait = if self.failing {
                    SPREAD.mul_f64(random())
                } else {
                    self.grace
                };
                self.hurry(wait);
            }
            Call::Now => self.hurry(Duration::ZERO),
            Call::Woken => self.woken(),
            Call::Flush(reply) => {
                self.undoable_until = None;
                let sent = self.rounds().await.map_err(|trouble| match trouble {
                    Trouble::Remote(error) => ClientError::Remote(error),
                    Trouble::Store(error) => ClientError::Store(error),
                });
                // Whoever asked may have left.
                let _ = reply.send(sent);
            }
        }
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
        let soon = self.not_before.map_or(soon, |earliest| soon.max(earliest));
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
        let undoable = self
            .undoable_until
            .filter(|until| self.uploading && *until > now);
        let done = match undoable {
            Some(_) => self.exchange.run_uploads().await,
            None => self.exchange.run().await,
        };
        self.ended = Some(Instant::now());
        self.failing = done.is_err();
        self.not_before = None;
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
        self.not_before = asked.map(|_| next_try);
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
