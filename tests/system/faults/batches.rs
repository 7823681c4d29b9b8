//! Rows about many edits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sst_api::path;
use sst_core::store::StoreError;
use sst_core::sync::planner::{Intent, OutboxRow, Phase};
use sst_domain::profile::UnitKey;
use sst_tests::proxy::{Seen, Wire};
use uuid::Uuid;

use super::{Scene, mutations};
use crate::town::{eventually, settled};

/// So many mutations that no later one replaces: in the client it is marks of what was shown that come nearest.
fn queue(scene: &Scene, count: u64) {
    let store = scene.computer.store();
    store
        .write(|tx| {
            let mut replica = tx.replica();
            for position in 1..=count {
                let row = OutboxRow {
                    position,
                    id: Uuid::now_v7(),
                    intent: Intent::Revealed {
                        unit: UnitKey::from("name"),
                    },
                    saved_at: "2026-11-29T00:00:00Z".to_owned(),
                    phase: Phase::Waiting,
                    held: false,
                    lost: false,
                };
                assert!(replica.outbox.insert(position, row).is_none());
            }
            tx.put_replica(replica)
        })
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
    store.close().unwrap();
}

struct Drained {
    /// Requests that carried them.
    requests: usize,
    /// The numbers of the mutations, as they arrived.
    numbers: Vec<u64>,
    /// From the start of the client to the answer about the last of them.
    took: Duration,
}

