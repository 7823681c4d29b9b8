//! What wakes the worker.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::grace::Grace;
use crate::error::ClientError;

/// Wakes a worker, if there is one. The default wakes nobody: what waits is found when a worker starts. Cheap
/// to clone.
#[derive(Debug, Clone, Default)]
pub struct Wake {
    calls: Option<mpsc::UnboundedSender<Call>>,
    grace: Arc<Grace>,
}

/// What a worker is called for.
#[derive(Debug)]
pub(super) enum Call {
    /// Something waits to be sent.
    Edited,
    /// The person asked, or something waits that must not wait.
    Now,
    /// There may be something to fetch.
    News,
    /// Somebody is back at the window, or the network may be.
    Woken,
    /// Send everything and say how it went.
    Flush(oneshot::Sender<Result<(), ClientError>>),
}

impl Wake {
    /// Something was edited and waits to be sent.
    pub fn edited(&self) {
        self.grace.edited();
        self.call(Call::Edited);
    }

    /// There is a reason to ask the platform now, and to send what waits: the person asked.
    pub fn now(&self) {
        self.call(Call::Now);
    }

    /// Something may have changed on the platform. What was edited a moment ago can still be taken back.
    pub fn news(&self) {
        self.call(Call::News);
    }

    /// The window has the keyboard again, or the network is back: the platform is asked soon, unless it was just heard.
    pub fn woken(&self) {
        self.call(Call::Woken);
    }

    pub(super) fn to(calls: mpsc::UnboundedSender<Call>, grace: Arc<Grace>) -> Self {
        Self {
            calls: Some(calls),
            grace,
        }
    }

    pub(super) fn call(&self, call: Call) {
        if let Some(calls) = &self.calls {
            // A worker that has stopped needs no waking.
            let _ = calls.send(call);
        }
    }
}
