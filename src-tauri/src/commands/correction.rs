//! Requests for correction.

use sst_core::{
    AttachedView, ClientError, CorrectionDetailView, CorrectionFormView, CorrectionInput,
    CorrectionsView, UnitKey,
};
use tauri::WebviewWindow;

use super::{Desk, Reply, reply};
use crate::file_dialog;

/// Every request for correction, newest first, those that are being written too.
#[tauri::command]
#[specta::specta]
pub(crate) async fn corrections(desk: Desk<'_>) -> Reply<CorrectionsView> {
    reply(desk.client()?.profile().corrections().await)
}

/// The form of a request for correction, with what was typed and attached before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_form(desk: Desk<'_>, unit: UnitKey) -> Reply<CorrectionFormView> {
    reply(desk.client()?.profile().correction_form(&unit).await)
}

/// One request with its reason in clear.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_open(desk: Desk<'_>, id: String) -> Reply<CorrectionDetailView> {
    reply(desk.client()?.profile().correction_open(&id).await)
}

/// Keeps what was typed, sealed, until it is submitted or discarded.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_keep(desk: Desk<'_>, input: CorrectionInput) -> Reply<()> {
    reply(desk.client()?.profile().correction_keep(input).await)
}

/// Lets the person choose files in the system's own dialogue, and attaches them. Where they lie is not told to the
/// page; where nothing was chosen the form comes back as it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_attach(
    window: WebviewWindow,
    desk: Desk<'_>,
    unit: UnitKey,
) -> Reply<AttachedView> {
    let client = desk.client()?;
    // What could not be attached anyway is not asked for.
    let form = client.profile().correction_form(&unit).await;
    let form = reply(form)?;
    if form.consent_needed {
        return reply(Err(ClientError::ItemConsentNeeded));
    }
    let language = client.settings().view().appearance.language;
    let files = file_dialog::choose_proofs(&window, &language).await;
    reply(client.profile().correction_attach(&unit, files).await)
}

/// Takes an attachment away again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_detach(
    desk: Desk<'_>,
    unit: UnitKey,
    id: String,
) -> Reply<CorrectionFormView> {
    reply(desk.client()?.profile().correction_detach(&unit, &id).await)
}

/// Gives up a request that is being written, with what was attached.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_discard(desk: Desk<'_>, unit: UnitKey) -> Reply<CorrectionsView> {
    reply(desk.client()?.profile().correction_discard(&unit).await)
}

/// Submits a request: it is kept and goes as soon as the platform can be reached.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_submit(
    desk: Desk<'_>,
    input: CorrectionInput,
) -> Reply<CorrectionsView> {
    reply(desk.client()?.profile().correction_submit(input).await)
}

/// Takes a request that has not been sent, or was refused, back into its form.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_revise(desk: Desk<'_>, id: String) -> Reply<CorrectionFormView> {
    reply(desk.client()?.profile().correction_revise(&id).await)
}

/// Takes a request back; one that the platform may have is withdrawn there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correction_cancel(desk: Desk<'_>, id: String) -> Reply<CorrectionsView> {
    reply(desk.client()?.profile().correction_cancel(&id).await)
}
