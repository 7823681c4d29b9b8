//! The two lists of what is collected and shared, and what left this computer.

use sst_core::{CollectedView, DisclosedView, SentView, SharedView};

use super::{Desk, Reply, reply};

/// What is collected, in `language` (`zh-CN` or `en`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn registry_collected(desk: Desk<'_>, language: String) -> Reply<CollectedView> {
    reply(desk.client()?.registry().collected(&language).await)
}

/// Who receives what, in `language` (`zh-CN` or `en`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn registry_shared(desk: Desk<'_>, language: String) -> Reply<SharedView> {
    reply(desk.client()?.registry().shared(&language).await)
}

/// What left this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn registry_sent(desk: Desk<'_>) -> Reply<SentView> {
    Ok(desk.client()?.registry().sent().await)
}

/// To whom the platform has given something, from the entry after `before` on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn registry_disclosed(
    desk: Desk<'_>,
    before: Option<String>,
) -> Reply<DisclosedView> {
    reply(desk.client()?.registry().disclosed(before).await)
}
