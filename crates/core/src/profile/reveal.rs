//! Showing a value in clear, and asking who is looking.

use jiff::{SignedDuration, Timestamp};
use sst_domain::profile::UnitKey;

/// How long a value stays in clear.
pub(super) const REVEAL: SignedDuration = SignedDuration::from_secs(30);
/// For how long a reveal counts: as long as an authentication does (the contract's step-up).
const RECENT: SignedDuration = SignedDuration::from_secs(sst_api::auth::STEP_UP_MAX_AGE as i64);
/// How late a reveal may be prolonged.
const GRACE: SignedDuration = SignedDuration::from_secs(15);

/// What was revealed lately.
///
/// The first reveal asks nothing; another one within five minutes does, whichever screen it is on: leaving
/// the screen and coming back must not be a way around. Prolonging the one that is in view asks nothing.
#[derive(Debug, Default)]
pub struct Reveals {
    last: Option<(UnitKey, Timestamp)>,
}

impl Reveals {
    /// Whether `unit` may be revealed `now` by somebody who authenticated recently, or not. If so, it
    /// counts as revealed.
    pub(super) fn admit(&mut self, unit: &UnitKey, now: Timestamp, recently: bool) -> bool {
        let free = match &self.last {
            None => true,
            Some((last, at)) => {
                let age = now.duration_since(*at).abs();
                age > RECENT || (last == unit && age <= REVEAL + GRACE)
            }
        };
        let admitted = free || recently;
        if admitted {
            self.last = Some((unit.clone(), now));
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn the_second_reveal_asks_who_is_looking() {
        let [name, birthday] = ["name", "birthday"].map(UnitKey::from);
        let mut reveals = Reveals::default();
        assert!(reveals.admit(&name, at(0), false));
        assert!(reveals.admit(&name, at(30), false), "prolonged");
        assert!(!reveals.admit(&birthday, at(31), false));
        assert!(reveals.admit(&birthday, at(31), true));
        assert!(!reveals.admit(&name, at(331), false));
        assert!(reveals.admit(&name, at(332), false), "long after");
    }
}
