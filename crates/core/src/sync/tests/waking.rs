//! What wakes the worker, and how soon.

use std::time::Duration;

use sst_domain::profile::UnitKey;

use super::desk::{Desk, NOW, is_pending, is_synced, with_address};
use crate::error::ClientError;
use crate::remote::RemoteError;
use crate::sync::simulated::SimulatedLink;
use crate::view::{KeepingTier, SyncStateView};

const SECOND: Duration = Duration::from_secs(1);

/// How long the worker means to wait, if it failed. The clock on the wall stands still here.
fn pause(desk: &Desk) -> Duration {
    let SyncStateView::Offline { next_try, .. } = desk.worker.view().state else {
        return Duration::ZERO;
    };
    let (next, now): (jiff::Timestamp, jiff::Timestamp) =
        (next_try.parse().unwrap(), NOW.parse().unwrap());
    next.duration_since(now).unsigned_abs()
}

/// Fails until the next try is more than a minute away.
async fn until_a_long_pause(desk: &Desk) {
    desk.link.weather().cut = true;
    desk.worker.wake().now();
    let mut before = pause(desk);
    for _ in 0..20_000 {
        tokio::time::sleep(SECOND).await;
        let now = pause(desk);
        if now != before && now > Duration::from_secs(60) {
            return;
        }
        before = now;
    }
    panic!("no pause is long: {before:?}");
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_ends_a_long_pause_within_two_seconds() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    until_a_long_pause(&desk).await;
    desk.link.weather().cut = false;
    let name = UnitKey::from("name");
    desk.link.platform().correct(&name, None, false);
    tokio::time::sleep(APART).await;
    let fetches = desk.link.weather().fetches;
    desk.worker.wake().woken();
    tokio::time::sleep(2 * SECOND + SECOND / 10).await;
    assert_eq!(desk.link.weather().fetches, fetches + 1);
    assert_eq!(desk.worker.view().state, SyncStateView::Idle);
}

/// Longer than what has to lie between two exchanges.
const APART: Duration = Duration::from_secs(11);

#[tokio::test(start_paused = true)]
async fn what_has_just_failed_is_tried_again_for_who_comes_back_but_not_each_time() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    until_a_long_pause(&desk).await;
    let fetches = desk.link.weather().fetches;
    for _ in 0..80 {
        desk.worker.wake().woken();
        tokio::time::sleep(SECOND / 10).await;
    }
    assert_eq!(desk.link.weather().fetches, fetches, "eight seconds");
    desk.link.weather().cut = false;
    tokio::time::sleep(4 * SECOND).await;
    assert_eq!(desk.worker.view().state, SyncStateView::Idle);
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_just_after_an_exchange_asks_for_nothing() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    tokio::time::sleep(SECOND).await;
    let fetches = desk.link.weather().fetches;
    for _ in 0..5 {
        desk.worker.wake().woken();
        tokio::time::sleep(SECOND).await;
    }
    tokio::time::sleep(10 * SECOND).await;
    assert_eq!(desk.link.weather().fetches, fetches);
    desk.worker.wake().woken();
    tokio::time::sleep(3 * SECOND).await;
    assert_eq!(desk.link.weather().fetches, fetches + 1);
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_waits_as_long_as_the_platform_asked_for() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    let wait = Some(Duration::from_secs(60));
    desk.link.weather().failure = Some(RemoteError::Busy {
        status: 429,
        problem: None,
        wait,
    });
    desk.edit_street("新测试街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    desk.link.weather().failure = None;
    for _ in 0..58 {
        desk.worker.wake().woken();
        tokio::time::sleep(SECOND).await;
    }
    assert!(is_pending(&desk.unit("address").await.state));
    tokio::time::sleep(10 * SECOND).await;
    assert!(is_synced(&desk.unit("address").await.state));
}

#[tokio::test(start_paused = true)]
async fn who_wants_everything_sent_waits_as_long_too() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    let busy = RemoteError::Busy {
        status: 429,
        problem: None,
        wait: Some(Duration::from_secs(60)),
    };
    desk.link.weather().failure = Some(busy.clone());
    desk.edit_street("新测试街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    desk.link.weather().failure = None;
    let fetches = desk.link.weather().fetches;
    let again = desk.worker.flush().await;
    assert!(matches!(again, Err(ClientError::Remote(error)) if error == busy));
    assert_eq!(desk.link.weather().fetches, fetches);
    assert!(is_pending(&desk.unit("address").await.state));
    tokio::time::sleep(70 * SECOND).await;
    assert!(desk.worker.flush().await.is_ok());
    assert!(is_synced(&desk.unit("address").await.state));
}

fn patient() -> Desk {
    let link = SimulatedLink::to(with_address());
    Desk::with(link, KeepingTier::Keyring, 2 * SECOND)
}

#[tokio::test(start_paused = true)]
async fn news_does_not_take_away_the_time_in_which_an_edit_can_be_taken_back() {
    let desk = patient();
    desk.until("address", is_synced).await;
    desk.edit_street("新测试街").await.unwrap();
    let fetches = desk.link.weather().fetches;
    desk.worker.wake().news();
    tokio::time::sleep(SECOND).await;
    assert_eq!(desk.link.weather().fetches, fetches + 1);
    assert!(desk.unit("address").await.undoable);
    tokio::time::sleep(2 * SECOND).await;
    assert!(is_synced(&desk.unit("address").await.state));
}

#[tokio::test(start_paused = true)]
async fn each_edit_has_that_time() {
    let desk = patient();
    desk.until("address", is_synced).await;
    desk.edit_street("一号").await.unwrap();
    tokio::time::sleep(SECOND * 19 / 10).await;
    desk.edit_street("二号").await.unwrap();
    tokio::time::sleep(SECOND).await;
    assert!(desk.unit("address").await.undoable);
}

#[tokio::test(start_paused = true)]
async fn whoever_edits_on_and_on_is_not_put_off_for_ever() {
    let desk = patient();
    desk.until("address", is_synced).await;
    for number in 0..8 {
        desk.edit_street(&format!("三{number}号")).await.unwrap();
        tokio::time::sleep(SECOND * 15 / 10).await;
    }
    // Ten seconds after the first one what stood then has been sent.
    let sent = desk.link.platform().value("address").cloned();
    assert_ne!(sent, with_address().value("address").cloned());
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_it_sends_at_once() {
    let desk = patient();
    desk.until("address", is_synced).await;
    desk.edit_street("新测试街").await.unwrap();
    desk.worker.wake().now();
    tokio::time::sleep(SECOND / 2).await;
    assert!(is_synced(&desk.unit("address").await.state));
}
