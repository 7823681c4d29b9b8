//! Carries the client's events to the window.

use serde::Serialize;
use specta::Type;
use sst_core::{Client, ClientEvent};
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::toast;

/// The one event of this window.
#[derive(Clone, Serialize, Type, Event)]
pub(crate) struct ClientChanged(pub(crate) ClientEvent);

/// Forwards events until the client closes.
pub(crate) fn forward(app: AppHandle, client: &Client) {
    let mut events = client.subscribe();
    let client = client.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => tell(&app, event),
                Err(RecvError::Lagged(_)) => tell_everything(&app, &client),
                Err(RecvError::Closed) => break,
            }
        }
    });
}

fn tell(app: &AppHandle, event: ClientEvent) {
    if let ClientEvent::NoticesArrived { count } = event {
        toast::notices_arrived(app, count);
    }
    if let Err(error) = ClientChanged(event).emit(app) {
        tracing::warn!(%error, "event not delivered");
    }
}

/// Events were lost because the window was too slow: it is told how things stand instead.
fn tell_everything(app: &AppHandle, client: &Client) {
    let now = client.bootstrap();
    let views = [
        Some(ClientEvent::Consent(now.consent)),
        Some(ClientEvent::Session(now.session)),
        now.profile.map(ClientEvent::Profile),
        now.inbox.map(ClientEvent::Inbox),
        Some(ClientEvent::Sync(now.sync)),
        Some(ClientEvent::Settings(now.settings)),
    ];
    views.into_iter().flatten().for_each(|event| tell(app, event));
}
