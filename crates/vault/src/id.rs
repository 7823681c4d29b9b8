//! The name of a vault.

use std::fmt;
use std::str::FromStr;

use crate::VaultError;

/// 16 random bytes that name one vault: in its header, in the keyring item that holds its key, and
/// in the authenticated data of each of its records. Not a secret. Text form: 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VaultId([u8; Self::LEN]);

impl VaultId {
    /// Length in bytes.
    pub const LEN: usize = 16;

    /// A new random id.
    ///
    /// # Errors
    /// [`VaultError::Randomness`] when the operating system gives no random bytes.
    pub fn generate() -> Result<Self, VaultError> {
        let mut bytes = [0; Self::LEN];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The id with these bytes.
    pub fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultId({self})")
    }
}

/// The text was not 32 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a vault id has 32 lower-case hex digits")]
pub struct InvalidVaultId;

impl FromStr for VaultId {
    type Err = InvalidVaultId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 2 * Self::LEN {
            return Err(InvalidVaultId);
        }
        let mut bytes = [0; Self::LEN];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

fn hex_digit(digit: u8) -> Result<u8, InvalidVaultId> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(InvalidVaultId),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let id = VaultId::generate().unwrap();
        let text = id.to_string();
        assert_eq!(text.len(), 32);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(VaultId::from_bytes([0xa5; 16]).to_string(), "a5".repeat(16));
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "a5",
            &"A5".repeat(16),
            &"g5".repeat(16),
            &"a5".repeat(17),
            &"é".repeat(16),
        ] {
            assert_eq!(text.parse::<VaultId>(), Err(InvalidVaultId), "{text}");
        }
    }
}
