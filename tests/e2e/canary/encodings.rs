//! The shapes in which values end up in files and in memory.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::Canary;

/// Every shape of the text, with its name. Equal shapes (ASCII in GB 18030) appear once.
pub(super) fn all(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
    let mut shapes = vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-16le", little),
        ("utf-16be", big),
        ("gb18030", encoding_rs::GB18030.encode(text).0.into_owned()),
        ("hex", hex(text.as_bytes(), "", "0123456789abcdef")),
        ("hex upper", hex(text.as_bytes(), "", "0123456789ABCDEF")),
        ("url", url(text, "0123456789ABCDEF")),
        ("url lower", url(text, "0123456789abcdef")),
        ("json", json(text, "0123456789abcdef")),
        ("json upper", json(text, "0123456789ABCDEF")),
    ];
    shapes.extend(base64_forms(text.as_bytes()));
    worth_looking_for(shapes)
}

/// Every shape of a key: as it stands on the wire and in files, and as a big number lies in memory.
pub(super) fn of_key(key: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut shapes = vec![
        ("bytes", key.to_vec()),
        ("bytes reversed", key.iter().rev().copied().collect()),
        ("hex", hex(key, "", "0123456789abcdef")),
        ("hex upper", hex(key, "", "0123456789ABCDEF")),
    ];
    shapes.extend(base64_forms(key));
    worth_looking_for(shapes)
}

fn base64_forms(bytes: &[u8]) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    (0..3).flat_map(move |offset| {
        [
            ("base64", base64(bytes, offset, &STANDARD_NO_PAD)),
            ("base64url", base64(bytes, offset, &URL_SAFE_NO_PAD)),
        ]
    })
}

fn worth_looking_for(mut shapes: Vec<(&'static str, Vec<u8>)>) -> Vec<(&'static str, Vec<u8>)> {
    let mut seen = std::collections::BTreeSet::new();
    // What is left of a short value in the middle of base64 would be found by chance.
    shapes.retain(|(_, bytes)| bytes.len() >= Canary::SHORTEST && seen.insert(bytes.clone()));
    shapes
}

/// What of the value's base64 is the same whatever stands before and after it, when `offset` bytes of
/// the first group belong to what stands before.
fn base64(value: &[u8], offset: usize, engine: &impl base64::Engine) -> Vec<u8> {
    let mut bytes = vec![0; offset];
    bytes.extend_from_slice(value);
    // Only whole groups are certain at the end; at the start one group is shared, if any.
    bytes.truncate(bytes.len() / 3 * 3);
    let encoded = engine.encode(&bytes).into_bytes();
    encoded[if offset == 0 { 0 } else { 4 }..].to_vec()
}

fn hex(bytes: &[u8], before: &str, digits: &str) -> Vec<u8> {
    let digits = digits.as_bytes();
    let mut out = Vec::new();
    for byte in bytes {
        out.extend_from_slice(before.as_bytes());
        out.extend([
            digits[usize::from(byte >> 4)],
            digits[usize::from(byte & 15)],
        ]);
    }
    out
}

/// Percent-encoding as `encodeURIComponent` does it.
fn url(text: &str, digits: &str) -> Vec<u8> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    text.bytes()
        .flat_map(|byte| {
            if unreserved(byte) {
                vec![byte]
            } else {
                hex(&[byte], "%", digits)
            }
        })
        .collect()
}

/// JSON with everything beyond ASCII escaped.
fn json(text: &str, digits: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(ascii @ 0x20..0x7f) => out.push(ascii),
            _ => {
                out.extend_from_slice(b"\\u");
                out.extend(hex(&unit.to_be_bytes(), "", digits));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_found_whatever_stands_around() {
        let text = "测试市民甲";
        for before in 0..7 {
            for after in 0..4 {
                let whole = format!("{}{text}{}", "x".repeat(before), "y".repeat(after));
                let encoded = STANDARD_NO_PAD.encode(whole);
                let found = (0..3).any(|offset| {
                    encoded.contains(
                        std::str::from_utf8(&base64(text.as_bytes(), offset, &STANDARD_NO_PAD))
                            .unwrap(),
                    )
                });
                assert!(found, "{before} before, {after} after");
            }
        }
    }

    #[test]
    fn shapes_of_a_key() {
        let shapes = of_key(&[1, 2, 3, 4, 5, 0xfe]);
        let shape = |name| &shapes.iter().find(|(other, _)| *other == name).unwrap().1;
        assert_eq!(shape("bytes reversed"), &[0xfe, 5, 4, 3, 2, 1]);
        assert_eq!(shape("hex"), b"0102030405fe");
        assert_eq!(shape("base64"), b"AQIDBAX+");
        assert_eq!(shape("base64url"), b"AQIDBAX-");
    }

    #[test]
    fn shapes_of_a_name() {
        let shapes = all("测a测");
        let shape = |name| &shapes.iter().find(|(other, _)| *other == name).unwrap().1;
        assert_eq!(shape("utf-16le"), b"\x4b\x6d\x61\x00\x4b\x6d");
        assert_eq!(shape("hex"), b"e6b58b61e6b58b");
        assert_eq!(shape("url"), b"%E6%B5%8Ba%E6%B5%8B");
        assert_eq!(shape("json"), b"\\u6d4ba\\u6d4b");
        assert!(
            shapes.iter().all(|(name, _)| *name != "gb18030"),
            "five bytes"
        );
        assert!(all("测试市民").iter().any(
            |(name, bytes)| *name == "gb18030" && bytes == b"\xb2\xe2\xca\xd4\xca\xd0\xc3\xf1"
        ));
    }
}
