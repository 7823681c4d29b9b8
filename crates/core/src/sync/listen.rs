//! Listening for "something has changed".

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use sst_api::problem::ProblemCode;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::backoff::{Backoff, random};
use super::link::ServerLink;
use super::wake::Wake;
use crate::remote::RemoteError;

/// A stream that lasted this long was no failure, however it ended. Nothing else ends the growing of the waits: a
/// stream that says something and is cut, again and again, must not become a storm.
const LASTED: Duration = Duration::from_secs(60);

/// Holds the event stream open while the platform can be reached. Without one the worker asks more often.
pub(super) struct Listener {
    pub(super) link: Arc<dyn ServerLink>,
    pub(super) wake: Wake,
    /// Whether the last exchange went well.
    pub(super) in_touch: watch::Receiver<bool>,
    /// Whether a stream is open.
    pub(super) listening: Arc<AtomicBool>,
    /// The computer has slept: a stream from before is dead, even if nobody has noticed.
    pub(super) slept: Arc<Notify>,
}

impl Listener {
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::default();
        let mut last: Option<String> = None;
        while self.in_touch.wait_for(|in_touch| *in_touch).await.is_ok() {
            let began = Instant::now();
            let ended = tokio::select! {
                ended = self.listen(&mut last) => ended,
                () = self.slept.notified() => Ok(()),
            };
            if self.listening.swap(false, Ordering::Relaxed) {
                // What has happened since is heard of by nobody: the worker looks, and then often again.
                self.wake.now();
            }
            if began.elapsed() > LASTED {
                backoff.reset();
            }
            let wait = match ended {
                Err(RemoteError::Problem(problem)) if offers_none(problem.code) => {
                    // Asking from time to time will do.
                    tracing::info!(code = problem.code.as_str(), "no event stream");
                    return;
                }
                Err(error) => backoff.next(error.retry_after(), random()),
                Ok(()) => backoff.next(None, random()),
            };
            tokio::time::sleep(wait).await;
        }
    }

    async fn listen(&self, last: &mut Option<String>) -> Result<(), RemoteError> {
        let mut events = self.link.events(last.as_deref()).await?;
        self.listening.store(true, Ordering::Relaxed);
        // Something may have happened between the last exchange and this moment.
        self.wake.now();
        while let Some(event) = events.next().await {
            *last = Some(event?.rev.to_string());
            self.wake.now();
        }
        Ok(())
    }
}

/// Whether the platform has no event stream. Any other refusal may pass.
fn offers_none(code: ProblemCode) -> bool {
    use ProblemCode::{MethodNotAllowed, NotFound, NotOffered, UnknownPath};
    matches!(code, NotOffered | UnknownPath | NotFound | MethodNotAllowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::simulated::{Platform, SimulatedLink};

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_is_cut_again_and_again_becomes_no_storm() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().short_streams = true;
        let (_in_touch, touched) = watch::channel(true);
        let listener = Listener {
            link: Arc::new(link.clone()),
            wake: Wake::default(),
            in_touch: touched,
            listening: Arc::default(),
            slept: Arc::default(),
        };
        let hour = Duration::from_secs(60 * 60);
        let _ = tokio::time::timeout(hour, listener.run()).await;
        let streams = link.weather().streams;
        // Waits of 0 to 5 min once they have grown: about 33 in an hour; one a second would be 3,600.
        assert!((5..120).contains(&streams), "{streams}");
    }
}
