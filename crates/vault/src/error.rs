//! What can go wrong with a vault's bytes.

use thiserror::Error;

/// Why a header or a record was refused. No variant carries a value, a key or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// These bytes are not a vault header: wrong mark, wrong length, or an impossible field.
    #[error("this is not a vault header")]
    BadHeader,
    /// Written by a newer program than this one.
    #[error("vault format version {0} is newer than this program")]
    UnsupportedVersion(u8),
    /// A cipher that this program does not have.
    #[error("cipher number {0} is unknown to this program")]
    UnsupportedAlgorithm(u8),
    /// A custody tier that this program does not have.
    #[error("custody tier number {0} is unknown to this program")]
    UnsupportedTier(u8),
    /// A way to stretch a PIN or passphrase that this program does not have.
    #[error("key derivation number {0} is unknown to this program")]
    UnsupportedKdf(u8),
    /// Stretching would cost less than this program accepts.
    #[error("stretching the PIN or passphrase would be too cheap to be safe")]
    CostTooLow,
    /// Stretching would cost more memory or time than this program gives.
    #[error("stretching the PIN or passphrase would cost too much memory or time")]
    CostTooHigh,
    /// The memory for stretching could not be had.
    #[error("there is not enough memory to stretch the PIN or passphrase")]
    OutOfMemory,
    /// The vault's tier asks for another kind of secret than was given.
    #[error("this vault is guarded by another kind of secret")]
    OtherSecret,
    /// The keyring's key is this vault's, the PIN is not.
    #[error("the PIN does not belong to this vault")]
    WrongPin,
    /// The passphrase is not this vault's.
    #[error("the passphrase does not belong to this vault")]
    WrongPassphrase,
    /// Every number for a data key has been used.
    #[error("this vault has had as many data keys as it can")]
    DataKeysSpent,
    /// The key is not the one that this vault was made with.
    #[error("the key does not belong to this vault")]
    WrongKey,
    /// The key fits, but the header was changed after it was written.
    #[error("the vault header is damaged")]
    DamagedHeader,
    /// These bytes are too short, or of a length no record has.
    #[error("this is not a sealed record")]
    BadRecord,
    /// The record was sealed under another data key of this vault.
    #[error("the record was sealed under data key {0}, which this vault does not hold")]
    UnknownDataKey(u32),
    /// The record was changed, or belongs to another slot or another vault.
    #[error("the sealed record is damaged or out of its place")]
    Damaged,
    /// The value is longer than [`MAX_VALUE_LEN`](crate::MAX_VALUE_LEN).
    #[error("the value is too long to be sealed")]
    TooLarge,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Randomness,
}

impl VaultError {
    /// The stable code under which the screen and the documents know this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadHeader => "vault-bad-header",
            Self::UnsupportedVersion(_) => "vault-unsupported-version",
            Self::UnsupportedAlgorithm(_) => "vault-unsupported-algorithm",
            Self::UnsupportedTier(_) => "vault-unsupported-tier",
            Self::UnsupportedKdf(_) => "vault-unsupported-kdf",
            Self::CostTooLow => "vault-cost-too-low",
            Self::CostTooHigh => "vault-cost-too-high",
            Self::OutOfMemory => "vault-out-of-memory",
            Self::OtherSecret => "vault-other-secret",
            Self::WrongPin => "vault-wrong-pin",
            Self::WrongPassphrase => "vault-wrong-passphrase",
            Self::DataKeysSpent => "vault-data-keys-spent",
            Self::WrongKey => "vault-wrong-key",
            Self::DamagedHeader => "vault-damaged-header",
            Self::BadRecord => "vault-bad-record",
            Self::UnknownDataKey(_) => "vault-unknown-data-key",
            Self::Damaged => "vault-damaged",
            Self::TooLarge => "vault-too-large",
            Self::Randomness => "vault-no-randomness",
        }
    }
}

impl From<getrandom::Error> for VaultError {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}
