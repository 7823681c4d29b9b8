//! Whether a JPEG goes on to its end. The decoder fills in what is missing, and says nothing.

const MARKER: u8 = 0xff;
const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;

/// Whether `bytes` hold a JPEG up to its end of image (ITU T.81, B.1 and B.2). What follows it is not looked at.
pub(super) fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut rest = match bytes {
        [MARKER, START_OF_IMAGE, rest @ ..] => rest,
        _ => return false,
    };
    loop {
        let Some((marker, after)) = next_marker(rest) else {
            return false;
        };
        match marker {
            END_OF_IMAGE => return true,
            // Restart markers and TEM stand alone.
            0x01 | 0xd0..=0xd7 => rest = after,
            _ => {
                let Some(after) = segment(after) else {
                    return false;
                };
                rest = if marker == START_OF_SCAN {
                    entropy(after)
                } else {
                    after
                };
            }
        }
    }
}

/// The next marker; any number of fill bytes may stand before it.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.iter().position(|byte| *byte == MARKER)?;
    let after = bytes.get(at..)?;
    let at = after.iter().position(|byte| *byte != MARKER)?;
    Some((*after.get(at)?, after.get(at + 1..)?))
}

/// What follows a segment that begins with its length.
fn segment(bytes: &[u8]) -> Option<&[u8]> {
    let [high, low, ..] = bytes else { return None };
    bytes.get(usize::from(u16::from_be_bytes([*high, *low])).max(2)..)
}

/// What follows entropy-coded data: it ends at a marker that is neither a stuffed zero nor a restart.
fn entropy(bytes: &[u8]) -> &[u8] {
    let ends = |pair: &[u8]| pair[0] == MARKER && !matches!(pair[1], 0 | 0xd0..=0xd7 | MARKER);
    let at = bytes.windows(2).position(ends);
    at.map_or(&[], |at| &bytes[at..])
}
