//! The fault matrix: what becomes of an edit when the network, the platform or something between them fails. Each test
//! bears the number of its row in `docs/faults.md`; rows that need no platform stand with what they test.

mod answers;
mod batches;
mod network;
mod proxies;
mod refusals;
mod restored;
mod stream;

mod wire;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sst_api::path;
use sst_core::{Client, ClientEvent, SyncStateView, UnitStateView};
use sst_tests::proxy::Seen;

use crate::guardians;
use crate::town::{Computer, Town, edit, eventually, settled, unit, value};

/// Until it is mended.
const ALWAYS: usize = usize::MAX;

/// Somebody whose profile is here, and whose platform is reached through a proxy.
struct Scene {
    town: Town,
    client: Client,
    /// What the screen was told of sync so far.
    told: Arc<Mutex<Vec<SyncStateView>>>,
    /// Its disk is the client's.
    computer: Computer,
}

impl Scene {
    async fn set() -> Self {
        let town = Town::behind_proxy().await;
        let computer = town.computer();
        let client = computer.signed_in().await;
        // The decision of the log-in is under way, too.
        guardians::entered(&client).await;
        settled(&client).await;
        let (told, mut events) = (Arc::<Mutex<Vec<_>>>::default(), client.subscribe());
        let note = Arc::clone(&told);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if let ClientEvent::Sync(view) = event {
                    note.lock().unwrap().push(view.state);
                }
            }
        });
        Self {
            town,
            client,
            told,
            computer,
        }
    }

    /// The person saves another address.
    async fn edit(&self, street: &str) {
        edit(&self.client, "address", address(street)).await;
        self.client.sync_now();
    }

    /// The screen is told that the platform cannot be reached, and why.
    async fn is_offline(&self, expected: &str) {
        self.is_told(
            expected,
            |state| matches!(state, SyncStateView::Offline { code, .. } if code == expected),
        )
        .await;
    }

    /// The screen is told that the platform cannot be reached, whatever the reason.
    async fn stumbles(&self) {
        self.is_told("offline", |state| {
            matches!(state, SyncStateView::Offline { .. })
        })
        .await;
    }

    /// The screen is told that sync stands still, and why.
    async fn is_paused(&self, expected: &str) {
        self.is_told(
            expected,
            |state| matches!(state, SyncStateView::Paused { code } if code == expected),
        )
        .await;
    }

    async fn is_told(&self, what: &str, wanted: impl Fn(&SyncStateView) -> bool) {
        eventually(what, || self.told.lock().unwrap().iter().any(&wanted)).await;
    }

    /// The edit still waits here, and nothing else of the profile has suffered.
    async fn waits(&self) {
        eventually("it is counted", || self.client.sync_view().waiting > 0).await;
        let state = unit(&self.client, "address").state;
        assert!(matches!(state, UnitStateView::Pending { .. }), "{state:?}");
        assert_eq!(unit(&self.client, "name").state, UnitStateView::Synced);
    }

    /// So many changes wait for the person's word, and nothing else is under way.
    async fn holds(&self, count: u32) {
        eventually("it is held", || {
            self.client.sync_view().state == SyncStateView::Held { count }
        })
        .await;
    }

    /// It reaches the platform, and another computer sees it.
    async fn arrives(&self, street: &str) {
        self.client.sync_now();
        settled(&self.client).await;
        assert_eq!(unit(&self.client, "address").state, UnitStateView::Synced);
        assert_eq!(self.elsewhere("address", "street").await, street);
    }

    /// What a new computer of the same person finds.
    async fn elsewhere(&self, unit: &str, field: &str) -> String {
        let computer = self.town.computer();
        let other = computer.signed_in().await;
        let found = value(&other, unit, field).await;
        other.close().await;
        found
    }
}

/// What one request carried.
fn body(seen: &Seen) -> Value {
    let text = String::from_utf8_lossy(&seen.bytes);
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// The mutations of one push.
fn mutations(push: &Seen) -> Vec<Value> {
    let mutations = &body(push)["mutations"];
    mutations.as_array().cloned().unwrap_or_default()
}

/// The edits of the profile that were sent, in their order, each as often as it was.
fn edits_sent(scene: &Scene) -> Vec<Value> {
    let pushes = scene.town.proxy().seen(path::SYNC_PUSH);
    let sent = pushes.iter().flat_map(mutations);
    sent.filter(|mutation| mutation["body"]["type"] == "profile.edit")
        .collect()
}

fn address(street: &str) -> Value {
    json!({"region": "210104", "street": street, "postcode": "110041"})
}
