//! The shell of 盛事通: a window, commands that unpack and call, and toasts. Whatever needs a test lives in
//! `sst-core`.

mod arguments;
mod browser;
#[cfg(test)]
mod command_names;
mod commands;
#[cfg(target_os = "linux")]
mod environment;
mod events;
mod file_dialog;
mod hardening;
#[cfg(test)]
mod ipc_denial;
mod logging;
pub mod marks;
mod navigation;
mod opened;
mod os_lock;
mod receipt;
#[cfg(target_os = "linux")]
mod renderer;
#[cfg(target_os = "linux")]
mod session_bus;
mod start;
mod toast;

pub use commands::bindings;
pub use start::run;
