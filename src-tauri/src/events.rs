//! Carries the client's events to the window.

use serde::Serialize;
use specta::Type;
use sst_core::{Client, ClientEvent};
use tauri::AppHandle;
use tauri_specta::Event;

use crate::toast;

/// The one event of this window.
#[derive(Clone, Serialize, Type, Event)]
pub(crate) struct ClientChanged(pub(crate) ClientEvent);

/// Forwards events until the client closes.
pub(crate) fn forward(app: AppHandle, client: &Client) {
    let mut events = client.subscribe();
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.recv().await {
            tell(&app, event);
        }
    });
}

fn tell(app: &AppHandle, event: ClientEvent) {
    if matches!(event, ClientEvent::NoticesArrived { .. }) {
        toast::notices_arrived(app);
    }
    if let Err(error) = ClientChanged(event).emit(app) {
        tracing::warn!(%error, "event not delivered");
    }
}
