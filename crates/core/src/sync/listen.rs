//! Listening for "something has changed".

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use tokio::sync::watch;

use super::backoff::{Backoff, random};
use super::link::ServerLink;
use super::wake::Wake;
use crate::remote::RemoteError;

/// Holds the event stream open while the platform can be reached. Without one the worker asks more often.
pub(super) struct Listener {
    pub(super) link: Arc<dyn ServerLink>,
    pub(super) wake: Wake,
    /// Whether the last exchange went well.
    pub(super) in_touch: watch::Receiver<bool>,
    /// Whether a stream is open.
    pub(super) listening: Arc<AtomicBool>,
}

impl Listener {
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::default();
        let mut last: Option<String> = None;
        while self.in_touch.wait_for(|in_touch| *in_touch).await.is_ok() {
            let ended = self.listen(&mut last, &mut backoff).await;
            self.listening.store(false, Ordering::Relaxed);
            let wait = match ended {
                Err(RemoteError::Problem(problem)) => {
                    // The platform has no stream, or not for us: asking from time to time will do.
                    tracing::info!(code = problem.code.as_str(), "no event stream");
                    return;
                }
                Err(error) => backoff.next(error.retry_after(), random()),
                Ok(()) => backoff.next(None, random()),
            };
            tokio::time::sleep(wait).await;
        }
    }

    async fn listen(
        &self,
        last: &mut Option<String>,
        backoff: &mut Backoff,
    ) -> Result<(), RemoteError> {
        let mut events = self.link.events(last.as_deref()).await?;
        self.listening.store(true, Ordering::Relaxed);
        if last.is_some() {
            // Something may have happened between the two streams.
            self.wake.now();
        }
        while let Some(event) = events.next().await {
            *last = Some(event?.rev.to_string());
            backoff.reset();
            self.wake.now();
        }
        Ok(())
    }
}
