//! Hashes of texts.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing into a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The text as it is hashed: every run of white space one U+0020, none at the ends. No other character
/// is touched, so that anybody can compute the same hash.
pub(super) fn normalise(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The hash of one piece, or of several in order: their normalised texts, one a line.
pub(super) fn text_hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<String> = texts.into_iter().map(normalise).collect();
    sha256_hex(lines.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_does_not_change_a_hash_and_a_character_does() {
        assert_eq!(text_hash([" 一 \t二 "]), text_hash(["一 二"]));
        assert_ne!(text_hash(["一二"]), text_hash(["一，二"]));
        assert_ne!(text_hash(["一", "二"]), text_hash(["一 二"]));
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
