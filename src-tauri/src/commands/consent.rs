//! The policy, the answer to it, what else a person can decide about, and the proof of it.

use std::io::ErrorKind;

use sst_core::{
    ClientError, ConsentView, DecisionInput, ItemDecisionInput, PolicyView, PurposesView,
    ReceiptFileView, ReceiptsView,
};
use tauri::{AppHandle, Manager as _};

use super::{Desk, Reply, reply};

/// The policy in force, in `language` (`zh-CN` or `en`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_current(desk: Desk<'_>, language: String) -> Reply<PolicyView> {
    reply(desk.client()?.consent().policy(&language).await)
}

/// The answer to the policy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_decide(desk: Desk<'_>, decision: DecisionInput) -> Reply<ConsentView> {
    reply(desk.client()?.consent().decide(decision).await)
}

/// Every purpose of the policy in force, and where the person stands, in `language` (`zh-CN` or `en`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_purposes(desk: Desk<'_>, language: String) -> Reply<PurposesView> {
    reply(desk.client()?.consent().purposes(&language).await)
}

/// A decision about one thing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_decide_item(
    desk: Desk<'_>,
    decision: ItemDecisionInput,
) -> Reply<PurposesView> {
    reply(desk.client()?.consent().decide_item(decision).await)
}

/// Every decision of the person, and whether the proof of it holds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_receipts(desk: Desk<'_>) -> Reply<ReceiptsView> {
    reply(desk.client()?.consent().receipts().await)
}

/// Writes all receipts into a new file in the person's folder of downloads, or else in their home.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_save_receipts(
    app: AppHandle,
    desk: Desk<'_>,
) -> Reply<ReceiptFileView> {
    let client = desk.client()?;
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    let Ok(folder) = folder else {
        return reply(Err(ClientError::FileNotWritten(ErrorKind::NotFound)));
    };
    reply(client.consent().save_receipts(folder).await)
}
