//! The time in which what was edited can be taken back: nothing freezes it before.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How often that time begins anew at most, for somebody who edits on and on.
const MOST: u32 = 5;

/// How long an edit is left alone. It begins as the edit is saved, whatever the worker is doing then.
#[derive(Debug, Default)]
pub(super) struct Grace {
    length: Duration,
    edited: Mutex<Option<Edited>>,
}

/// When something was edited that has not been sent.
#[derive(Debug, Clone, Copy)]
struct Edited {
    first: Instant,
    last: Instant,
}

impl Grace {
    pub(super) fn of(length: Duration) -> Self {
        Self {
            length,
            edited: Mutex::default(),
        }
    }

    pub(super) fn length(&self) -> Duration {
        self.length
    }

    /// Something was edited.
    pub(super) fn edited(&self) {
        let now = Instant::now();
        let going_on = self.until().is_some();
        self.with(|edited| {
            let before = edited.filter(|_| going_on);
            let first = before.map_or(now, |edited| edited.first);
            *edited = Some(Edited { first, last: now });
        });
    }

    /// It is over: it is being sent, or the person wants it sent.
    pub(super) fn end(&self) {
        self.with(|edited| *edited = None);
    }

    /// Until when nothing is to be frozen; `None` where it may be.
    pub(super) fn until(&self) -> Option<Instant> {
        let edited = self.with(|edited| *edited)?;
        let latest = edited.first + self.length * MOST;
        let until = latest.min(edited.last + self.length);
        (until > Instant::now()).then_some(until)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Option<Edited>) -> T) -> T {
        act(&mut self.edited.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
