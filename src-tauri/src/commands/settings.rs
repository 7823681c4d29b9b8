//! Settings of this computer.

use sst_core::{AppearanceView, SettingsView, SyncView};

use super::{Desk, Reply, reply};

/// The settings.
#[tauri::command]
#[specta::specta]
pub(crate) fn settings_view(desk: Desk<'_>) -> Reply<SettingsView> {
    Ok(desk.client()?.settings().view())
}

/// Changes how the client looks and behaves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settings_update(
    desk: Desk<'_>,
    appearance: AppearanceView,
) -> Reply<SettingsView> {
    reply(desk.client()?.settings().update(appearance).await)
}

/// Tries to reach the platform now.
#[tauri::command]
#[specta::specta]
pub(crate) fn sync_now(desk: Desk<'_>) -> Reply<SyncView> {
    Ok(desk.client()?.sync_now())
}

/// Somebody is back at the window, or the network is: what waits for a later try is tried soon.
#[tauri::command]
#[specta::specta]
pub(crate) fn sync_woken(desk: Desk<'_>) -> Reply<()> {
    desk.client()?.woken();
    Ok(())
}

/// Sends what came with a copy of the store that was put back: the person has seen it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_send_held(desk: Desk<'_>) -> Reply<SyncView> {
    reply(desk.client()?.sync_send_held().await)
}
