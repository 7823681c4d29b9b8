//! The policy: its text, its versions, and what changed between them.

use std::io::ErrorKind;

use sst_core::{
    ChangeAnswerInput, ClientError, ConsentView, PolicyChangeView, PolicyHistoryView, PolicyView,
    SavedFileView,
};
use sst_domain::consent::PolicyVersion;
use sst_domain::policy::Hit;
use tauri::AppHandle;

use super::consent::folder_for_files;
use super::{Desk, Reply, reply};

/// The policy in force, in `language` (`zh-CN` or `en`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_current(desk: Desk<'_>, language: String) -> Reply<PolicyView> {
    reply(desk.client()?.consent().policy(&language).await)
}

/// An earlier version of the policy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_at(
    desk: Desk<'_>,
    version: PolicyVersion,
    language: String,
) -> Reply<PolicyView> {
    let client = desk.client()?;
    reply(client.consent().policy_at(version, &language).await)
}

/// Where the words of `query` stand in the policy, or in an earlier version of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_search(
    desk: Desk<'_>,
    query: String,
    version: Option<PolicyVersion>,
    language: String,
) -> Reply<Vec<Hit>> {
    let client = desk.client()?;
    let consent = client.consent();
    reply(consent.policy_search(query, version, &language).await)
}

/// Writes the policy, or an earlier version of it, as a text into a new file in the person's folder of downloads,
/// or else in their home.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_save(
    app: AppHandle,
    desk: Desk<'_>,
    version: Option<PolicyVersion>,
    language: String,
) -> Reply<SavedFileView> {
    let client = desk.client()?;
    let Some(folder) = folder_for_files(&app) else {
        return reply(Err(ClientError::FileNotWritten(ErrorKind::NotFound)));
    };
    let consent = client.consent();
    reply(consent.save_policy(folder, version, &language).await)
}

/// What differs between two versions: by default from the one that was answered to the one in force.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_change(
    desk: Desk<'_>,
    from: Option<PolicyVersion>,
    to: Option<PolicyVersion>,
    language: String,
) -> Reply<PolicyChangeView> {
    let client = desk.client()?;
    reply(client.consent().policy_change(from, to, &language).await)
}

/// The versions that the person answered, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_history(desk: Desk<'_>) -> Reply<PolicyHistoryView> {
    reply(desk.client()?.consent().policy_history().await)
}

/// What is said to a changed policy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy_answer_change(
    desk: Desk<'_>,
    answer: ChangeAnswerInput,
) -> Reply<ConsentView> {
    reply(desk.client()?.consent().answer_change(answer).await)
}
