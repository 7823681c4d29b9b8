//! Searching this process's own memory.

use std::fs::File;
use std::os::unix::fs::FileExt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// What to look for, in every form in which it might lie there, kept inverted so that the search does not
/// find itself.
pub(crate) struct Needle(Vec<Vec<u8>>);

impl Needle {
    pub(crate) fn new(secret: &[u8]) -> Self {
        let invert = |form: Zeroizing<Vec<u8>>| form.iter().map(|byte| !byte).collect();
        let mut inverted: Vec<Vec<u8>> = forms(secret).into_iter().map(invert).collect();
        inverted.sort();
        inverted.dedup();
        Self(inverted)
    }

    /// Whether it lies in writable memory.
    pub(crate) fn found(&self) -> bool {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let memory = File::open("/proc/self/mem").unwrap();
        let longest = self.0.iter().map(Vec::len).max().unwrap();
        // Wiped after each piece, lest it keep a copy for the next search to find.
        let mut buffer = Zeroizing::new(vec![0; PIECE + longest]);
        let own = buffer.as_ptr() as u64;
        let own = own..own + buffer.len() as u64;
        maps.lines()
            .filter(|line| line.contains(" rw"))
            .any(|line| {
                let (start, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
                // Pieces overlap, so that a secret across their border is seen.
                (address(start)..address(end)).step_by(PIECE).any(|from| {
                    let read = memory.read_at(&mut buffer, from).unwrap_or(0);
                    let hits = self.places(&buffer[..read]);
                    buffer.fill(0);
                    hits.into_iter()
                        .any(|place| !own.contains(&(from + place as u64)))
                })
            })
    }

    fn places(&self, bytes: &[u8]) -> Vec<usize> {
        // What rules out most places at once counts in an unoptimised build: pages of zeros, and the first two
        // bytes.
        let mut begins = vec![false; 1 << 16];
        for form in &self.0 {
            begins[pair(!form[0], !form[1])] = true;
        }
        let zeros_matter = self.0.iter().any(|form| !form[0] == 0);
        let mut places = Vec::new();
        for page in (0..bytes.len()).step_by(PAGE.len()) {
            let end = (page + PAGE.len()).min(bytes.len());
            if !zeros_matter && bytes[page..end] == PAGE[..end - page] {
                continue;
            }
            // With the byte after it: a form may begin at the very end.
            let page_bytes = &bytes[page..(end + 1).min(bytes.len())];
            for (place, two) in (page..).zip(page_bytes.windows(2)) {
                if begins[pair(two[0], two[1])] && self.stands_at(&bytes[place..]) {
                    places.push(place);
                }
            }
        }
        places
    }

    fn stands_at(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|form| {
            let found = bytes.get(..form.len());
            found.is_some_and(|found| found.iter().zip(form).all(|(a, b)| *a == !b))
        })
    }
}

fn pair(one: u8, other: u8) -> usize {
    usize::from(one) << 8 | usize::from(other)
}

/// The secret as it is, as hex and as base64; if it is a text, also in UTF-16, percent-encoded, and escaped
/// as in JSON. What the tests look for is ASCII where it is text, which GB 18030 writes as UTF-8 does.
fn forms(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut forms = vec![Zeroizing::new(secret.to_vec())];
    for digits in [b"0123456789abcdef", b"0123456789ABCDEF"] {
        forms.push(spelt(secret, "", digits));
        forms.push(spelt(secret, "%", digits));
        if secret.is_ascii() {
            forms.push(spelt(secret, "\\u00", digits));
        }
    }
    if secret.is_ascii() {
        // From the first letter to the last, both orders of UTF-16 are the same bytes.
        let mut wide = Zeroizing::new(Vec::with_capacity(2 * secret.len()));
        wide.extend(secret.iter().flat_map(|byte| [*byte, 0]));
        wide.pop();
        forms.push(wide);
    }
    for offset in 0..3 {
        let mut shifted = Zeroizing::new(Vec::with_capacity(offset + secret.len()));
        shifted.resize(offset, 0);
        shifted.extend_from_slice(secret);
        // Only whole groups are certain at the end; at the start one group is shared, if any.
        let whole = &shifted[..shifted.len() / 3 * 3];
        for encoded in [STANDARD_NO_PAD.encode(whole), URL_SAFE_NO_PAD.encode(whole)] {
            let encoded = Zeroizing::new(encoded.into_bytes());
            let start = if offset == 0 { 0 } else { 4 };
            forms.push(Zeroizing::new(encoded[start..].to_vec()));
        }
    }
    forms
}

fn spelt(secret: &[u8], before: &str, digits: &[u8; 16]) -> Zeroizing<Vec<u8>> {
    let mut spelt = Zeroizing::new(Vec::with_capacity((before.len() + 2) * secret.len()));
    for byte in secret {
        spelt.extend_from_slice(before.as_bytes());
        spelt.push(digits[usize::from(byte >> 4)]);
        spelt.push(digits[usize::from(byte & 15)]);
    }
    spelt
}

const PIECE: usize = 1 << 20;
static PAGE: [u8; 4096] = [0; 4096];

fn address(hex: &str) -> u64 {
    u64::from_str_radix(hex, 16).unwrap()
}
