//! Marks for `cargo xtask bench startup`: when the first paint and the complete first screen were reached.

use std::io::Write as _;

/// Names the file that marks are written to; without it nothing is measured.
const MARKS: &str = "SST_BENCH_MARKS";

/// Appends `name` and the milliseconds since this process was started. A bench that finds no mark fails; the
/// client itself never does on account of one.
pub fn mark(name: &str) {
    let Some(path) = std::env::var_os(MARKS) else {
        return;
    };
    let Some(elapsed) = since_process_start() else {
        return;
    };
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path);
    if let Err(error) = file.and_then(|mut file| writeln!(file, "{name} {elapsed}")) {
        tracing::warn!(%error, "mark not written");
    }
}

/// Milliseconds since the kernel started this process, with the kernel's tick (10 ms) as resolution.
#[cfg(target_os = "linux")]
fn since_process_start() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Field 22 of proc(5), counted from behind the command name, which may hold anything.
    let start: u64 = stat.rsplit_once(") ")?.1.split(' ').nth(19)?.parse().ok()?;
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let now = u64::try_from(now.tv_sec).ok()? * 1000 + u64::try_from(now.tv_nsec).ok()? / 1_000_000;
    Some(now.saturating_sub(start * 1000 / rustix::param::clock_ticks_per_second()))
}

#[cfg(not(target_os = "linux"))]
fn since_process_start() -> Option<u64> {
    None
}
