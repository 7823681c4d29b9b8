//! Rows about the stream of events.

use std::time::{Duration, Instant};

use sst_api::path;
use sst_core::Client;
use sst_tests::proxy::{Act, answer};

use super::address;
use crate::town::{Computer, Town, agree, eventually, log_in, settled, unit};

/// Somebody whose first stream is met by this.
async fn with_first_stream(act: Act) -> (Town, Computer, Client) {
    let town = Town::behind_proxy().await;
    town.proxy().on(path::EVENTS, 1, act);
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
    let streams = || town.proxy().seen(path::EVENTS).len();
    eventually("it listens again", || streams() == 2).await;
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
