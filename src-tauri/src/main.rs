//! 盛事通 desktop.

#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() -> anyhow::Result<()> {
    shengshitong::run()
}
