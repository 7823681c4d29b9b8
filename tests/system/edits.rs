use serde_json::json;
use sst_core::{ResolveChoice, SyncStateView, UnitStateView};

use crate::town::{JIA, Town, edit, eventually, is_pending, log_in, settled, unit, value};

const STREET: &str = "测试路9号";

fn address(street: &str) -> serde_json::Value {
    json!({"region": "210104", "street": street, "postcode": "110041"})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_made_without_the_platform_outlives_the_process_and_arrives() {
    let mut town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    edit(&client, "name", json!({"name": "测试市民甲甲"})).await;
    settled(&client).await;

    town.stop_platform().await;
    edit(&client, "address", address(STREET)).await;
    assert!(is_pending(&client, "address"));
    client.sync_now();
    eventually("the screen says offline", || {
        matches!(client.sync_view().state, SyncStateView::Offline { ref code, .. } if code == "offline")
    })
    .await;
    client.close().await;

    let client = computer.open().await;
    assert!(
        is_pending(&client, "address"),
        "still there after a restart"
    );
    assert_eq!(client.sync_view().waiting, 1);
    town.start_platform().await;
    client.sync_now();
    settled(&client).await;
    assert_eq!(unit(&client, "address").state, UnitStateView::Synced);

    let elsewhere = town.computer().signed_in().await;
    assert_eq!(value(&elsewhere, "address", "street").await, STREET);
    assert_eq!(value(&elsewhere, "name", "name").await, "测试市民甲甲");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_computer_changes_the_other_shows() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (home.signed_in().await, office.signed_in().await);
    let before = unit(&office, "birthday").rev;
    edit(&home, "birthday", json!({"date": "2000-03-01"})).await;
    eventually("the other has it without being asked", || {
        unit(&office, "birthday").rev > before
    })
    .await;
    assert_eq!(value(&office, "birthday", "date").await, "2000-03-01");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_person_decides_where_an_official_changed_the_same() {
    for (choice, expected) in [
        (ResolveChoice::Mine, STREET),
        (ResolveChoice::Theirs, "测试路3号"),
    ] {
        let mut town = Town::found().await;
        let computer = town.computer();
        let client = computer.signed_in().await;
        town.stop_platform().await;
        edit(&client, "address", address(STREET)).await;
        edit(&client, "sex", json!({"sex": "unspecified"})).await;
        town.start_platform().await;
        town.correct("address", address("测试路3号"), false).await;
        client.sync_now();
        let parked = || matches!(unit(&client, "address").state, UnitStateView::Conflict(_));
        eventually("the person is asked", parked).await;
        eventually("the other edit went through", || {
            unit(&client, "sex").state == UnitStateView::Synced
        })
        .await;
        eventually("one decision is asked for", || {
            client.sync_view().needs_you == 1
        })
        .await;
        let UnitStateView::Conflict(conflict) = unit(&client, "address").state else {
            panic!()
        };
        assert_eq!(conflict.changed_by.ground, "测试依据");

        let rev = unit(&client, "address").rev;
        let unit = "address".to_owned().into();
        client.profile().resolve(&unit, choice, rev).await.unwrap();
        settled(&client).await;
        eventually("nothing is asked any more", || {
            client.sync_view().needs_you == 0
        })
        .await;
        assert_eq!(value(&client, "address", "street").await, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_official_has_verified_is_not_overwritten() {
    let mut town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    town.stop_platform().await;
    edit(&client, "name", json!({"name": "测试市民丁"})).await;
    town.start_platform().await;
    town.correct("name", json!({"name": "测试市民丙"}), true)
        .await;
    client.sync_now();
    eventually("the client knows", || unit(&client, "name").verified).await;
    eventually("nothing waits", || client.sync_view().waiting == 0).await;
    let elsewhere = town.computer().signed_in().await;
    assert_eq!(value(&elsewhere, "name", "name").await, "测试市民丙");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_kept_at_log_out_arrive_after_the_next_log_in() {
    let mut town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    town.stop_platform().await;
    edit(&client, "address", address(STREET)).await;
    client
        .session()
        .log_out(sst_core::UnsentChoice::Keep)
        .await
        .unwrap();
    client.close().await;
    town.start_platform().await;
    let client = computer.open().await;
    log_in(&client).await;
    settled(&client).await;
    assert_eq!(value(&client, "address", "street").await, STREET);
    assert!(
        town.platform().last_code(JIA).is_none(),
        "nobody was asked for a code"
    );
}
