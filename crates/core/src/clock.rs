//! What time it is. Clocks never decide a conflict: revisions do.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// A clock.
pub trait Clock: Debug + Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;

    /// The day in Shenyang, wherever the computer is: UTC+8 since 1991, without summer time.
    fn today_in_shenyang(&self) -> Date {
        Offset::constant(8).to_datetime(self.now()).date()
    }
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that is set by hand, for tests.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it on, or back.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_shenyang_eight_hours_before_utc() {
        let clock = ManualClock::at("2026-11-23T15:59:59Z".parse().unwrap());
        assert_eq!(clock.today_in_shenyang().to_string(), "2026-11-23");
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(clock.today_in_shenyang().to_string(), "2026-11-24");
    }
}
