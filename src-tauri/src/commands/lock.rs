//! The lock, and what guards what is kept on this computer.

use sst_core::{
    AccountView, KeepingChoice, LockCause, LockSettingsView, SessionView, SettingsView,
};

use super::{Desk, Reply, reply};

/// Locks what is open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_lock(desk: Desk<'_>) -> Reply<SessionView> {
    Ok(desk.client()?.session().lock(LockCause::Person).await)
}

/// Opens what is locked with the PIN or passphrase that was typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_unlock(desk: Desk<'_>, typed: String) -> Reply<SessionView> {
    reply(desk.client()?.session().unlock(typed.into()).await)
}

/// Says that the PIN or passphrase is forgotten, so that the next log-in makes the account anew; or takes
/// that back.
#[tauri::command]
#[specta::specta]
pub(crate) fn session_forget_secret(desk: Desk<'_>, forgotten: bool) -> Reply<()> {
    desk.client()?.session().forget_secret(forgotten);
    Ok(())
}

/// Says that somebody uses the window.
#[tauri::command]
#[specta::specta]
pub(crate) fn session_used(desk: Desk<'_>) -> Reply<()> {
    desk.client()?.session().used();
    Ok(())
}

/// Guards what is kept here in another way. `present` is the present PIN or passphrase, where there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keeping_change(
    desk: Desk<'_>,
    choice: KeepingChoice,
    present: Option<String>,
) -> Reply<AccountView> {
    let present = present.map(Into::into);
    reply(desk.client()?.session().keep_by(choice, present).await)
}

/// Changes when accounts on this computer lock by themselves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_settings_update(
    desk: Desk<'_>,
    lock: LockSettingsView,
) -> Reply<SettingsView> {
    reply(desk.client()?.settings().update_lock(lock).await)
}
