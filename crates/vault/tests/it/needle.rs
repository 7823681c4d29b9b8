//! Searching this process's own memory.

use std::fs::File;
use std::os::unix::fs::FileExt;

use zeroize::Zeroizing;

/// What to look for, kept inverted so that the search does not find itself.
pub(crate) struct Needle(Vec<u8>);

impl Needle {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(secret.iter().map(|byte| !byte).collect())
    }

    /// Whether it lies in writable memory.
    pub(crate) fn found(&self) -> bool {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let memory = File::open("/proc/self/mem").unwrap();
        // Wiped after each piece, lest it keep a copy for the next search to find.
        let mut buffer = Zeroizing::new(vec![0; PIECE + self.0.len()]);
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
        // The first byte alone rules out most places, which counts in an unoptimised build.
        let first = !self.0[0];
        let matches =
            |window: &[u8]| window[0] == first && window.iter().zip(&self.0).all(|(a, b)| *a == !b);
        let windows = bytes.windows(self.0.len()).enumerate();
        windows
            .filter(|(_, window)| matches(window))
            .map(|(place, _)| place)
            .collect()
    }
}

const PIECE: usize = 1 << 20;

fn address(hex: &str) -> u64 {
    u64::from_str_radix(hex, 16).unwrap()
}
