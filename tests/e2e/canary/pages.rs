//! What of a process's address space is in use. WebKit sets dozens of gigabytes aside and uses little of
//! them, so its pages are asked for before anything is read.

use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;

use anyhow::{Context as _, ensure};
use rustix::process::Pid;

/// Entries of the page map that are read at once: 4 MiB of them stand for 2 GiB of addresses.
const ENTRIES: u64 = 512 * 1024;
const ENTRY_BYTES: u64 = 8;
/// Of proc_pid_pagemap(5): the page is in memory, or in swap.
const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;

/// Pages in use that follow each other, within one mapping.
pub(super) struct Run {
    pub(super) addresses: Range<u64>,
    /// All of the mapping.
    pub(super) whole: Range<u64>,
    /// The mapping, as /proc/<pid>/maps calls it; `anonymous` where it has no name.
    pub(super) mapping: String,
}

impl Run {
    pub(super) fn bytes(&self) -> u64 {
        self.addresses.end - self.addresses.start
    }
}

/// Every run of pages in use, in the order of their addresses. What a program only reads from its files is
/// left out: it is in those files.
pub(super) fn in_use(pid: Pid) -> anyhow::Result<Vec<Run>> {
    let folder = format!("/proc/{}", pid.as_raw_nonzero());
    let maps = fs::read_to_string(format!("{folder}/maps"))?;
    let pagemap = File::open(format!("{folder}/pagemap"))?;
    let page = u64::try_from(rustix::param::page_size())?;
    let mut runs = Vec::new();
    for line in maps.lines() {
        let mapping = Mapping::parse(line).with_context(|| format!("a mapping: {line}"))?;
        if !mapping.is_of_the_process() {
            continue;
        }
        for addresses in mapping.runs(&pagemap, page)? {
            runs.push(Run {
                addresses,
                whole: mapping.addresses.clone(),
                mapping: mapping.called(),
            });
        }
    }
    ensure!(!runs.is_empty(), "no page is in use");
    Ok(runs)
}

struct Mapping<'a> {
    addresses: Range<u64>,
    permissions: &'a str,
    name: &'a str,
}

impl<'a> Mapping<'a> {
    /// `start-end permissions offset device inode name`, of which the name may be missing.
    fn parse(line: &'a str) -> Option<Self> {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let (permissions, rest) = rest.split_once(' ')?;
        let mut rest = rest.splitn(4, ' ').skip(3);
        let address = |hex| u64::from_str_radix(hex, 16).ok();
        Some(Self {
            addresses: address(start)?..address(end)?,
            permissions,
            name: rest.next().unwrap_or_default().trim(),
        })
    }

    fn is_of_the_process(&self) -> bool {
        let kernel = ["[vvar", "[vdso", "[vsyscall"];
        let from_a_file = self.name.starts_with('/') && !self.name.ends_with(" (deleted)");
        !kernel.iter().any(|name| self.name.starts_with(name))
            && !self.name.starts_with("/dev/dri")
            && (self.permissions.contains('w') || !from_a_file)
    }

    fn called(&self) -> String {
        let name = if self.name.is_empty() {
            "anonymous"
        } else {
            self.name
        };
        format!("{} {name}", self.permissions)
    }

    fn runs(&self, pagemap: &File, page: u64) -> anyhow::Result<Vec<Range<u64>>> {
        let (mut next, end) = (self.addresses.start / page, self.addresses.end / page);
        let mut runs: Vec<Range<u64>> = Vec::new();
        let mut buffer = Vec::new();
        while next < end {
            let count = ENTRIES.min(end - next);
            buffer.resize(usize::try_from(count * ENTRY_BYTES)?, 0);
            pagemap.read_exact_at(&mut buffer, next * ENTRY_BYTES)?;
            for (number, entry) in (next..).zip(buffer.as_chunks().0) {
                if u64::from_ne_bytes(*entry) & (PRESENT | SWAPPED) == 0 {
                    continue;
                }
                let (start, end) = (number * page, (number + 1) * page);
                match runs.last_mut() {
                    Some(run) if run.end == start => run.end = end,
                    _ => runs.push(start..end),
                }
            }
            next += count;
        }
        Ok(runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_kernel_are_read() {
        let line = "7f00a000-7f00c000 rw-p 00001000 08:01 1234   /usr/lib/a library.so";
        let mapping = Mapping::parse(line).unwrap();
        assert_eq!(mapping.addresses, 0x7f00_a000..0x7f00_c000);
        assert_eq!(mapping.called(), "rw-p /usr/lib/a library.so");
        assert!(mapping.is_of_the_process());
        let only_read = line.replace("rw-p", "r-xp");
        assert!(!Mapping::parse(&only_read).unwrap().is_of_the_process());
        let anonymous = Mapping::parse("7f00a000-7f00c000 ---p 00000000 00:00 0 ").unwrap();
        assert_eq!(anonymous.called(), "---p anonymous");
        assert!(anonymous.is_of_the_process());
    }

    #[test]
    fn pages_that_were_never_touched_are_left_out() {
        let page = rustix::param::page_size();
        // Zeroed memory of this size is set aside by the allocator and not touched.
        let mut aside = vec![0_u8; 64 << 20];
        aside[10 * page] = 1;
        let (from, touched) = (aside.as_ptr() as u64, &raw const aside[10 * page] as u64);
        let runs = in_use(rustix::process::getpid()).unwrap();
        assert!(
            runs.iter()
                .any(|run| run.addresses.contains(&touched) && !run.mapping.is_empty())
        );
        let within: u64 = runs
            .iter()
            .filter(|run| (from..from + aside.len() as u64).contains(&run.addresses.start))
            .map(Run::bytes)
            .sum();
        assert!(within < 8 << 20, "{within} bytes");
    }
}
