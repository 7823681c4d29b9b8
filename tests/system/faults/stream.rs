//! Rows about the stream of events.

use std::time::{Duration, Instant};

use sst_api::path;
use sst_core::{Client, UnsentChoice};
use sst_tests::proxy::{Act, answer};

use super::{ALWAYS, address};
use crate::town::{Computer, Town, agree, eventually, log_in, settled, unit};

/// Somebody whose first stream is met by this.
async fn with_first_stream(act: Act) -> (Town, Computer, Client) {
    with_streams(1, act).await
}

/// Somebody whose first so many streams are met by this.
async fn with_streams(times: usize, act: Act) -> (Town, Computer, Client) {
    let town = Town::behind_proxy().await;
    town.proxy().on(path::EVENTS, times, act);
    let computer = town.computer();
    let client = computer.open().await;
    agree(&client).await;
    log_in(&client).await;
    settled(&client).await;
    let listens = || !town.proxy().seen(path::EVENTS).is_empty();
    eventually("it listens", listens).await;
    (town, computer, client)
}

/// An official's change reaches the screen without anybody pressing anything, within so many seconds.
async fn is_heard(town: &Town, client: &Client, street: &str, within: u64) {
    let (began, before) = (Instant::now(), unit(client, "address").rev);
    town.correct("address", address(street), false).await;
    while unit(client, "address").rev == before {
        assert!(
            began.elapsed() < Duration::from_secs(within),
            "it was never heard of"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_23_a_stream_that_falls_silent_is_given_up_after_45_seconds() {
    // No event, no heartbeat.
    let (town, _computer, client) = with_first_stream(Act::HeadOnly).await;
    // As a stream opens the platform is asked once more; that is over by then.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let began = Instant::now();
    is_heard(&town, &client, "廿三路23号", 75).await;
    assert!(began.elapsed() > Duration::from_secs(30), "{began:?}");
    // Whatever held it back would hold back the next one.
    let waits = || town.proxy().seen(path::SYNC_WAIT).len();
    eventually("it waits for news", || waits() > 0).await;
    assert_eq!(town.proxy().seen(path::EVENTS).len(), 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_23_an_event_without_end_is_given_up() {
    let mut endless = b"data: ".to_vec();
    endless.resize(10 * 1024 * 1024, b'x');
    let endless = answer(200, "text/event-stream", &[], &endless);
    let (town, _computer, client) = with_first_stream(Act::Answer(endless)).await;
    let streams = || town.proxy().seen(path::EVENTS).len();
    eventually("it listens again", || streams() >= 2).await;
    is_heard(&town, &client, "廿三路24号", 20).await;
    client.close().await;
}

/// It has begun to ask the platform to wait.
async fn waits(town: &Town) {
    let waits = || town.proxy().seen(path::SYNC_WAIT).len();
    eventually("it waits for news", || waits() >= 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_23_where_no_stream_can_be_had_an_official_is_heard_within_seconds() {
    let (town, _computer, client) = with_streams(ALWAYS, Act::ResetBefore).await;
    waits(&town).await;
    assert_eq!(town.proxy().seen(path::EVENTS).len(), 3, "then it gave up");
    let before = town.proxy().seen(path::SYNC_WAIT).len();
    for number in 25..28 {
        is_heard(&town, &client, &format!("廿三路{number}号"), 5).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    // One for each piece of news, and the one that is under way.
    let asked = town.proxy().seen(path::SYNC_WAIT).len() - before;
    assert!((2..=8).contains(&asked), "{asked}");
    // Whoever has logged out waits for nothing.
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    let then = town.proxy().seen(path::SYNC_WAIT).len();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(town.proxy().seen(path::SYNC_WAIT).len(), then);
    client.close().await;
}

/// A proxy passes the head of an answer on and keeps its body until it is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_23_where_streams_are_kept_back_an_official_is_heard_within_seconds() {
    let (town, _computer, client) = with_streams(ALWAYS, Act::HeadOnly).await;
    let begun = Instant::now();
    while town.proxy().seen(path::SYNC_WAIT).len() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(75), "it never waits");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(begun.elapsed() > Duration::from_secs(30), "{begun:?}");
    is_heard(&town, &client, "廿三路29号", 5).await;
    client.close().await;
}
