//! How long to wait before the next try: full jitter, so that a platform that comes back is not met by
//! everybody at once.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(5 * 60);
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 60 * 60);

/// Counts failures in a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The time to wait after one more failure: `rand(0, min(5 min, 1 s · 2ⁿ))`. Where the platform asked for
    /// a wait, it is at least that and at most a tenth more, but never above a day. `random` lies in 0..1.
    pub(crate) fn next(&mut self, asked: Option<Duration>, random: f64) -> Duration {
        let highest = FIRST
            .saturating_mul(2_u32.saturating_pow(self.failures))
            .min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        match asked {
            Some(asked) => {
                let asked = asked.min(LONGEST_ASKED);
                (asked + asked.mul_f64(random / 10.0)).min(LONGEST_ASKED)
            }
            None => highest.mul_f64(random),
        }
    }

    /// It worked, or there is a reason to try at once.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

/// A random number in 0..1. Without randomness everybody waits the same time, which is still a wait.
pub(crate) fn random() -> f64 {
    let bits = getrandom::u32().unwrap_or(u32::MAX / 2);
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_five_minutes() {
        let mut backoff = Backoff::default();
        let highest: Vec<u64> = (0..11).map(|_| backoff.next(None, 1.0).as_secs()).collect();
        assert_eq!(highest, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(backoff.next(None, 0.0), Duration::ZERO);
        backoff.reset();
        assert_eq!(backoff.next(None, 0.5), Duration::from_millis(500));
    }

    #[test]
    fn what_the_platform_asks_for_is_a_minimum() {
        let mut backoff = Backoff::default();
        let minute = Some(Duration::from_secs(60));
        assert_eq!(backoff.next(minute, 0.0).as_secs(), 60);
        assert_eq!(backoff.next(minute, 1.0).as_secs(), 66);
        let year = Some(Duration::from_secs(365 * 24 * 60 * 60));
        assert_eq!(backoff.next(year, 1.0), LONGEST_ASKED);
    }

    #[test]
    fn the_jitter_is_spread() {
        let (mut low, mut high) = (0, 0);
        for _ in 0..1000 {
            match random() {
                x if x < 0.5 => low += 1,
                _ => high += 1,
            }
        }
        assert!(low > 400 && high > 400, "{low} {high}");
    }
}
