//! Why a key could not be had.

use thiserror::Error;

/// Why a custody did not do what it was asked. It carries no source: the errors of keyring libraries
/// may quote what was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// There is no keyring service in this session, or it has no keyring to store in.
    #[error("this session has no keyring service")]
    NoService,
    /// The keyring is there but locked.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring, or the person at its dialogue, said no.
    #[error("the keyring denied access")]
    Denied,
    /// The keyring did not answer in time, or did not lately and is left alone for a while.
    #[error("the keyring does not answer")]
    NotAnswering,
    /// There is an item, but it is not a key that this program wrote.
    #[error("the keyring item is damaged")]
    Damaged,
    /// Anything else.
    #[error("the keyring failed")]
    Other,
}

impl Refusal {
    /// The stable code under which the screen and the documents know this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoService => "keyring-no-service",
            Self::Locked => "keyring-locked",
            Self::Denied => "keyring-denied",
            Self::NotAnswering => "keyring-not-answering",
            Self::Damaged => "keyring-damaged",
            Self::Other => "keyring-failed",
        }
    }
}
