//! Toasts of the operating system. They stay in its databases, so they say that something came, never what.

use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

use crate::opened::Opened;

/// Says that notices have arrived, where the person wants to be told.
pub(crate) fn notices_arrived(app: &AppHandle, count: u32) {
    let opened = app.state::<Opened>();
    let Ok(client) = opened.client() else { return };
    let appearance = client.settings().view().appearance;
    if !appearance.toasts {
        return;
    }
    let english = appearance.language == "en";
    let (title, body) = match (english, count) {
        (false, 1) => ("盛事通", "您有一条新通知".to_owned()),
        (false, _) => ("盛事通", format!("您有 {count} 条新通知")),
        (true, 1) => ("Shengshitong", "You have a new notice".to_owned()),
        (true, _) => ("Shengshitong", format!("You have {count} new notices")),
    };
    if let Err(error) = app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "toast not shown");
    }
}
