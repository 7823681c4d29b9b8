//! The accounts that have something on this computer.

use sst_core::{LocalAccountRemovedView, LocalAccountsView};

use super::{Desk, Reply, reply};

/// Every account that has something on this computer, as far as it is known without opening it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_here(desk: Desk<'_>) -> Reply<LocalAccountsView> {
    reply(desk.client()?.session().accounts_here().await)
}

/// Removes an account that is not logged in from this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_remove(desk: Desk<'_>, id: String) -> Reply<LocalAccountRemovedView> {
    reply(desk.client()?.session().remove_account(&id).await)
}
