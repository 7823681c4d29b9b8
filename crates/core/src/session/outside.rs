//! The log-in that is under way outside the client: in the browser or on another device. There is one at the
//! most; a new one ends the one before.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::BrowserAddress;
use crate::view::DeviceLoginView;

/// See the module.
#[derive(Default)]
pub(super) struct Outside(Mutex<Option<UnderWay>>);

struct UnderWay {
    /// Which one it is.
    turn: u64,
    what: What,
    /// Dropped, it tells the one who waits.
    _cancel: oneshot::Sender<()>,
}

enum What {
    Browser(BrowserAddress),
    /// What is shown, and since when.
    Device(DeviceLoginView, Instant),
}

/// One log-in outside the client, in the hand of who carries it out.
pub(super) struct Turn {
    id: u64,
    cancelled: oneshot::Receiver<()>,
}

impl Turn {
    /// Returns once the log-in is given up, or another one has begun.
    pub(super) async fn cancelled(&mut self) {
        // Nothing is ever sent; the sender goes.
        let _ = (&mut self.cancelled).await;
    }
}

impl Outside {
    /// Begins in the browser.
    pub(super) fn begin_browser(&self, address: BrowserAddress) -> Turn {
        self.begin(What::Browser(address))
    }

    /// Begins with another device.
    pub(super) fn begin_device(&self, view: DeviceLoginView) -> Turn {
        self.begin(What::Device(view, Instant::now()))
    }

    /// Where the browser was sent.
    pub(super) fn browser(&self) -> Option<BrowserAddress> {
        match &self.lock().as_ref()?.what {
            What::Browser(address) => Some(address.clone()),
            What::Device(..) => None,
        }
    }

    /// What is shown of a log-in with another device, as it is now.
    pub(super) fn device(&self) -> Option<DeviceLoginView> {
        let slot = self.lock();
        let What::Device(view, since) = &slot.as_ref()?.what else {
            return None;
        };
        let mut view = view.clone();
        if let DeviceLoginView::Waiting(code) | DeviceLoginView::Opened(code) = &mut view {
            let gone = u32::try_from(since.elapsed().as_secs()).unwrap_or(u32::MAX);
            code.expires_in = code.expires_in.saturating_sub(gone);
        }
        Some(view)
    }

    /// Shows how far it has come. Says whether this log-in is still the one that is under way.
    pub(super) fn show(&self, turn: &Turn, view: DeviceLoginView) -> bool {
        match self.lock().as_mut().filter(|it| it.turn == turn.id) {
            Some(it) => {
                it.what = What::Device(view, Instant::now());
                true
            }
            None => false,
        }
    }

    /// Whether this log-in is still the one that is under way.
    pub(super) fn is_under_way(&self, turn: &Turn) -> bool {
        self.lock().as_ref().is_some_and(|it| it.turn == turn.id)
    }

    /// This log-in is over, unless another has begun meanwhile.
    pub(super) fn end(&self, turn: &Turn) {
        let mut slot = self.lock();
        if slot.as_ref().is_some_and(|it| it.turn == turn.id) {
            *slot = None;
        }
    }

    /// Gives up whatever is under way.
    pub(super) fn cancel(&self) {
        *self.lock() = None;
    }

    fn begin(&self, what: What) -> Turn {
        let (cancel, cancelled) = oneshot::channel();
        let mut slot = self.lock();
        let id = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        *slot = Some(UnderWay {
            turn: id,
            what,
            _cancel: cancel,
        });
        Turn { id, cancelled }
    }

    fn lock(&self) -> MutexGuard<'_, Option<UnderWay>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
