//! Chooses WebKitGTK's renderer from what the machine has.

/// Where there is no GPU, the DMABUF renderer falls back to software twice over: a bare window then takes
/// twice as long to paint. Must run before anything starts a thread, and before GTK.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_none() && !has_render_node() {
        // SAFETY: called first thing in `main`, while this is the only thread.
        #[expect(
            unsafe_code,
            reason = "WebKitGTK is told by environment only; no other thread runs yet"
        )]
        unsafe {
            std::env::set_var(SWITCH, "1");
        }
    }
}

/// Other systems' webviews choose for themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}

#[cfg(target_os = "linux")]
fn has_render_node() -> bool {
    let Ok(entries) = std::fs::read_dir("/dev/dri") else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}
