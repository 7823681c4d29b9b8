//! The real window: the built binary, driven through WebDriver on a display, bus, keyring and home of
//! its own. `cargo xtask test` runs these; plain `cargo test` runs only what needs no display.

mod canary;
mod first_run;
mod hostile_text;
mod hygiene;
mod journey;
mod locked_memory;
mod platform;
mod session;
mod startup;
mod trace;
mod webview;
mod window;
mod wire;
