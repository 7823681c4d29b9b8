//! What a person types to open a vault: a PIN or a passphrase.

use std::fmt;

use zeroize::Zeroizing;

mod refusal;
mod rules;
mod text;

pub use refusal::SecretRefusal;

/// The longest PIN or passphrase, in characters. Longer ones are refused, never cut.
pub const MAX_SECRET_CHARS: usize = 1024;

/// A PIN: at least six digits, or a text of at least six characters. It opens a vault only together
/// with the key in the keyring, and counted tries stand before it ([`Attempts`](crate::Attempts));
/// that is why it may be short.
///
/// The text is kept as it is stretched: spaces of every kind as U+0020, full-width forms as their
/// ASCII letters and digits (an input method in full-width mode types １２３), then Unicode's
/// Normalization Form C. It lies on the heap and is wiped when dropped. The caller wipes its own copy.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// The least number of characters.
    pub const MIN_CHARS: usize = 6;

    /// A PIN that the person chooses: it must pass the rules.
    ///
    /// # Errors
    /// Which rule it breaks.
    pub fn choose(text: &str) -> Result<Self, SecretRefusal> {
        let pin = Self::enter(text)?;
        rules::check_pin(&pin.0)?;
        Ok(pin)
    }

    /// What the person typed to open a vault. The rules for new PINs are not applied: a PIN that was
    /// chosen under older rules still opens.
    ///
    /// # Errors
    /// [`SecretRefusal::TooLong`] above [`MAX_SECRET_CHARS`].
    pub fn enter(text: &str) -> Result<Self, SecretRefusal> {
        text::normalize_pin(text).map(Self)
    }

    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A passphrase: at least ten characters, all of which count. It alone guards a vault.
///
/// The text is kept as it is stretched: RFC 8265's OpaqueString, that is spaces of every kind as
/// U+0020 (a Chinese input method types U+3000), then Unicode's Normalization Form C, so that the same
/// keys on another system give the same bytes. Nothing else is folded, trimmed or cut. It lies on the
/// heap and is wiped when dropped. The caller wipes its own copy.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The least number of characters. Characters are Unicode code points of the normalised text, as
    /// NIST SP 800-63B counts them.
    pub const MIN_CHARS: usize = 10;

    /// A passphrase that the person chooses: it must pass the rules.
    ///
    /// # Errors
    /// Which rule it breaks.
    pub fn choose(text: &str) -> Result<Self, SecretRefusal> {
        let passphrase = Self::enter(text)?;
        rules::check_passphrase(&passphrase.0)?;
        Ok(passphrase)
    }

    /// What the person typed to open a vault; the rules for new passphrases are not applied.
    ///
    /// # Errors
    /// [`SecretRefusal::TooLong`] above [`MAX_SECRET_CHARS`].
    pub fn enter(text: &str) -> Result<Self, SecretRefusal> {
        text::normalize_passphrase(text).map(Self)
    }

    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Pin::enter("830274").unwrap()), "Pin(..)");
        let passphrase = Passphrase::enter("correct horse").unwrap();
        assert_eq!(format!("{passphrase:?}"), "Passphrase(..)");
    }

    #[test]
    fn what_breaks_the_rules_may_still_be_entered() {
        assert!(Pin::choose("111111").is_err());
        assert_eq!(Pin::enter("111111").unwrap().expose(), b"111111");
        assert!(Passphrase::choose("short").is_err());
        assert_eq!(Passphrase::enter("short").unwrap().expose(), b"short");
    }
}
