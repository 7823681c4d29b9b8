//! Calls that must not take longer than they may.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Refusal;

/// Runs blocking calls on threads of their own and gives each up at its deadline. After that a
/// circuit breaker fails calls at once, until a pause is over; then one call may try.
///
/// A plain thread and not a runtime's: what hangs here may hang for minutes, and a runtime would
/// wait for it when it shuts down.
#[derive(Debug)]
pub(super) struct Deadline {
    within: Duration,
    pause: Duration,
    blocked_until: Mutex<Option<Instant>>,
}

/// One call, as its thread sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempt(Arc<AtomicBool>);

impl Attempt {
    /// Asked before each step that changes something: a call given up must not act later, behind the
    /// back of one that came after it.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.0.load(Ordering::Acquire) {
            Err(Refusal::NotAnswering)
        } else {
            Ok(())
        }
    }

    fn give_up(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Deadline {
    pub(super) fn new(within: Duration, pause: Duration) -> Self {
        Self {
            within,
            pause,
            blocked_until: Mutex::new(None),
        }
    }

    /// Runs `call`, for no longer than the deadline.
    pub(super) fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Attempt) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.admit()?;
        let attempt = Attempt::default();
        let theirs = attempt.clone();
        let outcome = wait_for(self.within, move || call(&theirs));
        let result = outcome.unwrap_or_else(|| {
            attempt.give_up();
            Err(Refusal::NotAnswering)
        });
        match result {
            Err(Refusal::NotAnswering) => self.block(),
            _ => self.reset(),
        }
        result
    }

    /// Runs `call`, which waits for a person, for up to `wait`. Their slowness says nothing of the
    /// keyring, so the breaker stays as it is.
    pub(super) fn run_patiently(
        &self,
        wait: Duration,
        call: impl FnOnce() -> Result<(), Refusal> + Send + 'static,
    ) -> Result<(), Refusal> {
        wait_for(wait, call).unwrap_or(Err(Refusal::Locked))
    }

    /// Closes the breaker.
    pub(super) fn reset(&self) {
        *self.blocked_until() = None;
    }

    fn admit(&self) -> Result<(), Refusal> {
        let mut blocked_until = self.blocked_until();
        match *blocked_until {
            Some(until) if Instant::now() < until => Err(Refusal::NotAnswering),
            Some(_) => {
                // This call is the trial; others keep failing until it has answered.
                *blocked_until = Some(Instant::now() + self.pause.max(self.within));
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn block(&self) {
        *self.blocked_until() = Some(Instant::now() + self.pause);
    }

    fn blocked_until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.blocked_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outcome of `call` on a new thread; `None` when it took too long. The thread is not joined:
/// its late outcome is dropped, and with it any key in it wiped.
fn wait_for<T: Send + 'static>(
    wait: Duration,
    call: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Option<Result<T, Refusal>> {
    let (outcome, awaited) = mpsc::sync_channel(1);
    let thread = thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            // Nobody may be waiting any more; then there is nobody to tell.
            let _ = outcome.send(call());
        });
    if thread.is_err() {
        return Some(Err(Refusal::Other));
    }
    match awaited.recv_timeout(wait) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Err(Refusal::Other)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    fn millis(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn what_is_answered_in_time_comes_back() {
        let deadline = Deadline::new(millis(2000), millis(2000));
        assert_eq!(deadline.run(|_| Ok(7)), Ok(7));
        assert_eq!(
            deadline.run::<()>(|_| Err(Refusal::Locked)),
            Err(Refusal::Locked)
        );
        assert_eq!(deadline.run(|_| Ok(8)), Ok(8), "a refusal is an answer");
    }

    #[test]
    fn a_call_given_up_changes_nothing_later() {
        let deadline = Deadline::new(millis(50), millis(50));
        let (acted, done) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (their_acted, their_done) = (acted.clone(), done.clone());
        let refused = deadline.run(move |attempt| {
            thread::sleep(millis(150));
            let checked = attempt.check();
            if checked.is_ok() {
                their_acted.fetch_add(1, Ordering::SeqCst);
            }
            their_done.fetch_add(1, Ordering::SeqCst);
            checked
        });
        assert_eq!(refused, Err(Refusal::NotAnswering));
        let started = Instant::now();
        while done.load(Ordering::SeqCst) == 0 {
            assert!(started.elapsed() < millis(5000), "the call never ended");
            thread::sleep(millis(5));
        }
        assert_eq!(acted.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn the_breaker_opens_pauses_and_closes() {
        let deadline = Deadline::new(millis(2000), millis(200));
        assert_eq!(
            deadline.run::<()>(|_| Err(Refusal::NotAnswering)),
            Err(Refusal::NotAnswering)
        );
        assert_eq!(
            deadline.run(|_| Ok(1)),
            Err(Refusal::NotAnswering),
            "left alone"
        );
        thread::sleep(millis(220));
        assert_eq!(deadline.run(|_| Ok(2)), Ok(2), "the trial");
        assert_eq!(deadline.run(|_| Ok(3)), Ok(3), "closed again");
        assert_eq!(
            deadline.run::<()>(|_| Err(Refusal::NotAnswering)),
            Err(Refusal::NotAnswering)
        );
        deadline.reset();
        assert_eq!(deadline.run(|_| Ok(4)), Ok(4), "asked for by the person");
    }

    #[test]
    fn a_slow_person_does_not_open_the_breaker() {
        let deadline = Deadline::new(millis(2000), millis(2000));
        let waited = deadline.run_patiently(millis(20), || {
            thread::sleep(millis(200));
            Ok(())
        });
        assert_eq!(waited, Err(Refusal::Locked));
        assert_eq!(deadline.run(|_| Ok(1)), Ok(1));
    }

    #[test]
    fn a_panic_in_the_library_is_a_refusal() {
        let deadline = Deadline::new(millis(2000), millis(2000));
        let refused = deadline.run::<()>(|_| panic!("on purpose"));
        assert_eq!(refused, Err(Refusal::Other));
    }
}
