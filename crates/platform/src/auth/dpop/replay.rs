//! Which proofs were used.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// Remembers proofs for at least as long as their nonce is good. Two sets take turns, so that forgetting
/// costs nothing: the older is dropped whole.
pub(super) struct Replays {
    span: i64,
    sets: Mutex<Sets>,
}

#[derive(Default)]
struct Sets {
    since: i64,
    current: HashSet<[u8; 16]>,
    previous: HashSet<[u8; 16]>,
}

impl Replays {
    /// Remembers for `span` milliseconds or longer.
    pub(super) fn new(span: i64) -> Self {
        Self {
            span,
            sets: Mutex::default(),
        }
    }

    /// Whether this key has not used this `jti` before. From now on it has.
    pub(super) fn is_new(&self, thumbprint: &str, jti: &str, now: i64) -> bool {
        let mut key = [0; 16];
        let digest = Sha256::new()
            .chain_update(thumbprint)
            .chain_update([0])
            .chain_update(jti);
        key.copy_from_slice(&digest.finalize()[..16]);

        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        if now - sets.since > self.span {
            sets.previous = std::mem::take(&mut sets.current);
            sets.since = now;
        }
        !sets.previous.contains(&key) && sets.current.insert(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_used_once() {
        let replays = Replays::new(1_000);
        assert!(replays.is_new("key", "a", 10_000));
        assert!(!replays.is_new("key", "a", 10_000));
        assert!(replays.is_new("other key", "a", 10_000));
        assert!(
            !replays.is_new("key", "a", 11_001),
            "remembered for the whole span"
        );
        assert!(replays.is_new("key", "b", 11_001));
        assert!(replays.is_new("key", "a", 13_500), "forgotten after two");
    }
}
