//! Declares every command, so that each needs a permission by name (`capabilities/main.json`).

include!("src/command_names.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) =
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
    {
        // A build script reports by failing.
        panic!("{error:#}");
    }
}
