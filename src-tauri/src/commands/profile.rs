//! 我的 and 信息修正.

use sst_core::{
    ChangeInput, CodeList, Disagreement, FieldProblem, FormView, HistoryView, OptionView,
    ProfileView, ResolveChoice, RevealView, UnitKey,
};

use super::{Desk, Reply, reply};

/// The profile, masked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_view(desk: Desk<'_>) -> Reply<ProfileView> {
    reply(desk.client()?.profile().view().await)
}

/// The form for one unit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_form(desk: Desk<'_>, unit: UnitKey) -> Reply<FormView> {
    reply(desk.client()?.profile().form(&unit).await)
}

/// Saves changes: all of them or, where one field is wrong, none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_edit(desk: Desk<'_>, changes: Vec<ChangeInput>) -> Reply<ProfileView> {
    reply(desk.client()?.profile().edit(changes).await)
}

/// Says what would be wrong with a change, without saving it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_check(desk: Desk<'_>, change: ChangeInput) -> Reply<Vec<FieldProblem>> {
    reply(desk.client()?.profile().check(change).await)
}

/// Says where a change would disagree with what stands; it holds nobody up.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_disagreements(
    desk: Desk<'_>,
    change: ChangeInput,
) -> Reply<Vec<Disagreement>> {
    reply(desk.client()?.profile().disagreements(change).await)
}

/// Takes back an edit that has not left this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_undo(desk: Desk<'_>, unit: UnitKey) -> Reply<ProfileView> {
    reply(desk.client()?.profile().undo(&unit).await)
}

/// One unit in clear, for a while.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_reveal(desk: Desk<'_>, unit: UnitKey) -> Reply<RevealView> {
    reply(desk.client()?.profile().reveal(&unit).await)
}

/// Decides a conflict, with the platform's value of revision `rev` in view.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_resolve(
    desk: Desk<'_>,
    unit: UnitKey,
    choice: ResolveChoice,
    rev: u32,
) -> Reply<ProfileView> {
    reply(
        desk.client()?
            .profile()
            .resolve(&unit, choice, rev.into())
            .await,
    )
}

/// Gives up an edit that the platform refused.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_discard(desk: Desk<'_>, unit: UnitKey) -> Reply<ProfileView> {
    reply(desk.client()?.profile().discard(&unit).await)
}

/// Changes of the profile, newest first, from the entry after `before` on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn profile_history(desk: Desk<'_>, before: Option<String>) -> Reply<HistoryView> {
    reply(desk.client()?.profile().history(before).await)
}

/// Keeps what was typed and not saved, sealed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_save(desk: Desk<'_>, change: ChangeInput) -> Reply<()> {
    reply(desk.client()?.profile().save_draft(change).await)
}

/// Forgets it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_clear(desk: Desk<'_>, unit: UnitKey) -> Reply<()> {
    reply(desk.client()?.profile().clear_draft(&unit).await)
}

/// Divisions whose name or code matches.
#[tauri::command]
#[specta::specta]
pub(crate) fn search_regions(desk: Desk<'_>, query: String) -> Reply<Vec<OptionView>> {
    Ok(desk.client()?.profile().search(CodeList::Region, &query))
}

/// Countries whose name or code matches.
#[tauri::command]
#[specta::specta]
pub(crate) fn search_countries(desk: Desk<'_>, query: String) -> Reply<Vec<OptionView>> {
    Ok(desk.client()?.profile().search(CodeList::Country, &query))
}

/// Names of codes.
#[tauri::command]
#[specta::specta]
pub(crate) fn describe_codes(
    desk: Desk<'_>,
    list: CodeList,
    codes: Vec<String>,
) -> Reply<Vec<OptionView>> {
    Ok(desk.client()?.profile().describe(list, &codes))
}
