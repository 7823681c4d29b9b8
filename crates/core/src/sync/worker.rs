//! The worker of one account: what it is made of, and what is asked of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sst_api::device::DeviceRequest;
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::backoff::Backoff;
use super::exchange::{Exchange, News};
use super::grace::Grace;
use super::link::ServerLink;
use super::listen::Listener;
use super::runner::Runner;
use super::sleep::watch_for_sleep;
use super::status::{Status, Throttle, counted};
use super::upload::PartSize;
use super::wake::{Call, Wake};
use crate::account::OpenAccount;
use crate::clock::Clock;
use crate::error::ClientError;
use crate::event::Events;
use crate::view::{SyncStateView, SyncView};

/// How long an edit waits before it is sent, so that it can be taken back or corrected. Nothing waits in a
/// session that lives in memory only: there, what has not been sent is lost when the window closes.
const GRACE: Duration = Duration::from_secs(2);

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
        let grace = Arc::new(Grace::of(if parts.account.is_memory_only() {
            Duration::ZERO
        } else {
            grace
        }));
        let wake = Wake::to(calls, Arc::clone(&grace));
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
            grace,
        };
        let runner = Runner {
            exchange,
            called,
            in_touch,
            listening,
            backoff: Backoff::default(),
            failing: false,
            ended: None,
            due: Some(Instant::now()),
            asked_to_wait: None,
            uploading: false,
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
