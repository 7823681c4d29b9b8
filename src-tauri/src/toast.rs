//! Toasts of the operating system. They stay in its databases, which wiping an account here does not reach: so
//! they say that something came, never what, nor how much.

use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

use crate::opened::Opened;

/// Says that notices have arrived. That the person agreed to it is known already; only what an earlier version had
/// switched off on this computer is heeded here.
pub(crate) fn notices_arrived(app: &AppHandle) {
    let opened = app.state::<Opened>();
    let Ok(client) = opened.client() else { return };
    let settings = client.settings().view();
    if settings.alerts_off {
        return;
    }
    let (title, body) = words(&settings.appearance.language);
    if let Err(error) = app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "toast not shown");
    }
}

/// Title and text, the same whatever came.
fn words(language: &str) -> (&'static str, &'static str) {
    match language {
        "en" => ("Shengshitong", "You have a new notice"),
        _ => ("盛事通", "您有一条新通知"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toast_says_that_something_came_and_nothing_else() {
        assert_eq!(words("zh-CN"), ("盛事通", "您有一条新通知"));
        assert_eq!(words("en"), ("Shengshitong", "You have a new notice"));
    }
}
