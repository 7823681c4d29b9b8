//! The store of this computer, put back from an earlier copy. No cipher shows that; the platform's numbers do.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sst_domain::profile::{UnitKey, UnitValue};
use sst_vault::{Kek, Tier, Vault};

use super::desk::{Desk, is_synced};
use crate::store::{CitizenStore, StoreError, StorePlace};
use crate::sync::simulated::{Platform, SimulatedLink};
use crate::view::KeepingTier;

/// An edit that was applied, and whose reply was lost, is in the copy; others were made after it.
#[tokio::test]
async fn an_old_store_gets_a_new_device_and_nothing_is_applied_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (now, then) = (folder.path().join("now"), folder.path().join("then"));
    let kek = Kek::generate().unwrap();
    let (vault, header) = Vault::create(&kek, Tier::Keyring).unwrap();
    let place = StorePlace::File(now.join("store.db"));
    let store = CitizenStore::create(place, Arc::new(vault), &header).unwrap();

    let mut platform = Platform::new();
    let old = UnitValue::from([("region", "210102"), ("street", "旧测试街")]);
    platform.correct(&UnitKey::from("address"), Some(old), false);
    let desk = desk_on(store, SimulatedLink::to(platform));
    desk.until("address", is_synced).await;
    // The worker sends by itself too.
    desk.link.weather().lost_replies = u32::MAX;
    desk.edit_street("一街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    let (device, mutation) = line_and_first_edit(&desk);
    assert!(mutation.is_some(), "it still waits here");
    copy(&now, &then);

    desk.link.weather().lost_replies = 0;
    desk.worker.flush().await.unwrap();
    desk.edit_street("二街").await.unwrap();
    desk.worker.flush().await.unwrap();
    let address = UnitKey::from("address");
    let rev = desk.link.platform().units[&address].rev;
    let link = desk.link.clone();
    desk.worker.stop().await;
    desk.account.store.close().unwrap();

    copy(&then, &now);
    let vault = Vault::open(&header, &kek).unwrap();
    let store = CitizenStore::open(&now.join("store.db"), Arc::new(vault)).unwrap();
    let desk = desk_on(store, link);
    assert_eq!(
        line_and_first_edit(&desk).1,
        mutation,
        "the same edit again"
    );
    desk.until("address", is_synced).await;
    assert_eq!(
        desk.link.platform().units[&address].rev,
        rev,
        "applied once"
    );
    assert_eq!(street(&desk).as_deref(), Some("二街"));

    desk.edit_street("三街").await.unwrap();
    desk.worker.flush().await.unwrap();
    desk.until("address", is_synced).await;
    assert_eq!(street(&desk).as_deref(), Some("三街"));
    assert_eq!(desk.link.platform().units[&address].rev, rev + 1);
    assert_ne!(line_and_first_edit(&desk).0, device, "a device of its own");
    desk.worker.stop().await;
}

fn desk_on(store: CitizenStore, link: SimulatedLink) -> Desk {
    Desk::on(store, KeepingTier::Keyring, link, Duration::ZERO)
}

/// The device's identifier, and that of the first edit that waits.
fn line_and_first_edit(desk: &Desk) -> (Option<String>, Option<uuid::Uuid>) {
    let replica = desk
        .account
        .store
        .read(|tx| Ok::<_, StoreError>(tx.replica()));
    let replica = replica.unwrap();
    let first = replica.outbox.values().find(|row| row.unit().is_some());
    (replica.line.device_id.clone(), first.map(|row| row.id))
}

fn street(desk: &Desk) -> Option<String> {
    let platform = desk.link.platform();
    platform.value("address")?.text("street").map(str::to_owned)
}

/// The files as a crash would leave them: nothing is being written.
fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for file in from.read_dir().unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
