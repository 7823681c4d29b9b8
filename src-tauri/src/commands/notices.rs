//! The inbox.

use sst_core::{InboxView, NoticeView};

use super::{Desk, Reply, reply};

/// The inbox.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inbox(desk: Desk<'_>) -> Reply<InboxView> {
    reply(desk.client()?.notices().inbox().await)
}

/// One notice; from now on it counts as read.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_open(desk: Desk<'_>, id: String) -> Reply<NoticeView> {
    reply(desk.client()?.notices().open(&id).await)
}
