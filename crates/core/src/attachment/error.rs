//! Why a file cannot be attached.

use std::io;

use thiserror::Error;

/// Why a file cannot be attached. Nothing of it is kept then.
#[derive(Debug, Error)]
pub enum AttachmentError {
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Unreadable(io::ErrorKind),
    /// By its content it is neither JPEG nor PNG nor PDF.
    #[error("the file is neither JPEG nor PNG nor PDF")]
    Type,
    /// More than 10 MiB, or a picture of more than 64 megapixels.
    #[error("the file is too large")]
    TooLarge,
    /// The picture is not whole.
    #[error("the picture cannot be read to its end")]
    Damaged,
    /// A request takes no more than three.
    #[error("the request has as many attachments as it can have")]
    TooMany,
}

impl AttachmentError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "attachment-unreadable",
            Self::Type => "attachment-type",
            Self::TooLarge => "attachment-too-large",
            Self::Damaged => "attachment-damaged",
            Self::TooMany => "attachment-too-many",
        }
    }
}

impl From<io::Error> for AttachmentError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.kind())
    }
}
