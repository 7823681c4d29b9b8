//! Files that a person takes along.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::ClientError;

/// Most files of one name.
const MOST_FILES: u32 = 1000;

/// What a file is called.
pub(crate) struct Named<'a> {
    /// Its name without the ending.
    pub(crate) stem: &'a str,
    /// The ending, without the dot.
    pub(crate) extension: &'a str,
}

/// Writes `bytes` into a new file in `folder`, whole or not at all. No file that is there is touched: where the
/// name is taken, a number follows it.
///
/// # Errors
///
/// [`ClientError::FileNotWritten`].
pub(crate) fn write_new(
    folder: &Path,
    named: &Named<'_>,
    bytes: &[u8],
) -> Result<PathBuf, ClientError> {
    let failed = |error: io::Error| ClientError::FileNotWritten(error.kind());
    let Named { stem, extension } = named;
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    beside.write_all(bytes).map_err(failed)?;
    beside.as_file().sync_all().map_err(failed)?;
    for number in 1..=MOST_FILES {
        let path = match number {
            1 => folder.join(format!("{stem}.{extension}")),
            _ => folder.join(format!("{stem}-{number}.{extension}")),
        };
        match beside.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => beside = taken.file,
            Err(error) => return Err(failed(error.error)),
        }
    }
    Err(ClientError::FileNotWritten(io::ErrorKind::AlreadyExists))
}
