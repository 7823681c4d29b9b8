//! Rows about the wire.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sst_api::path;
use sst_core::UnitStateView;
use sst_core::clock::ManualClock;
use sst_tests::proxy::{Act, Wire};

use super::{ALWAYS, Scene, address, edits_sent};
use crate::guardians;
use crate::town::{Town, agree, edit, eventually, log_in, settled, unit, value};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_01_refused() {
    let mut scene = Scene::set().await;
    scene.town.proxy_mut().close().await;
    scene.edit("一号路1号").await;
    scene.is_offline("offline").await;
    scene.waits().await;
    scene.town.proxy_mut().reopen().await.unwrap();
    scene.arrives("一号路1号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_02_nobody_answers_a_connection() {
    let mut scene = Scene::set().await;
    scene.town.proxy_mut().fall_silent().await.unwrap();
    scene.edit("二号路2号").await;
    // The connections from before were reset; this is the first try to make one.
    scene.is_offline("offline").await;
    scene.told.lock().unwrap().clear();
    let began = Instant::now();
    scene.client.sync_now();
    scene.is_offline("offline").await;
    let took = began.elapsed();
    assert!(
        took > Duration::from_secs(4) && took < Duration::from_secs(8),
        "{took:?}"
    );
    scene.waits().await;
    scene.town.proxy_mut().close().await;
    scene.town.proxy_mut().reopen().await.unwrap();
    scene.arrives("二号路2号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_06_reset_before_the_request() {
    let scene = Scene::set().await;
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::ResetBefore);
    scene.edit("六号路6号").await;
    scene.is_offline("offline").await;
    scene.waits().await;
    scene.town.proxy().clear();
    scene.arrives("六号路6号").await;
}

/// The platform has it and the client does not know. Meanwhile an official changes the same unit: what is sent again
/// must neither undo that nor ask the person, whose edit came first and was applied once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_07_reset_after_the_request() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    proxy.on(path::SYNC_PUSH, 1, Act::ResetAfter);
    // What comes after the first try is held up until the official is done.
    proxy.on(path::SYNC_PUSH, ALWAYS, Act::ResetBefore);
    scene.edit("七号路7号").await;
    scene.is_offline("offline").await;
    scene.waits().await;
    scene
        .town
        .correct("address", address("官改路70号"), false)
        .await;
    proxy.clear();
    scene.client.sync_now();
    eventually("the official's value is here", || {
        unit(&scene.client, "address").state == UnitStateView::Synced
            && scene.client.sync_view().waiting == 0
    })
    .await;
    assert_eq!(
        value(&scene.client, "address", "street").await,
        "官改路70号"
    );
    assert_eq!(scene.client.sync_view().needs_you, 0);
    let sent = edits_sent(&scene);
    assert!(sent.len() >= 2);
    assert_eq!(sent.first(), sent.last(), "the same again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_08_cut_in_head_or_body() {
    // Within the head, at its end, within the body.
    for bytes in [0, 9, 60, 200, 400] {
        let scene = Scene::set().await;
        scene
            .town
            .proxy()
            .on(path::SYNC_PUSH, ALWAYS, Act::Cut(bytes));
        scene.edit("八号路8号").await;
        scene.stumbles().await;
        scene.waits().await;
        scene.town.proxy().clear();
        scene.arrives("八号路8号").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_10_an_answer_that_drips() {
    let scene = Scene::set().await;
    let second = Duration::from_secs(1);
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::Drip(1, second));
    let began = Instant::now();
    scene.edit("十号路10号").await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    scene.is_offline("timed-out").await;
    assert!(began.elapsed() > Duration::from_secs(18), "{began:?}");
    scene.waits().await;
    scene.town.proxy().clear();
    scene.arrives("十号路10号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_11_a_slow_and_long_line() {
    let scene = Scene::set().await;
    // 64 kbit/s, half a second there and back.
    scene.town.proxy().wire(Wire {
        delay: Duration::from_millis(250),
        rate: 8000,
    });
    for number in 0..3 {
        edit(
            &scene.client,
            "address",
            address(&format!("慢路{number}号")),
        )
        .await;
    }
    scene.arrives("慢路2号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_13_a_connection_that_died_in_silence() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    proxy.on(path::SYNC_PUSH, ALWAYS, Act::Swallow);
    let began = Instant::now();
    scene.edit("十三路13号").await;
    tokio::time::sleep(Duration::from_secs(12)).await;
    scene.is_offline("timed-out").await;
    assert!(began.elapsed() < Duration::from_secs(26), "{began:?}");
    scene.waits().await;
    scene.town.proxy().clear();
    let before = proxy.connections();
    scene.arrives("十三路13号").await;
    assert!(
        proxy.connections() > before,
        "no dead connection is used again"
    );
}

/// A night's sleep: the connections are dead, and nobody has said so. What waits leaves by a new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_13_after_a_sleep_a_new_connection() {
    let town = Town::behind_proxy().await;
    let computer = town.computer();
    let clock = Arc::new(ManualClock::at(Timestamp::now()));
    let client = computer.open_at(Arc::clone(&clock) as _).await;
    agree(&client).await;
    log_in(&client).await;
    guardians::entered(&client).await;
    settled(&client).await;
    let proxy = town.proxy();
    proxy.on(path::EVENTS, ALWAYS, Act::Swallow);
    let (connections, fetches) = (proxy.connections(), proxy.seen(path::SYNC_CHANGES).len());
    clock.advance(SignedDuration::from_hours(8));
    let began = Instant::now();
    eventually("the platform was asked by a new connection", || {
        proxy.seen(path::SYNC_CHANGES).len() > fetches && proxy.connections() > connections
    })
    .await;
    // Of which five until the sleep is noticed.
    assert!(began.elapsed() < Duration::from_secs(10), "{began:?}");
    client.close().await;
}
