//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// The computer's clock, or one that a test moves by hand.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The computer's clock.
    #[default]
    System,
    /// Milliseconds since the epoch, moved by [`Clock::advance`].
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that shows the present time and stands still.
    pub fn manual() -> Self {
        Self::Manual(Arc::new(AtomicI64::new(Timestamp::now().as_millisecond())))
    }

    /// Moves a manual clock on; the computer's clock does not obey.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(time) = self {
            time.fetch_add(millis(by), Ordering::SeqCst);
        }
    }

    /// Milliseconds since the epoch.
    pub fn now(&self) -> i64 {
        match self {
            Self::System => Timestamp::now().as_millisecond(),
            Self::Manual(time) => time.load(Ordering::SeqCst),
        }
    }

    /// RFC 3339 in UTC, to the second.
    pub fn now_text(&self) -> String {
        self.timestamp().to_string()
    }

    /// The day in Shenyang (UTC+8, without summer time).
    pub fn today(&self) -> Date {
        Offset::constant(8).to_datetime(self.timestamp()).date()
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp::from_second(self.now().div_euclid(1000)).unwrap_or_default()
    }
}

/// The computer's time, RFC 3339 in UTC, to the second.
pub fn now_text() -> String {
    Clock::System.now_text()
}

/// Milliseconds since the epoch as RFC 3339 in UTC, to the second.
pub(crate) fn text_of(at: i64) -> String {
    let second = Timestamp::from_second(at.div_euclid(1000));
    second.unwrap_or_default().to_string()
}

/// The day in Shenyang at a time of [`Clock::now_text`]; `None` for what is none.
pub(crate) fn day_of(text: &str) -> Option<Date> {
    let time: Timestamp = text.parse().ok()?;
    Some(Offset::constant(8).to_datetime(time).date())
}

/// A duration in milliseconds.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// A duration in whole seconds, as the contract counts them.
pub(crate) fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

/// Whole seconds, rounded up, until `until`; 0 where it is past.
pub(crate) fn seconds_until(until: i64, now: i64) -> u32 {
    u32::try_from((until - now).max(0).cast_unsigned().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_shenyang() {
        let eleven_at_night: Timestamp = "2026-11-23T16:30:00Z".parse().unwrap();
        let clock = Clock::Manual(Arc::new(AtomicI64::new(eleven_at_night.as_millisecond())));
        assert_eq!(clock.today().to_string(), "2026-11-24");
        assert_eq!(clock.now_text(), "2026-11-23T16:30:00Z");
        assert_eq!(day_of(&clock.now_text()), Some(clock.today()));
        assert_eq!(day_of("yesterday"), None);
    }

    #[test]
    fn what_is_left_is_rounded_up() {
        assert_eq!(seconds_until(1_001, 0), 2);
        assert_eq!(seconds_until(1_000, 0), 1);
        assert_eq!(seconds_until(0, 5_000), 0);
    }
}
