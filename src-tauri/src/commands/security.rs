//! 账号与安全.

use sst_core::{
    ActivityView, DisownedView, PasswordChangedView, PasswordView, SessionsEndedView, SessionsView,
};

use super::{Desk, Reply, reply};

/// Where the person is logged in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sessions(desk: Desk<'_>) -> Reply<SessionsView> {
    reply(desk.client()?.security().sessions().await)
}

/// Gives the device of a login another name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_rename(
    desk: Desk<'_>,
    id: String,
    name: String,
) -> Reply<SessionsView> {
    reply(desk.client()?.security().rename_session(&id, &name).await)
}

/// Ends one login.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_end(desk: Desk<'_>, id: String) -> Reply<SessionsEndedView> {
    reply(desk.client()?.security().end_session(&id).await)
}

/// Ends every login but this one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sessions_end_others(desk: Desk<'_>) -> Reply<SessionsEndedView> {
    reply(desk.client()?.security().end_other_sessions().await)
}

/// What happened to the account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn activity(desk: Desk<'_>, before: Option<String>) -> Reply<ActivityView> {
    reply(desk.client()?.security().activity(before).await)
}

/// "This was not me."
#[tauri::command]
#[specta::specta]
pub(crate) async fn activity_disown(desk: Desk<'_>, id: String) -> Reply<DisownedView> {
    reply(desk.client()?.security().disown(&id).await)
}

/// Whether the account has a password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn password_view(desk: Desk<'_>) -> Reply<PasswordView> {
    reply(desk.client()?.security().password().await)
}

/// Sets or changes the password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn password_set(
    desk: Desk<'_>,
    new_password: String,
    current_password: Option<String>,
    end_others: bool,
) -> Reply<PasswordChangedView> {
    let (new, current) = (new_password.into(), current_password.map(Into::into));
    let client = desk.client()?;
    reply(
        client
            .security()
            .set_password(new, current, end_others)
            .await,
    )
}
