//! The search through the memory of a process.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

use anyhow::{Context as _, ensure};
use rustix::process::Pid;

use super::Canary;
use super::search::Shapes;

/// Read at once; what lies across two pieces is found because they overlap.
const PIECE: usize = 256 << 10;
const STRIDE: usize = 64 << 20;
const OVERLAP: usize = 4 << 10;
const PAGE: usize = 4096;
const ENTRY: usize = 8;

/// How often each canary was found, by its name and its encoding.
pub(crate) type Found = BTreeMap<(String, &'static str), usize>;

/// How often each canary is found in what the process can write, by name and encoding. What a shared library
/// or a file holds is not the process's own.
pub(crate) fn search_memory(pid: Pid, canaries: &[Canary]) -> anyhow::Result<Found> {
    let shapes = Shapes::new(canaries)?;
    let folder = format!("/proc/{}", pid.as_raw_nonzero());
    let maps = fs::read_to_string(format!("{folder}/maps")).context("the process is gone")?;
    let memory = File::open(format!("{folder}/mem"))?;
    let pages = File::open(format!("{folder}/pagemap"))?;
    let (mut found, mut read) = (Found::new(), 0);
    let mut piece = vec![0; PIECE];
    for (start, end) in maps.lines().filter_map(writable) {
        let mut at = start;
        while at < end {
            let wanted = PIECE.min(usize::try_from(end - at)?);
            // Gigabytes may be set aside and never used: they are passed over in long strides.
            let stride = STRIDE.min(usize::try_from(end - at)?);
            if at % u64::try_from(STRIDE)? == 0 && !in_use(&pages, at, stride)? {
                at += u64::try_from(stride)?;
                continue;
            }
            if !in_use(&pages, at, wanted)? {
                at += u64::try_from(wanted)?;
                continue;
            }
            // A region may have gone meanwhile: then nothing is in it any more.
            let Ok(got) = memory.read_at(&mut piece[..wanted], at) else {
                break;
            };
            if got == 0 {
                break;
            }
            read += got;
            for hit in shapes.in_bytes(&piece[..got]) {
                *found.entry(hit).or_insert(0) += 1;
            }
            at += u64::try_from(got)?;
            if at < end && got > OVERLAP {
                at -= u64::try_from(OVERLAP)?;
            }
        }
    }
    ensure!(read > 1 << 20, "the memory could not be read");
    Ok(found)
}

/// Whether any page of this stretch was ever written to (proc_pid_pagemap(5): present, or swapped out).
fn in_use(pages: &File, at: u64, length: usize) -> anyhow::Result<bool> {
    let mut entries = vec![0; length.div_ceil(PAGE) * ENTRY];
    let place = at / u64::try_from(PAGE)? * u64::try_from(ENTRY)?;
    let got = pages.read_at(&mut entries, place)?;
    // The two highest bits of each entry, which is little-endian on every system that this runs on.
    Ok(entries[..got]
        .chunks_exact(ENTRY)
        .any(|entry| entry[ENTRY - 1] & 0b1100_0000 != 0))
}

/// Start and end of a region that the process can write.
fn writable(line: &str) -> Option<(u64, u64)> {
    let mut fields = line.split_whitespace();
    let (range, rights) = (fields.next()?, fields.next()?);
    let (start, end) = range.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    rights
        .starts_with("rw")
        .then_some((number(start)?, number(end)?))
}
