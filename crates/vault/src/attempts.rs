//! How often a PIN or passphrase may be tried.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use thiserror::Error;

/// Tries that cost no wait.
const FREE_TRIES: u32 = 4;
/// The wait after the last free try.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
const VERSION: u8 = 1;

/// Counts the tries in a row that failed, and says how long to wait before the next.
///
/// Four tries are free. After the *n*-th failure in a row, from the fourth on, the wait is
/// min(30 s · 2ⁿ⁻⁴, 1 h): 30 s, 1, 2, 4, 8, 16 and 32 min, then an hour each time.
///
/// It holds off whoever sits at the screen. It does not hold off whoever copied the file and the
/// keyring: against him stands the cost of Argon2id alone.
///
/// A try is counted *before* it is made ([`Self::begin`]), and the caller writes the state to disk in
/// between, outside of the sealed store; so ending the program during a try does not make it free.
///
/// The clock is passed in and is the computer's own, because the wait goes on while the program does
/// not run. Put back, it does not shorten the wait, nor does it lengthen it: what is left is kept and
/// counted from the new time. Put forward, it shortens the wait; nothing here can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
    failures: u32,
    /// What was left of the wait, in milliseconds, …
    left_ms: u64,
    /// … at this time, in milliseconds since 1970.
    at_ms: u64,
}

/// The bytes are not a state of [`Attempts`]. Whoever damaged them gains nothing when the caller goes
/// on with [`Attempts::after_damage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is not a count of tries")]
pub struct InvalidAttempts;

impl Attempts {
    /// Length of the state in bytes.
    pub const LEN: usize = 21;

    /// No try has failed.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state to go on with when the stored one cannot be read: the free tries are used up.
    pub fn after_damage(now: SystemTime) -> Self {
        Self {
            failures: FREE_TRIES,
            left_ms: millis(wait_after(FREE_TRIES)),
            at_ms: since_1970(now),
        }
    }

    /// Counts a try that is about to be made. The state is to be stored before it is.
    ///
    /// # Errors
    /// How long to wait; nothing was counted then.
    pub fn begin(&mut self, now: SystemTime) -> Result<(), Duration> {
        let left = self.wait(now);
        if !left.is_zero() {
            return Err(left);
        }
        self.failures = self.failures.saturating_add(1);
        self.left_ms = millis(wait_after(self.failures));
        Ok(())
    }

    /// The try that was begun succeeded.
    pub fn succeed(&mut self) {
        *self = Self::new();
    }

    /// The try that was begun could not be made (no memory, no keyring), and so does not count. The
    /// wait that it would have brought does not either; the one before it was over.
    pub fn withdraw(&mut self) {
        self.failures = self.failures.saturating_sub(1);
        self.left_ms = 0;
    }

    /// How long to wait before the next try, and takes note of `now`: the state may be stored again.
    pub fn wait(&mut self, now: SystemTime) -> Duration {
        let now = since_1970(now);
        let passed = now.saturating_sub(self.at_ms);
        self.left_ms = self.left_ms.saturating_sub(passed);
        self.at_ms = now;
        Duration::from_millis(self.left_ms)
    }

    /// How many tries in a row have failed, with one that was begun.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// How many tries are left before there is a wait.
    pub fn free_tries(&self) -> u32 {
        FREE_TRIES.saturating_sub(self.failures)
    }

    /// The state: version 1, failures (4), milliseconds left (8), at this time (8), big-endian.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        out[0] = VERSION;
        out[1..5].copy_from_slice(&self.failures.to_be_bytes());
        out[5..13].copy_from_slice(&self.left_ms.to_be_bytes());
        out[13..].copy_from_slice(&self.at_ms.to_be_bytes());
        out
    }

    /// Reads a state.
    ///
    /// # Errors
    /// [`InvalidAttempts`] for any bytes that [`Self::to_bytes`] does not write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidAttempts> {
        let (&[version], rest) = bytes.split_first_chunk().ok_or(InvalidAttempts)?;
        let (failures, rest) = rest.split_first_chunk().ok_or(InvalidAttempts)?;
        let (left, rest) = rest.split_first_chunk().ok_or(InvalidAttempts)?;
        let at: &[u8; 8] = rest.try_into().map_err(|_| InvalidAttempts)?;
        let state = Self {
            failures: u32::from_be_bytes(*failures),
            left_ms: u64::from_be_bytes(*left),
            at_ms: u64::from_be_bytes(*at),
        };
        if version == VERSION && state.left_ms <= millis(wait_after(state.failures)) {
            Ok(state)
        } else {
            Err(InvalidAttempts)
        }
    }
}

