//! Verifying a file of receipts, for whoever has one: no client has to be open for it.

use std::path::Path;

use sst_domain::consent::{Fault, ReceiptFile, Verified, verify_receipts};
use sst_domain::policy::PinnedKey;

use crate::error::ClientError;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What a file of receipts is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptsCheck {
    /// Every signature and every link holds.
    Whole(Verified),
    /// Something does not: the first of it.
    Broken(Fault),
}

/// Verifies the file at `path` against the platform's pinned `keys`. Asks nobody.
///
/// # Errors
///
/// [`ClientError::FileNotRead`] where it cannot be read or is no file of receipts.
pub fn check_receipts(path: &Path, keys: &[PinnedKey]) -> Result<ReceiptsCheck, ClientError> {
    let unreadable = |error: std::io::Error| ClientError::FileNotRead(error.kind());
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(ClientError::FileNotRead(std::io::ErrorKind::FileTooLarge));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let file: ReceiptFile = serde_json::from_slice(&bytes)
        .map_err(|_| ClientError::FileNotRead(std::io::ErrorKind::InvalidData))?;
    Ok(match verify_receipts(&file, keys) {
        Ok(verified) => ReceiptsCheck::Whole(verified),
        Err(fault) => ReceiptsCheck::Broken(fault),
    })
}
