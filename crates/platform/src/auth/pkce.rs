//! PKCE (RFC 7636). It is not optional, and only S256 will do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Whether a challenge and its method are those of S256.
pub(super) fn is_s256(challenge: &str, method: Option<&str>) -> bool {
    method == Some("S256") && is_sha256(challenge)
}

/// Whether the text may be a SHA-256: 43 characters of base64url.
pub(super) fn is_sha256(text: &str) -> bool {
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == 43 && text.bytes().all(is_base64url)
}

/// Whether `verifier` belongs to `challenge`.
pub(super) fn verifies(verifier: &str, challenge: &str) -> bool {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}
