//! What the operating system says about the person's absence: the screen is locked, the computer goes to
//! sleep. What follows from it, the client decides.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as system;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

#[cfg(not(any(target_os = "linux", windows)))]
mod system {
    /// Not heard on this system: `docs/known-issues.md`.
    pub(super) fn watch(_: super::Tell) {}
}

use std::sync::{Arc, Once};

/// What happened to the person's desktop session. The same may be told more than once, and by more than one
/// part of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    target_os = "macos",
    expect(dead_code, reason = "nothing is heard there")
)]
pub(crate) enum OsEvent {
    /// The screen is locked, or another person's session stands before it.
    Locked,
    /// The screen can be used again.
    Unlocked,
    /// The computer goes to sleep; where the system allows it, it waits until this has been heard.
    Suspending,
    /// The computer was asleep.
    Resumed,
}

/// What is called with each event.
type Tell = Arc<dyn Fn(OsEvent) + Send + Sync>;

/// Tells what happens, from now on until the process ends, on threads of its own: `tell` may block. A system
/// that does not answer delays nobody. Only the first call starts anything.
pub(crate) fn watch(tell: impl Fn(OsEvent) + Send + Sync + 'static) {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| system::watch(Arc::new(tell)));
}

/// Runs `work` on a thread that nobody waits for.
#[cfg(any(target_os = "linux", windows))]
fn apart(work: impl FnOnce() + Send + 'static) {
    let started = std::thread::Builder::new()
        .name("os-lock".to_owned())
        .spawn(work);
    if let Err(error) = started {
        tracing::warn!(%error, "the system's lock is not heard");
    }
}
