//! The answer to the policy, what else a person can decide about, and the proof of it.

use std::io::ErrorKind;

use std::path::PathBuf;

use sst_core::{
    ClientError, ConsentView, DecisionInput, ItemDecisionInput, PurposesView, ReceiptContents,
    ReceiptFileView, ReceiptsView,
};
use tauri::{AppHandle, Manager as _};

use super::{Desk, Reply, reply};

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

/// Writes all receipts into a new file in the person's folder of downloads, or else in their home; for an auditor
/// with the policies, the registry and the keys.
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_save_receipts(
    app: AppHandle,
    desk: Desk<'_>,
    contents: ReceiptContents,
) -> Reply<ReceiptFileView> {
    let client = desk.client()?;
    let Some(folder) = folder_for_files(&app) else {
        return reply(Err(ClientError::FileNotWritten(ErrorKind::NotFound)));
    };
    reply(client.consent().save_receipts(folder, contents).await)
}

/// The person's folder of downloads, or else their home: a desktop may name a folder that is not there.
pub(super) fn folder_for_files(app: &AppHandle) -> Option<PathBuf> {
    let downloads = app.path().download_dir().ok();
    let downloads = downloads.filter(|folder| folder.is_dir());
    downloads.or_else(|| app.path().home_dir().ok())
}
