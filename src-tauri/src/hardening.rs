//! What the process denies itself and others. Runs first, while there is one thread and no file.

/// Everything that this system lets a process deny.
pub(crate) fn harden() {
    #[cfg(unix)]
    {
        forbid_core_dumps();
        make_files_private();
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    wipe_what_c_frees();
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

/// What the C library's allocator frees is overwritten, as `main.rs` has it for Rust's: GLib copies what passes
/// between the page and the shell, and does not wipe it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn wipe_what_c_frees() {
    /// Freed memory is filled with this byte, and what is allocated with its complement: with zeros.
    const FILL: libc::c_int = 0xff;
    // SAFETY: it sets a number of the allocator, while this is the only thread.
    #[expect(unsafe_code, reason = "the allocator can be told in no other way")]
    let set = unsafe { libc::mallopt(libc::M_PERTURB, FILL) };
    if set == 0 {
        tracing::warn!("freed memory of C libraries is not wiped");
    }
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
