//! Attachments, sent in parts before the request that they belong to (capability `corrections`).
//!
//! The client chooses the identifier and sends part after part; whatever is lost on the way, it asks how far the platform
//! has come and goes on from there.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Largest attachment, in bytes.
pub const MAX_UPLOAD_BYTES: u64 = 10 * 1024 * 1024;
/// Largest part of one, in bytes.
pub const MAX_PART_BYTES: usize = 1024 * 1024;
/// Most uploads of one person that belong to no request yet.
pub const MAX_UPLOADS: u32 = 10;

/// Begins an upload. The same again changes nothing, and is answered with how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadRequest {
    /// A UUIDv7 of the client's choice.
    pub id: Uuid,
    /// What the file is.
    pub media_type: MediaType,
    /// Its size in bytes, 1 to [`MAX_UPLOAD_BYTES`].
    pub size: u64,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadState {
    /// The upload.
    pub id: Uuid,
    /// How many bytes the platform has: the next part begins there.
    pub received: u64,
    /// Whether it is all there, and is what it was said to be.
    pub complete: bool,
}

/// Query of [`crate::path::UPLOAD`], where a part is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartQuery {
    /// Where in the file the part begins.
    pub offset: u64,
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum MediaType {
    /// A photo.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A picture.
    #[serde(rename = "image/png")]
    Png,
    /// A document.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// One that only a newer client knows.
    #[serde(other, rename = "other")]
    Other,
}

impl MediaType {
    /// Every type that can be attached.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// Its name (RFC 6838).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Other => "other",
        }
    }

    /// The type of that name; `None` for one that cannot be attached.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// Whether a file that begins so can be of this type.
    pub fn fits(self, beginning: &[u8]) -> bool {
        let signature: &[u8] = match self {
            Self::Jpeg => b"\xFF\xD8\xFF",
            Self::Png => b"\x89PNG\r\n\x1A\n",
            Self::Pdf => b"%PDF-",
            Self::Other => return false,
        };
        beginning.starts_with(signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_written_as_it_is_read() {
        for one in MediaType::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
            assert_eq!(MediaType::parse(one.as_str()), Some(one));
        }
        let gif: MediaType = serde_json::from_str("\"image/gif\"").unwrap();
        assert_eq!((gif, MediaType::parse("other")), (MediaType::Other, None));
    }

    #[test]
    fn a_file_is_known_by_how_it_begins() {
        let files: [&[u8]; 3] = [b"\xFF\xD8\xFF\xE0", b"\x89PNG\r\n\x1A\n\0", b"%PDF-1.7"];
        for (type_, file) in MediaType::ALL.into_iter().zip(files) {
            let fitting = MediaType::ALL.into_iter().filter(|one| one.fits(file));
            assert_eq!(fitting.collect::<Vec<_>>(), [type_]);
            assert!(!type_.fits(&file[..2]) && !type_.fits(b""));
        }
        assert!(!MediaType::Other.fits(b"%PDF-1.7"));
    }
}
