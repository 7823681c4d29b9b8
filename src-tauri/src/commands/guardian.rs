//! The guardian of a minor, and coming of age.

use sst_core::{
    CodeSentView, ComingOfAgeView, ConsentView, GuardianConsentView, GuardianPresentView,
    GuardianTask,
};

use super::{Desk, Reply, reply};

/// Has a code sent to the guardian's phone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_send_code(
    desk: Desk<'_>,
    phone: String,
    task: GuardianTask,
) -> Reply<CodeSentView> {
    reply(desk.client()?.guardian().send_code(&phone, task).await)
}

/// The code that came to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_verify_code(
    desk: Desk<'_>,
    code: String,
) -> Reply<GuardianPresentView> {
    reply(desk.client()?.guardian().verify_code(&code).await)
}

/// The guardian who is there, if anybody is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_present(desk: Desk<'_>) -> Reply<Option<GuardianPresentView>> {
    Ok(desk.client()?.guardian().present())
}

/// The guardian has gone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_leave(desk: Desk<'_>) -> Reply<()> {
    desk.client()?.guardian().leave();
    Ok(())
}

/// The guardian agrees to the policy that the minor has agreed to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_agree(desk: Desk<'_>, text_hash: String) -> Reply<ConsentView> {
    reply(desk.client()?.guardian().agree(&text_hash).await)
}

/// What the guardian has agreed to and what still stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_consents(desk: Desk<'_>) -> Reply<Vec<GuardianConsentView>> {
    reply(desk.client()?.guardian().consents().await)
}

/// The guardian goes back on one of them; what is left.
#[tauri::command]
#[specta::specta]
pub(crate) async fn guardian_withdraw(
    desk: Desk<'_>,
    record: String,
) -> Reply<Vec<GuardianConsentView>> {
    reply(desk.client()?.guardian().withdraw(&record).await)
}

/// What coming of age means for the person.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_coming_of_age(desk: Desk<'_>) -> Reply<ComingOfAgeView> {
    reply(desk.client()?.consent().coming_of_age().await)
}

/// The person says that they are of age, and agrees to the policy themselves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_come_of_age(
    desk: Desk<'_>,
    text_hash: String,
    language: String,
) -> Reply<ConsentView> {
    let client = desk.client()?;
    reply(client.consent().come_of_age(&text_hash, &language).await)
}
