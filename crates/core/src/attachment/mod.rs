//! What a person attaches to a request as proof: a photo or a PDF.
//!
//! A picture is decoded and written anew before it is kept, so that nothing of it remains but what can be seen:
//! no place, no time, no camera, no thumbnail of an earlier state, nothing behind its end.

mod error;
mod prepare;
mod scan;
#[cfg(test)]
mod tests;

use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sst_domain::consent::Hash;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use error::AttachmentError;
pub(crate) use prepare::prepare;

use crate::view::AttachmentKind;

/// Most bytes of a file that is attached, and of what is made of it.
pub(crate) const MAX_BYTES: usize = sst_api::upload::MAX_UPLOAD_BYTES as usize;
/// Most attachments of one request.
pub(crate) const MOST: usize = sst_api::correction::MAX_ATTACHMENTS;
/// Most characters of a file's name that are kept.
const NAME_CHARS: usize = 80;

/// An attachment, ready to be kept and sent.
pub(crate) struct Prepared {
    /// What it is, by its content.
    pub(crate) kind: AttachmentKind,
    /// Its bytes.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// An attachment without its bytes, which lie sealed in the store; and how far it has been sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its identifier here and on the platform.
    pub id: Uuid,
    /// Name of the file that the person chose. It stays on this computer.
    pub name: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// How far it has been sent.
    #[serde(default)]
    pub sent: Sent,
}

/// How far an attachment has been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sent {
    /// Whether the platform may know of it.
    pub begun: bool,
    /// Whether it has said since that it does.
    #[serde(default)]
    pub announced: bool,
    /// How many bytes the platform said it has.
    pub received: u64,
    /// Whether the platform said that it has the whole of it.
    pub complete: bool,
    /// How often it had to be sent from its beginning again because the platform's copy was not right.
    #[serde(default)]
    pub anew: u8,
    /// Most bytes that the platform ever had of it since it began.
    #[serde(default)]
    pub furthest: u64,
    /// How often it has said since that it is to go on elsewhere.
    #[serde(default)]
    pub stalled: u8,
}

impl Attachment {
    /// What was made of the file `name`.
    pub(crate) fn of(prepared: &Prepared, name: &str) -> Self {
        Self {
            id: Uuid::now_v7(),
            name: name.chars().take(NAME_CHARS).collect(),
            kind: prepared.kind,
            size: prepared.bytes.len() as u64,
            sha256: Hash(Sha256::digest(&*prepared.bytes).into()),
            sent: Sent::default(),
        }
    }
}

/// Reads a file that a person chose, and prepares it. Blocks on the disk, and computes.
///
/// # Errors
///
/// Any [`AttachmentError`].
pub(crate) fn read(path: &Path) -> Result<Prepared, AttachmentError> {
    // Asked before it is opened: a pipe would keep whoever opens it waiting.
    if !std::fs::metadata(path)?.is_file() {
        return Err(AttachmentError::Unreadable(
            std::io::ErrorKind::InvalidInput,
        ));
    }
    let file = std::fs::File::open(path)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    prepare(&bytes)
}
