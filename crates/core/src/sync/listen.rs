//! Listening for "something has changed": by a stream of events, or by asking the platform to wait where something
//! between keeps streams from arriving.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use sst_api::event::{MAX_WAIT_SECONDS, WaitQuery};
use sst_api::problem::ProblemCode;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::backoff::{Backoff, random};
use super::link::ServerLink;
use super::wake::Wake;
use super::ways::{Way, Ways};
use crate::remote::RemoteError;

/// A stream that lasted this long was no failure, however it ended. Nothing else ends the growing of the waits: a
/// stream that says something and is cut, again and again, must not become a storm.
const LASTED: Duration = Duration::from_secs(60);
/// Two answers to a wait that are further apart are no storm, however many there are.
const CALM: Duration = Duration::from_secs(10);
/// Longest pause between two waits: the platform would be asked as often without any.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Longest and shortest wait that the platform is asked for. It gets shorter where somebody cuts it.
const LONGEST: Duration = Duration::from_secs(MAX_WAIT_SECONDS as u64);
const SHORTEST: Duration = Duration::from_secs(5);

/// Hears of news while the platform can be reached. Where it cannot hear, the worker asks more often.
pub(super) struct Listener {
    pub(super) link: Arc<dyn ServerLink>,
    pub(super) wake: Wake,
    /// Whether the last exchange went well.
    pub(super) in_touch: watch::Receiver<bool>,
    /// Whether news are heard.
    pub(super) listening: Arc<AtomicBool>,
    /// The computer has slept: a stream from before is dead, even if nobody has noticed.
    pub(super) slept: Arc<Notify>,
}

