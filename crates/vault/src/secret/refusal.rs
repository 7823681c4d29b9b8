//! Why a PIN or a passphrase was not taken.

use thiserror::Error;

/// Which rule a chosen PIN or passphrase breaks. It does not quote what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum SecretRefusal {
    /// Fewer characters than [`Pin::MIN_CHARS`](crate::Pin::MIN_CHARS) or
    /// [`Passphrase::MIN_CHARS`](crate::Passphrase::MIN_CHARS).
    #[error("too short")]
    TooShort,
    /// More than [`MAX_SECRET_CHARS`](crate::MAX_SECRET_CHARS) characters.
    #[error("too long")]
    TooLong,
    /// One character again and again, as in 000000.
    #[error("one character, repeated")]
    OneCharacter,
    /// Characters in their order, up or down, as in 123456, 890123 or fedcba.
    #[error("characters in their order")]
    Sequence,
    /// A character that cannot be seen and may not be typed alike elsewhere, as a tab or line break.
    #[error("a control character")]
    ControlCharacter,
}

impl SecretRefusal {
    /// The stable code under which the screen and the documents know this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "secret-too-short",
            Self::TooLong => "secret-too-long",
            Self::OneCharacter => "secret-one-character",
            Self::Sequence => "secret-sequence",
            Self::ControlCharacter => "secret-control-character",
        }
    }
}
