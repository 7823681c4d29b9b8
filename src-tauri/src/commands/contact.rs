//! What can only be changed while the platform answers.

use sst_core::{ChangeInput, CodeSentView, ContactChannel, ProfileView};

use super::{Desk, Reply, reply};

/// Sends a code to the new phone number or e-mail address.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contact_change_start(
    desk: Desk<'_>,
    channel: ContactChannel,
    value: String,
) -> Reply<CodeSentView> {
    reply(
        desk.client()?
            .profile()
            .contact_change_start(channel, &value)
            .await,
    )
}

/// Gives that code; from then on the new value stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contact_change_verify(
    desk: Desk<'_>,
    channel: ContactChannel,
    code: String,
) -> Reply<ProfileView> {
    reply(
        desk.client()?
            .profile()
            .contact_change_verify(channel, &code)
            .await,
    )
}

/// Replaces the identity document.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_change(desk: Desk<'_>, change: ChangeInput) -> Reply<ProfileView> {
    reply(desk.client()?.profile().document_change(change).await)
}
