//! What can go wrong with what is kept for a person.

use std::io;

use rusqlite::ErrorCode;
use sst_vault::VaultError;
use thiserror::Error;

/// Why something could not be kept or read. No variant holds a value or a path.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk is full. What was there is untouched.
    #[error("the disk is full")]
    Full,
    /// The file is not a database any more, or holds what this program never writes.
    #[error("the store is damaged")]
    Corrupt,
    /// A sealed record does not open.
    #[error("a sealed record does not open: {0}")]
    Sealed(#[from] VaultError),
    /// Another process, or another part of this one, holds the store.
    #[error("the store is in use")]
    Busy,
    /// There is no store at this place.
    #[error("there is no store here")]
    Missing,
    /// Another version of the client wrote this store, mostly a newer one.
    #[error("the store is of a newer version")]
    TooNew,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The file cannot be written.
    #[error("the store cannot be written")]
    ReadOnly,
    /// The file system failed.
    #[error("the file system failed: {0}")]
    Io(io::ErrorKind),
    /// Anything else that the database says.
    #[error("the database failed: {0:?}")]
    Database(ErrorCode),
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Randomness,
    /// The thread that works on the store stopped; only a fault of the program does that.
    #[error("the work on the store stopped")]
    Stopped,
}

impl StoreError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "disk-full",
            Self::Corrupt => "store-corrupt",
            Self::Sealed(_) => "store-sealed",
            Self::Busy => "store-busy",
            Self::Missing => "store-missing",
            Self::TooNew => "store-too-new",
            Self::Closed => "store-closed",
            Self::ReadOnly => "store-read-only",
            Self::Io(_) => "store-io",
            Self::Database(_) => "store-failed",
            Self::Randomness => "no-randomness",
            Self::Stopped => "store-stopped",
        }
    }

    /// Whether the same thing may succeed later without anything being changed.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Full | Self::Busy | Self::ReadOnly | Self::Io(_) | Self::Randomness => true,
            Self::Corrupt
            | Self::Sealed(_)
            | Self::Missing
            | Self::TooNew
            | Self::Closed
            | Self::Database(_)
            | Self::Stopped => false,
        }
    }
}

/// The library's own message may quote a statement or a path, so only the kind of it is kept.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::CannotOpen) => Self::Io(io::ErrorKind::NotFound),
            Some(ErrorCode::SystemIoFailure) => Self::Io(io::ErrorKind::Other),
            Some(code) => Self::Database(code),
            None => Self::Corrupt,
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::NotFound => Self::Missing,
            kind => Self::Io(kind),
        }
    }
}

/// What opens under our key was written by this program: where this version does not understand it, another
/// one wrote it. It is whole, and may hold edits that were never sent.
impl From<serde_json::Error> for StoreError {
    fn from(_: serde_json::Error) -> Self {
        Self::TooNew
    }
}

impl From<getrandom::Error> for StoreError {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}
