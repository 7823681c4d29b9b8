//! Rows about what the platform refuses.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sst_api::path;
use sst_core::{ResolveChoice, SessionView, SyncStateView, UnitStateView};
use sst_tests::proxy::{Act, Seen, answer};

use super::{ALWAYS, Scene, edits_sent};
use crate::town::{eventually, log_in, settled, unit};

/// A refusal as the contract writes it.
fn problem(status: u16, code: &str, headers: &[(&str, &str)], more: &str) -> Act {
    let body =
        format!(r#"{{"type":"about:blank","title":"x","status":{status},"code":"{code}"{more}}}"#);
    Act::Answer(answer(
        status,
        "application/problem+json",
        headers,
        body.as_bytes(),
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_17_an_expired_token_costs_one_renewal() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    let before = proxy.seen(path::TOKEN).len();
    proxy.on(path::SYNC_PUSH, 1, problem(401, "token-invalid", &[], ""));
    scene.edit("十七路17号").await;
    scene.arrives("十七路17号").await;
    // One for this renewal, one for the log-in of the computer that looked.
    assert_eq!(proxy.seen(path::TOKEN).len(), before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_17_a_token_that_is_refused_again_ends_the_session_and_keeps_the_edit() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    proxy.on(
        path::SYNC_PUSH,
        ALWAYS,
        problem(401, "token-invalid", &[], ""),
    );
    scene.edit("十七路18号").await;
    eventually("a log-in is asked for", || {
        scene.client.sync_view().state == SyncStateView::SignInNeeded
            && matches!(scene.client.session().view(), SessionView::Expired(_))
    })
    .await;
    scene.waits().await;
    proxy.clear();
    log_in(&scene.client).await;
    settled(&scene.client).await;
    scene.arrives("十七路18号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_17_a_session_that_was_ended_elsewhere_stops_and_keeps_the_edit() {
    let scene = Scene::set().await;
    let other = scene.town.computer();
    let other = other.signed_in().await;
    other.security().end_other_sessions().await.unwrap();
    scene.edit("十七路19号").await;
    eventually("a log-in is asked for", || {
        scene.client.sync_view().state == SyncStateView::SignInNeeded
            && matches!(scene.client.session().view(), SessionView::Expired(_))
    })
    .await;
    scene.waits().await;
    log_in(&scene.client).await;
    scene.arrives("十七路19号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_a_gap_is_closed_from_the_number_that_was_expected() {
    let scene = Scene::set().await;
    let gap = problem(409, "seq-gap", &[], r#","expected":1"#);
    scene.town.proxy().on(path::SYNC_PUSH, 1, gap);
    scene.edit("十八路18号").await;
    scene.arrives("十八路18号").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_a_cursor_that_has_run_out_costs_a_whole_fetch_and_no_edit() {
    let scene = Scene::set().await;
    let proxy = scene.town.proxy();
    proxy.on(path::SYNC_PUSH, 1, problem(410, "cursor-expired", &[], ""));
    let before = proxy.seen(path::SYNC_CHANGES).len();
    scene.edit("十八路19号").await;
    scene.arrives("十八路19号").await;
    let whole = proxy.seen(path::SYNC_CHANGES)[before..]
        .iter()
        .filter(|seen| !seen.target.contains("since="))
        .count();
    // One by this computer, one by the one that looked.
    assert_eq!(whole, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_an_unknown_device_registers_anew_and_sends_the_same() {
    for (status, code) in [(409, "unknown-device"), (409, "mutation-changed")] {
        let scene = Scene::set().await;
        let proxy = scene.town.proxy();
        let before = proxy.seen(path::DEVICES).len();
        proxy.on(path::SYNC_PUSH, 1, problem(status, code, &[], ""));
        scene.edit("十八路20号").await;
        eventually("it was answered", || {
            scene.client.sync_view().waiting == 0
                && unit(&scene.client, "address").state == UnitStateView::Synced
        })
        .await;
        assert_eq!(proxy.seen(path::DEVICES).len(), before + 1, "{code}");
        let sent = edits_sent(&scene);
        let same = |member: &str| sent.iter().all(|edit| edit[member] == sent[0][member]);
        assert!(sent.len() == 2 && same("id") && same("body"), "{sent:?}");
        scene.arrives("十八路20号").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_a_platform_that_was_restored_is_fetched_whole_and_gets_what_waits() {
    let mut scene = Scene::set().await;
    let backup = scene.town.back_up().await;
    scene.edit("备份后1号").await;
    settled(&scene.client).await;
    // Nothing is pushed until the platform has been put back.
    scene
        .town
        .proxy()
        .on(path::SYNC_PUSH, ALWAYS, Act::ResetBefore);
    scene.edit("十八路21号").await;
    scene.is_offline("offline").await;
    scene.waits().await;
    let before = scene.town.proxy().seen(path::SYNC_PUSH).len();
    scene.town.restore(&backup).await;
    scene.town.proxy().clear();
    scene.client.sync_now();
    // The value that the person saw is gone there, so they are asked; theirs is still here.
    eventually("the person is asked", || {
        matches!(
            unit(&scene.client, "address").state,
            UnitStateView::Conflict(_)
        )
    })
    .await;
    let address = "address".to_owned().into();
    let mine = ResolveChoice::Mine;
    scene
        .client
        .profile()
        .resolve(&address, mine)
        .await
        .unwrap();
    scene.arrives("十八路21号").await;
    // What was sent on the old base was refused, and everything fetched anew.
    let says = |of: &Seen, what: &str| String::from_utf8_lossy(&of.answer).contains(what);
    let pushes = &scene.town.proxy().seen(path::SYNC_PUSH)[before..];
    assert!(pushes.iter().any(|push| says(push, "cursor-expired")));
    let fetches = scene.town.proxy().seen(path::SYNC_CHANGES);
    assert!(
        fetches
            .iter()
            .any(|fetch| says(fetch, r#""snapshot":true"#))
    );
}

async fn waits_at_least(scene: &Scene, asked: i64) {
    eventually("a wait is named", || {
        matches!(
            &scene.client.sync_view().state,
            SyncStateView::Offline { .. }
        )
    })
    .await;
    let tried = scene.town.proxy().seen(path::SYNC_PUSH).len();
    let SyncStateView::Offline { next_try, .. } = scene.client.sync_view().state else {
        panic!("it did not wait");
    };
    let wait = next_try
        .parse::<Timestamp>()
        .unwrap()
        .duration_since(Timestamp::now());

    assert!(wait > SignedDuration::from_secs(asked - 5), "{wait}");
    assert!(
        wait <= SignedDuration::from_secs(asked * 11 / 10 + 1),
        "{wait}"
    );
    // Neither the person nor another edit cuts it short.
    scene.client.sync_now();
    scene.edit("十九路20号").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(scene.town.proxy().seen(path::SYNC_PUSH).len(), tried);
    scene.waits().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_19_a_wait_in_seconds_is_kept() {
    let scene = Scene::set().await;
    let busy = problem(429, "too-many-requests", &[("retry-after", "60")], "");
    scene.town.proxy().on(path::SYNC_PUSH, 1, busy);
    scene.edit("十九路19号").await;
    waits_at_least(&scene, 60).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_19_a_wait_until_a_date_is_kept() {
    let scene = Scene::set().await;
    let date = Timestamp::now() + SignedDuration::from_secs(90);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&date)
        .unwrap();
    let busy = problem(503, "unavailable", &[("retry-after", &date)], "");
    scene.town.proxy().on(path::SYNC_PUSH, 1, busy);
    scene.edit("十九路19号").await;
    waits_at_least(&scene, 90).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_19_a_bare_refusal_for_now_is_tried_again() {
    let scene = Scene::set().await;
    let bare = Act::Answer(answer(503, "text/plain", &[], b""));
    scene.town.proxy().on(path::SYNC_PUSH, 2, bare);
    scene.edit("十九路21号").await;
    eventually("it was tried again by itself", || {
        scene.town.proxy().seen(path::SYNC_PUSH).len() >= 3
    })
    .await;
    scene.arrives("十九路21号").await;
}
