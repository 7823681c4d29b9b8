//! Reports about the client itself.

use sst_core::{ReportsView, Screen};

use super::{Desk, Reply, reply};

/// A part of the client was opened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report_opened(desk: Desk<'_>, screen: Screen) -> Reply<()> {
    desk.client()?.reports().opened(screen);
    Ok(())
}

/// The screens failed at these places, the nearest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report_page_failed(desk: Desk<'_>, places: Vec<String>) -> Reply<()> {
    reply(desk.client()?.reports().page_failed(places).await)
}

/// What waits, and what was sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reports(desk: Desk<'_>) -> Reply<ReportsView> {
    reply(desk.client()?.reports().view().await)
}

/// Sends a report whose every byte was shown.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report_send(desk: Desk<'_>, id: String, shown: String) -> Reply<ReportsView> {
    reply(desk.client()?.reports().send(&id, &shown).await)
}

/// Deletes a report from this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report_delete(desk: Desk<'_>, id: String) -> Reply<ReportsView> {
    reply(desk.client()?.reports().delete(&id).await)
}
