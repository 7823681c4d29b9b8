//! What goes wrong on the way, and that nothing is lost by it.

use std::time::Duration;

use sst_api::problem::{Problem, ProblemCode};
use sst_domain::profile::{UnitKey, UnitValue};

use super::desk::{Desk, is_pending, is_synced, with_address};
use crate::clock::Clock;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::remote::RemoteError;
use crate::store::CitizenStore;
use crate::sync::News;
use crate::view::SyncStateView;

#[tokio::test]
async fn offline_says_so_and_names_the_next_try() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    desk.link.weather().cut = true;
    desk.edit_street("新测试街").await.unwrap();
    assert!(matches!(
        desk.worker.flush().await,
        Err(ClientError::Remote(_))
    ));
    let view = desk.worker.view();
    let SyncStateView::Offline { code, next_try } = view.state else {
        panic!("{:?}", view.state)
    };
    assert_eq!(code, "offline");
    assert!(next_try.parse::<jiff::Timestamp>().unwrap() >= desk.clock.now());
    assert_eq!(view.waiting, 1);
    assert!(view.last_contact.is_some());
}

#[tokio::test]
async fn it_tries_again_by_itself() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    desk.link.weather().lost_replies = 2;
    desk.edit_street("新测试街").await.unwrap();
    desk.until("address", is_synced).await;
    assert_eq!(desk.link.weather().pushes, 3);
}

#[tokio::test]
async fn what_waits_survives_a_restart_and_is_sent_once() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    // More than it can try by itself before it is told to.
    desk.link.weather().lost_replies = 1000;
    desk.edit_street("新测试街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    desk.link.weather().lost_replies = 0;
    let rev = desk.link.platform().units[&UnitKey::from("address")].rev;
    let desk = desk.reopened().await;
    desk.until("address", is_synced).await;
    assert_eq!(
        desk.link.platform().units[&UnitKey::from("address")].rev,
        rev,
        "applied once"
    );
}

#[tokio::test]
async fn a_wait_that_the_platform_asks_for_is_kept() {
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
    desk.worker.wake().now();
    desk.edit_street("再新测试街").await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(desk.link.weather().pushes, 0);
    assert!(is_pending(&desk.unit("address").await.state));
}

#[tokio::test]
async fn an_ended_session_stops_sync_and_keeps_what_waits() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    desk.link.weather().failure = Some(RemoteError::SignedOut);
    desk.edit_street("新测试街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    assert_eq!(desk.worker.view().state, SyncStateView::SignInNeeded);
    desk.link.weather().failure = None;
    desk.worker.wake().now();
    desk.until("address", is_synced).await;
}

#[tokio::test]
async fn a_refusal_of_another_kind_stands_still_with_its_code() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    let problem = Box::new(Problem::new(ProblemCode::NotOffered));
    desk.link.weather().failure = Some(RemoteError::Problem(problem));
    desk.edit_street("新测试街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    assert_eq!(
        desk.worker.view().state,
        SyncStateView::Paused {
            code: "not-offered".into()
        }
    );
    assert!(is_pending(&desk.unit("address").await.state));
}

#[tokio::test]
async fn a_platform_that_knows_no_device_any_more_gets_a_new_one() {
    let mut desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    // The batch is what the platform refuses, not a fetch that was still under way.
    desk.link.weather().failure = Some(RemoteError::SignedOut);
    desk.edit_street("新测试街").await.unwrap();
    assert!(desk.worker.flush().await.is_err());
    desk.link.platform().forget_devices();
    desk.link.weather().failure = None;
    desk.worker.wake().now();
    // It may be a copy of this store that the platform does not know: the person sees it first.
    let held = SyncStateView::Held { count: 1 };
    desk.until_state(&held).await;
    let said = |told: &ClientEvent| matches!(told, ClientEvent::Sync(view) if view.state == held);
    assert!(desk.told().iter().any(said));
    let pushes = desk.link.weather().pushes;
    let desk = desk.reopened().await;
    desk.worker.flush().await.unwrap();
    desk.until_state(&held).await;
    assert_eq!(
        desk.link.weather().pushes,
        pushes,
        "a restart forgets nothing"
    );
    let seen = |store: &CitizenStore| {
        store.write(|tx| {
            let mut replica = tx.replica();
            replica.send_held();
            tx.put_replica(replica)
        })
    };
    seen(&desk.account.store).unwrap();
    desk.worker.flush().await.unwrap();
    desk.until("address", is_synced).await;
}

#[tokio::test]
async fn everything_comes_in_pages_too() {
    let mut platform = with_address();
    for unit in ["name", "sex", "birthday", "nationality", "interests"] {
        platform.correct(&UnitKey::from(unit), Some(UnitValue::default()), false);
    }
    platform.page = 2;
    let mut desk = Desk::new(platform);
    desk.until("interests", is_synced).await;
    let shown: Vec<_> = desk
        .told()
        .into_iter()
        .filter(|told| matches!(told, ClientEvent::Profile(_)))
        .collect();
    assert_eq!(shown.len(), 1, "a snapshot arrives as a whole");
}

#[tokio::test]
async fn a_policy_that_the_platform_names_is_passed_on() {
    let mut platform = with_address();
    platform.policy_version = Some("2".into());
    let mut desk = Desk::new(platform);
    desk.until("address", is_synced).await;
    assert_eq!(
        desk.news.recv().await,
        Some(News::PolicyVersion("2".into()))
    );
}

#[tokio::test(start_paused = true)]
async fn waking_from_sleep_is_a_reason_to_ask() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let name = UnitKey::from("name");
    desk.link.platform().correct(
        &name,
        Some(UnitValue::from([("name", "测试市民甲")])),
        false,
    );
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert!(
        !is_synced(&desk.unit("name").await.state),
        "no event, no poll yet"
    );
    // Hours pass by the clock on the wall, and no time by the timers.
    desk.clock.advance(jiff::SignedDuration::from_hours(8));
    tokio::time::sleep(Duration::from_secs(6)).await;
    desk.until("name", is_synced).await;
}
