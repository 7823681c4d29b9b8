//! Chooses WebKitGTK's renderer from what the machine has.

use crate::environment::Variable;

/// Where there is no GPU, the DMABUF renderer falls back to software twice over: a bare window then takes
/// twice as long to paint.
pub(crate) fn variable() -> Option<Variable> {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let unsaid = std::env::var_os(SWITCH).is_none();
    (unsaid && !has_render_node()).then(|| (SWITCH, "1".into()))
}

fn has_render_node() -> bool {
    let Ok(entries) = std::fs::read_dir("/dev/dri") else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}
