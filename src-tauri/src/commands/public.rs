//! What anybody may read.

use sst_core::{ArticleLineView, ArticleView, CapabilityView, ContactsView, HallView, PublicList};

use super::{Desk, Reply, reply};

/// Public articles, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn articles(desk: Desk<'_>) -> Reply<PublicList<ArticleLineView>> {
    reply(desk.client()?.public().articles().await)
}

/// One article.
#[tauri::command]
#[specta::specta]
pub(crate) async fn article(desk: Desk<'_>, id: String) -> Reply<ArticleView> {
    reply(desk.client()?.public().article(&id).await)
}

/// Service halls.
#[tauri::command]
#[specta::specta]
pub(crate) async fn halls(desk: Desk<'_>) -> Reply<PublicList<HallView>> {
    reply(desk.client()?.public().halls().await)
}

/// Ways to reach the operator.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts(desk: Desk<'_>) -> Reply<ContactsView> {
    Ok(desk.client()?.public().contacts().await)
}

/// What the platform has of what a consent would allow.
#[tauri::command]
#[specta::specta]
pub(crate) async fn capabilities(desk: Desk<'_>) -> Reply<Vec<CapabilityView>> {
    reply(desk.client()?.public().capabilities().await)
}
