//! Nonces: the time of issue under a key that only this process has. Nothing is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::HashKey;

/// Length of the tag, in characters of base64url (120 bits).
const TAG: usize = 20;

pub(super) struct Nonces {
    key: HashKey,
    lifetime: i64,
}

impl Nonces {
    /// Nonces that live `lifetime` milliseconds.
    pub(super) fn generate(lifetime: i64) -> Result<Self, getrandom::Error> {
        Ok(Self {
            key: HashKey::generate_now()?,
            lifetime,
        })
    }

    /// A nonce, good from `now` on.
    pub(super) fn issue(&self, now: i64) -> String {
        let issued = format!("{now:x}");
        let tag = self.tag(&issued);
        format!("{issued}.{tag}")
    }

    /// Whether `nonce` was issued here, and is not too old at `now`.
    pub(super) fn accepts(&self, nonce: &str, now: i64) -> bool {
        let Some((issued, tag)) = nonce.split_once('.') else {
            return false;
        };
        // Timing tells nothing of use: a nonce is public and worthless without the client's key.
        tag == self.tag(issued)
            && i64::from_str_radix(issued, 16)
                .is_ok_and(|issued| (0..=self.lifetime).contains(&(now - issued)))
    }

    fn tag(&self, issued: &str) -> String {
        let mut tag = URL_SAFE_NO_PAD.encode(self.key.hash("dpop-nonce", &[issued]));
        tag.truncate(TAG);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_for_its_time_and_its_process() {
        let [nonces, other] = [(); 2].map(|()| Nonces::generate(1_000).unwrap());
        let nonce = nonces.issue(50_000);
        assert!(nonces.accepts(&nonce, 50_000) && nonces.accepts(&nonce, 51_000));
        assert!(!nonces.accepts(&nonce, 51_001), "too old");
        assert!(!nonces.accepts(&nonce, 49_999), "of tomorrow");
        assert!(!other.accepts(&nonce, 50_000), "of another process");
        let later = nonce.replacen(|digit: char| digit.is_ascii_hexdigit(), "f", 1);
        assert!(!nonces.accepts(&later, 50_000), "tampered with");
        assert!(!nonces.accepts("", 50_000) && !nonces.accepts(".", 50_000));
    }
}
