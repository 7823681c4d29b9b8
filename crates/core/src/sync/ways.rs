//! By which way news are heard: a stream, or asking the platform to wait where streams do not arrive.

use std::time::Duration;

use tokio::time::Instant;

/// So many streams in a row that did not last, and the other way is taken.
const MOST_FAILURES: u32 = 3;
/// How long it is taken before a stream is tried again.
const STREAM_AGAIN: Duration = Duration::from_secs(15 * 60);

/// A way to hear of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A stream of events.
    Stream,
    /// Asking the platform to wait; until then, where a stream may be had later.
    Wait {
        /// See there.
        until: Option<Instant>,
    },
}

/// What is known of the ways.
#[derive(Debug, Default)]
pub(super) struct Ways {
    no_streams: bool,
    no_waits: bool,
    failures: u32,
    until: Option<Instant>,
}

impl Ways {
    /// The way to take now; `None` where the platform offers none.
    pub(super) fn next(&mut self, now: Instant) -> Option<Way> {
        if self.no_waits {
            return (!self.no_streams).then_some(Way::Stream);
        }
        if self.no_streams {
            return Some(Way::Wait { until: None });
        }
        if self.failures < MOST_FAILURES {
            return Some(Way::Stream);
        }
        let until = *self.until.get_or_insert(now + STREAM_AGAIN);
        if now < until {
            return Some(Way::Wait { until: Some(until) });
        }
        // One try; if it fails, the other way again.
        self.failures = MOST_FAILURES - 1;
        self.until = None;
        Some(Way::Stream)
    }

    /// A stream lasted.
    pub(super) fn stream_lasted(&mut self) {
        self.failures = 0;
    }

    /// A stream did not last. One that was `silent`, heartbeats included, is held back by something on the way, and so
    /// would the next be.
    pub(super) fn stream_failed(&mut self, silent: bool) {
        self.failures = if silent {
            MOST_FAILURES
        } else {
            self.failures.saturating_add(1)
        };
    }

    /// The platform does not have this way.
    pub(super) fn not_offered(&mut self, way: Way) {
        match way {
            Way::Stream => self.no_streams = true,
            Way::Wait { .. } => self.no_waits = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn after_three_streams_that_failed_the_other_way_is_taken_for_a_while() {
        let (mut ways, now) = (Ways::default(), Instant::now());
        for _ in 0..2 {
            assert_eq!(ways.next(now), Some(Way::Stream));
            ways.stream_failed(false);
        }
        ways.stream_lasted();
        for _ in 0..3 {
            assert_eq!(ways.next(now), Some(Way::Stream));
            ways.stream_failed(false);
        }
        let until = now + STREAM_AGAIN;
        let wait = Some(Way::Wait { until: Some(until) });
        assert_eq!(ways.next(now), wait);
        assert_eq!(ways.next(until - Duration::from_secs(1)), wait);
        assert_eq!(ways.next(until), Some(Way::Stream));
        ways.stream_failed(false);
        assert!(
            matches!(ways.next(until), Some(Way::Wait { .. })),
            "one try"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_stream_is_not_tried_thrice() {
        let mut ways = Ways::default();
        ways.stream_failed(true);
        assert!(matches!(ways.next(Instant::now()), Some(Way::Wait { .. })));
        ways.not_offered(Way::Wait { until: None });
        assert_eq!(ways.next(Instant::now()), Some(Way::Stream));
        ways.not_offered(Way::Stream);
        assert_eq!(ways.next(Instant::now()), None);
    }
}
