//! Random secrets, and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// A new secret of 256 bits, base64url.
pub(crate) fn generate_secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A new identifier of 128 bits, base64url.
pub(crate) fn generate_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A new code of six digits, every one as likely as another.
pub(crate) fn generate_code() -> Result<String, getrandom::Error> {
    Ok(format!("{:06}", generate_number(1_000_000)?))
}

/// A new number below `bound`, every one as likely as another.
pub(crate) fn generate_number(bound: u32) -> Result<u32, getrandom::Error> {
    loop {
        let random = getrandom::u32()?;
        // The incomplete last round would make low numbers likelier.
        if random < u32::MAX - u32::MAX % bound {
            return Ok(random % bound);
        }
    }
}

/// What is kept of a secret that [`generate_secret`] made: it has too many bits to be guessed.
pub(crate) fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Keyed hashes for what could be guessed from a plain hash: six digits, a phone number.
pub(crate) struct HashKey([u8; 32]);

impl HashKey {
    /// A new key, as it is stored.
    pub(crate) fn generate() -> Result<String, getrandom::Error> {
        generate_secret()
    }

    /// A new key that is not stored.
    pub(crate) fn generate_now() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self(key))
    }

    /// The key that was stored; `None` where it is not one.
    pub(crate) fn parse(stored: &str) -> Option<Self> {
        URL_SAFE_NO_PAD
            .decode(stored)
            .ok()?
            .try_into()
            .ok()
            .map(Self)
    }

    /// Hash of `parts`, for the purpose `label`. Parts cannot run into each other.
    pub(crate) fn hash(&self, label: &str, parts: &[&str]) -> [u8; 32] {
        self.mac(label, parts).finalize().into_bytes().into()
    }

    /// Whether `hash` is [`HashKey::hash`] of these parts, in constant time.
    pub(crate) fn matches(&self, hash: &[u8], label: &str, parts: &[&str]) -> bool {
        self.mac(label, parts).verify_slice(hash).is_ok()
    }

    fn mac(&self, label: &str, parts: &[&str]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key");
        for part in std::iter::once(&label).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_six_digits() {
        for _ in 0..200 {
            let code = generate_code().unwrap();
            assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = HashKey::generate_now().unwrap();
        assert_ne!(key.hash("a", &["bc", "d"]), key.hash("a", &["b", "cd"]));
        let hash = key.hash("code", &["123456"]);
        assert!(key.matches(&hash, "code", &["123456"]));
        assert!(!key.matches(&hash, "code", &["123457"]));
        assert!(!key.matches(&hash[1..], "code", &["123456"]));
    }
}
