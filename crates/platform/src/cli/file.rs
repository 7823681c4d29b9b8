//! Files that the operator names.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Write as _};
use std::path::Path;

use anyhow::anyhow;
use serde::de::DeserializeOwned;
use sst_platform::CommandCode;

/// Reads a file.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .map_err(|error| anyhow!(CommandCode::FileUnreadable.say(about(file, &error))))
}

/// Reads a text.
pub(super) fn read_text(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .map_err(|error| anyhow!(CommandCode::FileUnreadable.say(about(file, &error))))
}

/// Reads JSON; what is no such JSON is `malformed`.
pub(super) fn read_json<T: DeserializeOwned>(
    file: &Path,
    malformed: CommandCode,
) -> anyhow::Result<T> {
    let text = read_text(file)?;
    serde_json::from_str(&text)
        .map_err(|error| anyhow!(malformed.say_where(file.display(), &error)))
}

/// Writes a file that is not there yet.
pub(super) fn write_new(
    options: &mut OpenOptions,
    file: &Path,
    bytes: &[u8],
) -> anyhow::Result<()> {
    let opened = options.write(true).create_new(true).open(file);
    opened
        .and_then(|mut opened: File| opened.write_all(bytes))
        .map_err(|error| unwritable(file, &error))
}

/// Why a file was not written.
pub(super) fn unwritable(file: &Path, error: &Error) -> anyhow::Error {
    let code = match error.kind() {
        ErrorKind::AlreadyExists => CommandCode::FileExists,
        _ => CommandCode::FileUnwritable,
    };
    anyhow!(code.say(about(file, error)))
}

fn about(file: &Path, error: &Error) -> String {
    format!("{} ({error})", file.display())
}
