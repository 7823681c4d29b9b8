//! The key-encryption key.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::VaultError;

/// The 32-byte key that wraps a vault's data key. It lives on the heap, so that moving it leaves no
/// copy behind, and is wiped when dropped.
pub struct Kek(Box<Zeroizing<[u8; Self::LEN]>>);

impl Kek {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A new random key.
    ///
    /// # Errors
    /// [`VaultError::Randomness`] when the operating system gives no random bytes.
    pub fn generate() -> Result<Self, VaultError> {
        let mut key = Self(Box::default());
        getrandom::fill(&mut key.0[..])?;
        Ok(key)
    }

    /// The key with these bytes. The caller wipes its own copy.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let mut key = Self(Box::default());
        key.0.copy_from_slice(bytes);
        key
    }

    pub(crate) fn expose(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    pub(crate) fn duplicate(&self) -> Self {
        Self::from_bytes(&self.0)
    }

    /// Equality in constant time.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.0[..].ct_eq(&other.0[..]).into()
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kek(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Kek::from_bytes(&[7; 32])), "Kek(..)");
    }

    #[test]
    fn keys_are_random_and_compare_by_value() {
        let (a, b) = (Kek::generate().unwrap(), Kek::generate().unwrap());
        assert!(!a.matches(&b));
        assert!(a.matches(&a.duplicate()));
    }
}
