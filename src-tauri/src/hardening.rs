//! What the process denies itself and others. Runs first, while there is one thread and no file.

#[cfg(target_os = "linux")]
use crate::environment::Variable;

/// Everything that this system lets a process deny.
pub(crate) fn harden() {
    #[cfg(unix)]
    {
        forbid_core_dumps();
        make_files_private();
    }
    // Under a debugger's eye in development: docs/decisions/0009-what-the-process-denies.md.
    #[cfg(all(target_os = "linux", not(debug_assertions)))]
    forbid_looking_in();
}

/// No core dump: it would hold keys and personal values in clear. Windows writes dumps only where an
/// administrator asked for them.
#[cfg(unix)]
fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be forbidden");
    }
}

/// What this process and the webview's make is the person's alone, whoever forgets to say so.
#[cfg(unix)]
fn make_files_private() {
    use rustix::fs::Mode;
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// What is freed is overwritten by the C library, as `main.rs` has it for Rust's allocator, in this process and in
/// the page's: GLib and WebKit copy what page and shell say to each other, and wipe nothing.
/// `docs/decisions/0012-what-is-freed-is-wiped.md` says why by these variables.
#[cfg(target_os = "linux")]
pub(crate) fn variables() -> [Variable; 2] {
    // Freed memory is filled with this byte, and what is allocated with its complement: with zeros. What a thread
    // keeps for its own next use is not filled, so no thread keeps anything.
    const WIPING: &str = "glibc.malloc.perturb=255:glibc.malloc.tcache_count=0";
    const TUNABLES: &str = "GLIBC_TUNABLES";
    let tunables = match std::env::var(TUNABLES) {
        Ok(theirs) if !theirs.is_empty() => format!("{theirs}:{WIPING}"),
        _ => WIPING.to_owned(),
    };
    // With this one WebKit leaves its own allocator for the C library's.
    [("Malloc", "1".into()), (TUNABLES, tunables.into())]
}

/// No other program of the same person may read this process's memory, unless it is an administrator's.
#[cfg(all(target_os = "linux", any(test, not(debug_assertions))))]
fn forbid_looking_in() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "others may read this process");
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
