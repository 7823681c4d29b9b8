//! Values are padded to buckets, so that the length of a sealed record says little about the value.
//!
//! Layout: length of the value (u32, big-endian), the value, zeros up to the bucket.

/// Length of the length field.
pub(crate) const PREFIX_LEN: usize = 4;

/// Buckets double from 64 to 512 bytes, then grow by 512: names, numbers and addresses look alike,
/// and long texts waste less than one step.
pub(crate) fn padded_len(value_len: usize) -> usize {
    let needed = value_len + PREFIX_LEN;
    match needed {
        0..=64 => 64,
        65..=512 => needed.next_power_of_two(),
        _ => needed.next_multiple_of(512),
    }
}

/// Whether `len` is a bucket.
pub(crate) fn is_bucket(len: usize) -> bool {
    len >= 64 && padded_len(len - PREFIX_LEN) == len
}

/// Appends the padded value. `out` must have room already, or growing would leave a copy of the
/// value in freed memory.
pub(crate) fn append_padded(out: &mut Vec<u8>, value: &[u8]) {
    debug_assert!(out.capacity() - out.len() >= padded_len(value.len()));
    let end = out.len() + padded_len(value.len());
    // The caller has bounded the value far below u32::MAX.
    out.extend_from_slice(&(value.len() as u32).to_be_bytes());
    out.extend_from_slice(value);
    out.resize(end, 0);
}

/// Leaves the value alone in `buffer`; `None` unless what was there is exactly what [`append_padded`] writes.
/// Bytes of the value remain behind its end, until the buffer is wiped as a whole.
pub(crate) fn strip_padding(buffer: &mut Vec<u8>) -> Option<()> {
    let (prefix, rest) = buffer.split_first_chunk::<PREFIX_LEN>()?;
    let len = usize::try_from(u32::from_be_bytes(*prefix)).ok()?;
    let (_, zeros) = rest.split_at_checked(len)?;
    // All of them, not up to the first: that is quicker.
    let other = zeros.iter().fold(0, |seen, byte| seen | byte);
    if padded_len(len) != buffer.len() || other != 0 {
        return None;
    }
    buffer.copy_within(PREFIX_LEN..PREFIX_LEN + len, 0);
    buffer.truncate(len);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets() {
        let cases = [
            (0, 64),
            (60, 64),
            (61, 128),
            (124, 128),
            (125, 256),
            (252, 256),
            (253, 512),
        ];
        let more = [
            (508, 512),
            (509, 1024),
            (1020, 1024),
            (1021, 1536),
            (1024, 1536),
        ];
        for (len, bucket) in cases.into_iter().chain(more) {
            assert_eq!(padded_len(len), bucket, "{len}");
            assert!(is_bucket(bucket));
        }
        for len in [0, 3, 63, 65, 192, 384, 513, 1000] {
            assert!(!is_bucket(len), "{len}");
        }
    }

    #[test]
    fn only_exact_padding_is_taken() {
        let stripped = |bytes: &[u8]| {
            let mut buffer = bytes.to_vec();
            strip_padding(&mut buffer).map(|()| buffer)
        };
        let mut padded = Vec::with_capacity(64);
        append_padded(&mut padded, "测试".as_bytes());
        assert_eq!(stripped(&padded).unwrap(), "测试".as_bytes());
        assert_eq!(stripped(&padded[..63]), None, "not a bucket");
        for (place, byte) in [(63, 1), (10, 1), (3, 61), (0, 0xff)] {
            let mut changed = padded.clone();
            changed[place] = byte;
            assert_eq!(stripped(&changed), None, "byte {place}");
        }
        assert_eq!(stripped(&[0, 0]), None);
    }
}