/// Lets so many go over such a wire.
async fn drain(count: u64, wire: Wire) -> Drained {
    let mut scene = Scene::set().await;
    scene.client.close().await;
    queue(&scene, count);
    let before = scene.town.proxy().seen(path::SYNC_PUSH).len();
    scene.town.proxy().wire(wire);
    let began = Instant::now();
    scene.client = scene.computer.open().await;
    let sent = || -> Vec<u64> {
        let pushes = &scene.town.proxy().seen(path::SYNC_PUSH)[before..];
        // An answer of the platform, not one that only gives a number for the next proof.
        let taken = pushes
            .iter()
            .filter(|seen| seen.answer.starts_with(b"HTTP/1.1 200"));
        taken
            .flat_map(mutations)
            .filter_map(|mutation| mutation["seq"].as_u64())
            .collect()
    };
    for _ in 0..count / 5 {
        if sent().len() as u64 >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = began.elapsed();
    scene.town.proxy().clear();
    settled(&scene.client).await;
    scene.edit("廿九路29号").await;
    scene.arrives("廿九路29号").await;
    let mut numbers = sent();
    numbers.truncate(usize::try_from(count).unwrap());
    let pushes = scene.town.proxy().seen(path::SYNC_PUSH);
    let carried = pushes[before..]
        .iter()
        .filter(|seen| mutations(seen)[0]["body"]["type"] == "profile.reveal");
    Drained {
        requests: carried.count(),
        numbers,
        took,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_29_a_thousand_that_cannot_be_joined_leave_in_order_in_21_requests() {
    let Drained {
        requests, numbers, ..
    } = drain(1000, Wire::default()).await;
    // One of them is for the number that the first proof after a start needs.
    assert!(requests <= 21, "{requests}");
    assert!(
        numbers.is_sorted_by(|one, next| one + 1 == *next),
        "{numbers:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "heavy: cargo xtask soak"]
async fn fault_29_ten_thousand_leave_in_order() {
    let Drained {
        requests, numbers, ..
    } = drain(10_000, Wire::default()).await;
    assert!(requests <= 201, "{requests}");
    assert!(numbers.is_sorted_by(|one, next| one + 1 == *next));
}

/// The answer to a poll that brings nothing, head and body.
async fn poll_without_news() -> Vec<u8> {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    for _ in 0..2 {
        let before = proxy.seen(path::SYNC_CHANGES).len();
        scene.client.sync_now();
        eventually("it was answered", || {
            let seen = proxy.seen(path::SYNC_CHANGES);
            seen.len() > before && seen.last().is_some_and(|seen| seen.answer.ends_with(b"}"))
        })
        .await;
    }
    let seen = proxy.seen(path::SYNC_CHANGES);
    seen.last().unwrap().answer.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_without_news_costs_little() {
    let answer = poll_without_news().await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    assert!(
        text.contains(r#""next":"#) && !text.contains("units"),
        "{text}"
    );
    assert!(answer.len() <= 300, "{}: {text}", answer.len());
}

/// What calls at once cost whose token has run out.
struct Renewed {
    /// How many of them the platform refused for it.
    refused: usize,
    /// How often a token was asked for.
    renewals: usize,
}

/// So many calls at once, with a token that runs out on the platform just before.
async fn calls_with_an_expired_token(count: usize) -> Renewed {
    let Scene { town, client, .. } = Scene::set().await;
    let proxy = town.proxy();
    let before = proxy.count(path::TOKEN);
    let database = rusqlite::Connection::open(town.database()).unwrap();
    let expire = "UPDATE access_token SET expires_at = 0";
    assert!(database.execute(expire, []).unwrap() > 0);
    let client = Arc::new(client);
    let calls = (0..count).map(|_| {
        let client = Arc::clone(&client);
        tokio::spawn(async move { client.security().sessions().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let for_the_token = |seen: &&Seen| {
        let answer = String::from_utf8_lossy(&seen.answer);
        answer.starts_with("HTTP/1.1 401") && answer.contains("token-")
    };
    Renewed {
        refused: proxy
            .seen(path::SESSIONS)
            .iter()
            .filter(for_the_token)
            .count(),
        renewals: proxy.count(path::TOKEN) - before,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_17_a_hundred_calls_with_an_expired_token_cost_one_renewal() {
    let Renewed { refused, renewals } = calls_with_an_expired_token(100).await;
    assert!(refused > 1, "{refused}");
    assert_eq!(renewals, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: cargo xtask bench sync"]
#[expect(clippy::print_stdout, reason = "a measurement is read")]
async fn figures() {
    let mut broken = Vec::new();
    println!("| measure | measured | bound |\n| --- | ---: | ---: |");
    for milliseconds in [0, 50, 200] {
        let round_trip = Duration::from_millis(milliseconds);
        let wire = Wire {
            delay: round_trip / 2,
            ..Wire::default()
        };
        let Drained { requests, took, .. } = drain(1000, wire).await;
        let bound = (round_trip * 20).as_millis();
        let took = took.as_millis();
        println!(
            "| 1,000 that cannot be joined, {milliseconds} ms there and back | {requests} requests, {took} ms | 21 requests, {bound} ms on the wire |"
        );
        if requests > 21 {
            broken.push(format!("{requests} requests at {milliseconds} ms"));
        }
    }
    let bytes = poll_without_news().await.len();
    println!("| the answer to a poll without news | {bytes} B | 300 B |");
    if bytes > 300 {
        broken.push(format!("{bytes} B for no news"));
    }
    let Renewed { refused, renewals } = calls_with_an_expired_token(100).await;
    println!(
        "| 100 calls at once with an expired token | {refused} refused, {renewals} renewals | 1 renewal |"
    );
    if renewals != 1 || refused < 2 {
        broken.push(format!("{renewals} renewals for {refused} refusals"));
    }
    assert!(broken.is_empty(), "{broken:?}");
}

/// What a batch of fifty takes on this line is more than a call may last: only a smaller one can get through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_11_a_line_too_slow_for_a_whole_batch() {
    let mut scene = Scene::set().await;
    scene.client.close().await;
    queue(&scene, 50);
    let before = scene.town.proxy().seen(path::SYNC_PUSH).len();
    scene.town.proxy().wire(Wire {
        rate: 500,
        ..Wire::default()
    });
    scene.client = scene.computer.open().await;
    let pushes = || scene.town.proxy().seen(path::SYNC_PUSH)[before..].to_vec();
    let is_smaller = || pushes().iter().any(|push| mutations(push).len() == 25);
    for _ in 0..120 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if is_smaller() {
            break;
        }
    }
    assert!(is_smaller());
    scene.town.proxy().clear();
    scene.client.sync_now();
    settled(&scene.client).await;
    scene.edit("十一路11号").await;
    scene.arrives("十一路11号").await;
    // Every one of them arrived, under its own identifier.
    let pushes = pushes();
    let ids = pushes.iter().flat_map(mutations).filter_map(|mutation| {
        let shown = mutation["body"]["type"] == "profile.reveal";
        shown.then(|| mutation["id"].to_string())
    });
    assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), 50);
}
