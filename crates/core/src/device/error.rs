//! What can go wrong with what is kept for this computer.

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why it could not be read or written.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// The folder or the file cannot be made or opened.
    #[error("the folder of the client's data cannot be used")]
    Folder(#[source] std::io::Error),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file is damaged.
    #[error("what is kept for this computer is damaged")]
    Corrupt,
    /// Another program holds the file.
    #[error("what is kept for this computer is in use")]
    InUse,
    /// Written by a newer client than this one.
    #[error("what is kept for this computer was written by a newer client")]
    Newer,
    /// Anything else that SQLite reports.
    #[error("what is kept for this computer failed")]
    Failed(#[source] rusqlite::Error),
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Randomness,
}

impl DeviceError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Folder(_) => "device-store-folder",
            Self::Full => "device-store-full",
            Self::Corrupt => "device-store-corrupt",
            Self::InUse => "device-store-in-use",
            Self::Newer => "device-store-newer",
            Self::Failed(_) => "device-store-failed",
            Self::Randomness => "no-randomness",
        }
    }

    /// Whether the same thing may succeed later without anything being changed here.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Folder(_) | Self::Full | Self::InUse | Self::Failed(_) | Self::Randomness => true,
            Self::Corrupt | Self::Newer => false,
        }
    }
}

impl From<rusqlite::Error> for DeviceError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            _ => Self::Failed(error),
        }
    }
}