impl Listener {
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::default();
        let (mut last, mut ways) = (None, Ways::default());
        let mut longest = LONGEST;
        while self.in_touch.wait_for(|in_touch| *in_touch).await.is_ok() {
            let began = Instant::now();
            let Some(way) = ways.next(began) else {
                // Asking from time to time will do.
                return;
            };
            let ended = tokio::select! {
                ended = self.hear(way, &mut last, longest) => ended,
                () = self.slept.notified() => {
                    // It may be another network.
                    ways = Ways::default();
                    longest = LONGEST;
                    Ok(())
                }
            };
            let lasted = began.elapsed();
            if self.listening.swap(false, Ordering::Relaxed) {
                // What has happened since is heard of by nobody: the worker looks, and then often again.
                self.wake.news();
            }
            if lasted > LASTED {
                backoff.reset();
            }
            let wait = match &ended {
                Err(RemoteError::Problem(problem)) if offers_none(problem.code) => {
                    tracing::info!(code = problem.code.as_str(), ?way, "not offered");
                    ways.not_offered(way);
                    continue;
                }
                Err(error) => backoff.next(error.retry_after(), random()),
                Ok(()) => backoff.next(None, random()),
            };
            match way {
                Way::Stream if lasted > LASTED => ways.stream_lasted(),
                Way::Stream => ways.stream_failed(matches!(ended, Err(RemoteError::TimedOut))),
                // Several were answered before this one failed: the line takes them.
                Way::Wait { .. } if lasted > 2 * longest => {}
                Way::Wait { .. } if ended.is_err() && lasted > Duration::from_secs(1) => {
                    longest = (longest / 2).max(SHORTEST);
                }
                Way::Wait { .. } => {}
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn hear(
        &self,
        way: Way,
        last: &mut Option<String>,
        longest: Duration,
    ) -> Result<(), RemoteError> {
        match way {
            Way::Stream => self.listen(last).await,
            Way::Wait { until } => self.wait(until, longest).await,
        }
    }

    async fn listen(&self, last: &mut Option<String>) -> Result<(), RemoteError> {
        let mut events = self.link.events(last.as_deref()).await?;
        self.listening.store(true, Ordering::Relaxed);
        // Something may have happened between the last exchange and this moment.
        self.wake.news();
        while let Some(event) = events.next().await {
            *last = Some(event?.rev.to_string());
            self.wake.news();
        }
        Ok(())
    }

    /// Asks the platform to wait, again and again, until a stream is to be tried once more.
    async fn wait(&self, until: Option<Instant>, longest: Duration) -> Result<(), RemoteError> {
        let mut since = None;
        let (mut pauses, mut answered) = (Backoff::default(), Instant::now());
        while until.is_none_or(|until| Instant::now() < until) {
            let query = WaitQuery {
                since: since.take(),
                wait: u32::try_from(longest.as_secs()).unwrap_or(MAX_WAIT_SECONDS),
            };
            let reply = self.link.wait_for_news(&query).await?;
            self.listening.store(true, Ordering::Relaxed);
            if query.since.as_ref() != Some(&reply.next) {
                self.wake.news();
            }
            since = Some(reply.next);
            let apart = answered.elapsed();
            answered = Instant::now();
            if apart >= CALM {
                pauses.reset();
            } else {
                // A platform that answers at once whatever is asked must not become a storm.
                tokio::time::sleep(pauses.next(None, random()).min(LONGEST_PAUSE)).await;
            }
        }
        Ok(())
    }
}

/// Whether the platform does not have what was asked for. Any other refusal may pass.
fn offers_none(code: ProblemCode) -> bool {
    use ProblemCode::{MethodNotAllowed, NotFound, NotOffered, UnknownPath};
    matches!(code, NotOffered | UnknownPath | NotFound | MethodNotAllowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::simulated::{Platform, SimulatedLink, Waiting};
    use crate::sync::wake::Call;
    use sst_domain::notice::{Notice, NoticeKind};
    use tokio::sync::mpsc;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    /// A listener whose calls to the worker are counted.
    fn listener(link: &SimulatedLink) -> (Listener, mpsc::UnboundedReceiver<Call>) {
        let (calls, called) = mpsc::unbounded_channel();
        let (in_touch, touched) = watch::channel(true);
        // As long as the test.
        std::mem::forget(in_touch);
        let listener = Listener {
            link: Arc::new(link.clone()),
            wake: Wake::to(calls, Default::default()),
            in_touch: touched,
            listening: Arc::default(),
            slept: Arc::default(),
        };
        (listener, called)
    }

    /// What happens in so long a time.
    async fn after(link: &SimulatedLink, time: Duration) -> (u32, u32, usize) {
        let (listener, mut called) = listener(link);
        let _ = tokio::time::timeout(time, listener.run()).await;
        let calls = std::iter::from_fn(|| called.try_recv().ok()).count();
        let weather = link.weather();
        (weather.streams, weather.waits, calls)
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_is_cut_again_and_again_becomes_no_storm() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().short_streams = true;
        link.weather().waiting = Waiting::Never;
        let (streams, waits, _) = after(&link, HOUR).await;
        // Waits of 0 to 5 min once they have grown: about 33 in an hour; one a second would be 3,600.
        assert!((5..120).contains(&streams), "{streams}");
        assert_eq!(waits, 1, "what is not offered is asked for once");
    }

    #[tokio::test(start_paused = true)]
    async fn where_a_stream_is_swallowed_the_platform_is_asked_to_wait() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().silent_streams = true;
        let (streams, waits, calls) = after(&link, HOUR).await;
        // Each quarter of an hour a stream is tried again for 45 s.
        assert!((4..=5).contains(&streams), "{streams}");
        assert!((110..=150).contains(&waits), "one each 25 s: {waits}");
        assert!(calls < 30, "nothing has changed: {calls}");
    }

    #[tokio::test(start_paused = true)]
    async fn news_are_heard_at_once_without_a_stream() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().short_streams = true;
        let (listener, mut called) = listener(&link);
        let running = tokio::spawn(listener.run());
        tokio::time::sleep(Duration::from_secs(120)).await;
        assert!(link.weather().waits > 2);
        while called.try_recv().is_ok() {}
        link.platform().notify(Notice {
            id: "1".to_owned(),
            kind: NoticeKind::Account,
            title: "通知".to_owned(),
            body: "正文".to_owned(),
            incident: None,
            at: "2026-11-24T00:00:00Z".to_owned(),
            read: false,
        });
        let heard = tokio::time::timeout(Duration::from_secs(1), called.recv()).await;
        assert!(matches!(heard, Ok(Some(Call::News))), "{heard:?}");
        running.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_platform_that_answers_at_once_is_not_asked_on_and_on() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().short_streams = true;
        link.weather().waiting = Waiting::Restlessly;
        let (_, waits, _) = after(&link, HOUR).await;
        // One in about five seconds; as fast as it answers would be millions.
        assert!((60..1500).contains(&waits), "{waits}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_somebody_cuts_gets_shorter_until_it_is_not() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().short_streams = true;
        link.weather().waiting = Waiting::Cut;
        let (_, waits, _) = after(&link, Duration::from_secs(300)).await;
        // Ten seconds, cut twice; then each lasts.
        assert!((20..70).contains(&waits), "{waits}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_platform_without_either_is_left_alone() {
        let link = SimulatedLink::to(Platform::new());
        link.weather().waiting = Waiting::Never;
        let problem = sst_api::problem::Problem::new(ProblemCode::NotOffered);
        link.weather().failure = Some(RemoteError::Problem(Box::new(problem)));
        let (listener, _) = listener(&link);
        tokio::time::timeout(HOUR, listener.run()).await.unwrap();
        let weather = link.weather();
        assert_eq!((weather.streams, weather.waits), (1, 1));
    }
}
