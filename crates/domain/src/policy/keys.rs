//! The policy key: Ed25519 (RFC 8032).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::hash::sha256_hex;

/// Marks the line of a public key file.
const PREFIX: &str = "ed25519:";

/// The secret key that signs policies. Only the platform's operator has it.
pub struct PolicySigningKey(SigningKey);

impl PolicySigningKey {
    /// The key that belongs to a 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, for the operator's key file. It is wiped when dropped.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public key, to be pinned by the package or the machine's configuration.
    pub fn public(&self) -> PinnedKey {
        PinnedKey(self.0.verifying_key())
    }

    pub(crate) fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// Content hidden.
impl fmt::Debug for PolicySigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicySigningKey(…)")
    }
}

/// A public key that this machine trusts for policies. It comes from the package or the machine's
/// configuration, never from the network.
#[derive(Clone, PartialEq, Eq)]
pub struct PinnedKey(VerifyingKey);

impl PinnedKey {
    /// Parses a key file: lines that begin with `#` are remarks, one line is `ed25519:` and the key in
    /// base64.
    ///
    /// # Errors
    ///
    /// [`KeyProblem`].
    pub fn parse(text: &str) -> Result<Self, KeyProblem> {
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(KeyProblem::NotOneKey);
        };
        let encoded = line
            .strip_prefix(PREFIX)
            .ok_or(KeyProblem::UnknownAlgorithm)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| KeyProblem::BadKey)?;
        let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| KeyProblem::BadKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyProblem::BadKey)?;
        // With a key of small order a signature can hold for more than one message.
        if key.is_weak() {
            Err(KeyProblem::BadKey)
        } else {
            Ok(Self(key))
        }
    }

    /// The line for a key file.
    pub fn to_line(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0.as_bytes()))
    }

    /// Names the key: the first 16 hexadecimal digits of the SHA-256 of its bytes.
    pub fn key_id(&self) -> String {
        let mut id = sha256_hex(self.0.as_bytes());
        id.truncate(16);
        id
    }

    pub(crate) fn holds(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.0
            .verify_strict(bytes, &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl fmt::Debug for PinnedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PinnedKey({})", self.key_id())
    }
}

/// What is wrong with a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// None or more than one line that is not a remark.
    #[error("a key file holds exactly one key")]
    NotOneKey,
    /// The line does not begin with `ed25519:`.
    #[error("the key does not begin with \"ed25519:\"")]
    UnknownAlgorithm,
    /// Not the base64 of a usable key.
    #[error("the key is not a usable Ed25519 public key")]
    BadKey,
}

impl KeyProblem {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::NotOneKey, Self::UnknownAlgorithm, Self::BadKey];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOneKey => "not_one_key",
            Self::UnknownAlgorithm => "unknown_algorithm",
            Self::BadKey => "bad_key",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_file() {
        let key = PolicySigningKey::from_seed(&[7; 32]).public();
        assert_eq!(
            PinnedKey::parse(&format!("# remark\n\n{}\n", key.to_line())),
            Ok(key)
        );
    }

    #[test]
    fn refuses_what_is_no_key() {
        let line = PolicySigningKey::from_seed(&[7; 32]).public().to_line();
        assert_eq!(PinnedKey::parse("# nothing"), Err(KeyProblem::NotOneKey));
        assert_eq!(
            PinnedKey::parse(&format!("{line}\n{line}")),
            Err(KeyProblem::NotOneKey)
        );
        assert_eq!(
            PinnedKey::parse("rsa:AAAA"),
            Err(KeyProblem::UnknownAlgorithm)
        );
        assert_eq!(PinnedKey::parse("ed25519:AAAA"), Err(KeyProblem::BadKey));
        assert_eq!(PinnedKey::parse("ed25519:?"), Err(KeyProblem::BadKey));
        // The neutral element of the curve: a point, but of order one.
        let weak = format!(
            "{PREFIX}{}",
            STANDARD.encode([&[1u8][..], &[0; 31]].concat())
        );
        assert_eq!(PinnedKey::parse(&weak), Err(KeyProblem::BadKey));
    }

    #[test]
    fn debug_is_silent() {
        assert_eq!(
            format!("{:?}", PolicySigningKey::from_seed(&[7; 32])),
            "PolicySigningKey(…)"
        );
    }
}
