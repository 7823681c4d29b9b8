//! 盛事通 desktop.

#![cfg_attr(windows, windows_subsystem = "windows")]

/// What is freed is wiped: keys, tokens and personal values pass through buffers that are not ours to wipe,
/// such as those of JSON and of HTTP.
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> anyhow::Result<std::process::ExitCode> {
    shengshitong::run()
}