fn wait_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(beyond) => 2_u32
            .checked_pow(beyond)
            .and_then(|factor| FIRST_WAIT.checked_mul(factor))
            .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT)),
    }
}

fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

/// Times before 1970 count as 1970: a clock that was never set.
fn since_1970(now: SystemTime) -> u64 {
    now.duration_since(UNIX_EPOCH).map_or(0, millis)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn four_free_then_longer_and_longer() {
        let (mut tries, mut now) = (Attempts::new(), 1_000_000);
        for left in [4, 3, 2, 1] {
            assert_eq!(tries.free_tries(), left);
            assert_eq!(tries.begin(at(now)), Ok(()));
        }
        for wait in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600] {
            assert_eq!(tries.begin(at(now)), Err(secs(wait)));
            assert_eq!(tries.begin(at(now + wait - 1)), Err(secs(1)));
            now += wait;
            assert_eq!(tries.begin(at(now)), Ok(()));
        }
        assert_eq!((tries.failures(), tries.free_tries()), (14, 0));
        tries.succeed();
        assert_eq!(tries, Attempts::new());
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_clock_put_back_keeps_what_is_left() {
        let mut tries = Attempts::after_damage(at(1_000_000));
        assert_eq!(tries.wait(at(1_000_010)), secs(20));
        assert_eq!(tries.wait(at(10)), secs(20), "put back");
        assert_eq!(tries.wait(at(15)), secs(15), "and counted from there");
        assert_eq!(tries.wait(UNIX_EPOCH - secs(5)), secs(15), "never set");
        assert_eq!(tries.begin(at(15)), Ok(()));
    }

    #[test]
    fn a_try_that_could_not_be_made_does_not_count() {
        let mut tries = Attempts::new();
        for _ in 0..10 {
            assert_eq!(tries.begin(at(5)), Ok(()));
            tries.withdraw();
        }
        assert_eq!(tries.failures(), 0);
    }

    #[test]
    fn what_was_not_written_is_not_read() {
        let bytes = Attempts::after_damage(at(7)).to_bytes();
        assert_eq!(
            Attempts::from_bytes(&bytes),
            Ok(Attempts::after_damage(at(7)))
        );
        for len in 0..bytes.len() {
            assert_eq!(Attempts::from_bytes(&bytes[..len]), Err(InvalidAttempts));
        }
        assert!(Attempts::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
        for (place, byte) in [(0, 2), (0, 0), (4, 3), (5, 1)] {
            let mut changed = bytes;
            changed[place] = byte;
            assert_eq!(
                Attempts::from_bytes(&changed),
                Err(InvalidAttempts),
                "{place}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_the_clock_does(steps in prop::collection::vec((any::<bool>(), 0_u64..5000), 1..60)) {
            let (mut tries, mut now) = (Attempts::new(), 1_000_000_u64);
            // What a clock that is never put back would show: no wait may end before it says so.
            let (mut real, mut free_at) = (0_u64, 0_u64);
            for (back, seconds) in steps {
                if back {
                    now = now.saturating_sub(seconds);
                } else {
                    now += seconds;
                    real += seconds;
                }
                let stored = Attempts::from_bytes(&tries.to_bytes()).unwrap();
                prop_assert_eq!(stored, tries);
                match tries.begin(at(now)) {
                    Ok(()) => {
                        prop_assert!(real >= free_at);
                        free_at = real + wait_after(tries.failures()).as_secs();
                    }
                    Err(left) => prop_assert!(left <= wait_after(tries.failures())),
                }
            }
        }
    }
}
