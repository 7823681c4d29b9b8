//! Opening and closing the window.

use sst_core::BootstrapView;
use tauri::{AppHandle, WebviewWindow};

use super::{Desk, Reply};
use crate::{marks, start};

/// Everything that the first screen needs.
#[tauri::command]
#[specta::specta]
pub(crate) fn bootstrap(desk: Desk<'_>) -> Reply<BootstrapView> {
    Ok(desk.client()?.bootstrap())
}

/// The page has painted: show the window, and only now let the client touch keyring and network.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_ready(window: WebviewWindow, desk: Desk<'_>) -> Reply<()> {
    start::show(&window);
    marks::mark("first_paint");
    let client = desk.client()?;
    client.start();
    start::heed_the_system(client);
    Ok(())
}

/// The first screen is complete; only measured.
#[tauri::command]
#[specta::specta]
pub(crate) fn mark_complete() {
    marks::mark("complete");
}

/// The person leaves.
#[tauri::command]
#[specta::specta]
pub(crate) fn app_quit(app: AppHandle) {
    app.exit(0);
}
