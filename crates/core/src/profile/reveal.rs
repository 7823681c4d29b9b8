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
/// the screen and coming back must not be a way around, nor must ending the program. Prolonging the one that
/// is in view asks nothing.
#[derive(Debug, Default)]
pub struct Reveals {
    last: Option<(UnitKey, Timestamp)>,
    recalled: bool,
}

/// Name of the sealed record of the last reveal.
pub(super) const KEPT: &str = "revealed";

impl Reveals {
    /// Whether what an earlier run of the program wrote down has been looked at.
    pub(super) fn recalled(&self) -> bool {
        self.recalled
    }

    /// Takes over what was written down. What cannot be read counts as nothing.
    pub(super) fn recall(&mut self, kept: Option<&[u8]>) {
        self.recalled = true;
        let kept = kept.and_then(|bytes| serde_json::from_slice(bytes).ok());
        self.last = self.last.take().or(kept);
    }

    /// What is to be written down.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.last
            .as_ref()
            .and_then(|last| serde_json::to_vec(last).ok())
            .unwrap_or_default()
    }

    /// Whether `unit` may be revealed `now` by somebody who authenticated recently, or not. If so, it
    /// counts as revealed.
    pub(super) fn admit(
        &mut self,
        unit: &UnitKey,
        now: Timestamp,
        recently: bool,
    ) -> Option<Admitted> {
        let age = |at: &Timestamp| now.duration_since(*at).abs();
        let admitted = match &self.last {
            Some((last, at)) if last == unit && age(at) <= REVEAL + GRACE => Admitted::Prolonged,
            Some((_, at)) if !recently && age(at) <= RECENT => return None,
            _ => Admitted::Anew,
        };
        self.last = Some((unit.clone(), now));
        Some(admitted)
    }
}

/// How a reveal was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admitted {
    /// The person is told of it in the activity list.
    Anew,
    /// It was in view already.
    Prolonged,
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
        let mut admit = |unit, second, recently| reveals.admit(unit, at(second), recently);
        assert_eq!(admit(&name, 0, false), Some(Admitted::Anew));
        assert_eq!(admit(&name, 30, false), Some(Admitted::Prolonged));
        assert_eq!(admit(&birthday, 31, false), None);
        assert_eq!(admit(&birthday, 31, true), Some(Admitted::Anew));
        assert_eq!(admit(&name, 331, false), None);
        assert_eq!(admit(&name, 332, false), Some(Admitted::Anew), "long after");
        let mut after_a_start = Reveals::default();
        after_a_start.recall(Some(&reveals.to_bytes()));
        assert_eq!(after_a_start.admit(&birthday, at(340), false), None);
        let mut damaged = Reveals::default();
        damaged.recall(Some(b"?"));
        assert!(damaged.recalled() && damaged.last.is_none());
    }
}
