//! How far this computer's clock is off, by the platform's.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// What the `Date` header cannot show: it has whole seconds, and the answer took its way.
const NOISE: SignedDuration = SignedDuration::from_secs(5);
/// From here on a person should hear of it.
const WORTH_SAYING: SignedDuration = SignedDuration::from_mins(5);

/// The difference between the platform's clock and this computer's, in seconds.
#[derive(Debug, Default)]
pub(super) struct Skew(AtomicI64);

impl Skew {
    /// Learns from an answer's `Date` header, which arrived at `now`.
    pub(super) fn learn(&self, date: &str, now: Timestamp) {
        // RFC 9110, 5.6.7: senders use the form of RFC 5322.
        let Ok(server) = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date) else {
            return;
        };
        self.0
            .store(server.duration_since(now).as_secs(), Ordering::Relaxed);
    }

    /// What the platform's clock shows when this computer's shows `now`.
    pub(super) fn platform_time(&self, now: Timestamp) -> Timestamp {
        let off = self.off();
        if off.abs() <= NOISE {
            now
        } else {
            now.saturating_add(off).unwrap_or(now)
        }
    }

    /// How far the clock is off, where a person should hear of it.
    pub(super) fn worth_saying(&self) -> Option<SignedDuration> {
        let off = self.off();
        (off.abs() > WORTH_SAYING).then_some(off)
    }

    /// Whether the difference is another than `off`, by more than noise.
    pub(super) fn moved(&self, off: SignedDuration) -> bool {
        (self.off() - off).abs() > NOISE
    }

    /// The platform's clock less this computer's.
    pub(super) fn off(&self) -> SignedDuration {
        SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_from_the_date_header() {
        let now: Timestamp = "2026-11-24T04:00:00Z".parse().unwrap();
        let skew = Skew::default();
        skew.learn("Tue, 24 Nov 2026 04:00:03 GMT", now);
        assert_eq!((skew.platform_time(now), skew.worth_saying()), (now, None));
        skew.learn("Thu, 23 Nov 2028 04:00:00 GMT", now);
        assert_eq!(skew.platform_time(now).to_string(), "2028-11-23T04:00:00Z");
        assert!(skew.worth_saying().is_some());
        assert!(skew.moved(SignedDuration::from_secs(3)) && !skew.moved(skew.off()));
        skew.learn("nonsense", now);
        assert!(skew.worth_saying().is_some());
    }
}
