//! What the process denies itself.

/// No core dump: it would hold keys and personal values in clear.
#[cfg(unix)]
pub(crate) fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    if let Err(error) = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    ) {
        tracing::warn!(%error, "core dumps could not be forbidden");
    }
}

/// Windows writes dumps only where an administrator asked for them.
#[cfg(not(unix))]
pub(crate) fn forbid_core_dumps() {}
