//! Rows about what the platform refuses.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sst_api::path;
use sst_core::{Delivery, ItemStanding, SessionView, SyncStateView, UnitStateView};
use sst_tests::proxy::{Act, Seen, answer};

use super::{ALWAYS, Scene, address, body, edits_sent, mutations};
use crate::consents::{decide, item};
use crate::town::{edit, eventually, log_in, settled, unit, value};

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
    let mut scene = Scene::set().await;
    // The platform has lost its newest number.
    scene.town.stop_platform().await;
    let database = rusqlite::Connection::open(scene.town.database()).unwrap();
    let lost = "UPDATE device SET last_seq = last_seq - 1 WHERE last_seq > 0";
    assert!(database.execute(lost, []).unwrap() > 0);
    drop(database);
    scene.town.start_platform().await;
    scene.edit("十八路18号").await;
    scene.arrives("十八路18号").await;
    let says = |push: &Seen| String::from_utf8_lossy(&push.answer).contains("seq-gap");
    assert!(scene.town.proxy().seen(path::SYNC_PUSH).iter().any(says));
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
async fn fault_18_an_unknown_device_registers_anew_and_sends_the_same_once_the_person_has_seen_it()
{
    for (status, code) in [(409, "unknown-device"), (409, "mutation-changed")] {
        let scene = Scene::set().await;
        let proxy = scene.town.proxy();
        let before = proxy.seen(path::DEVICES).len();
        proxy.on(path::SYNC_PUSH, 1, problem(status, code, &[], ""));
        scene.edit("十八路20号").await;
        scene.holds(1).await;
        assert_eq!(edits_sent(&scene).len(), 1, "nothing more has left");
        scene.client.sync_send_held().await.unwrap();
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

/// The batch may have arrived, so it is held as it is, and nothing can be sent behind it. What the person goes back on
/// meanwhile the platform hears of at once, and before it of the agreement that is in the batch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_a_withdrawal_does_not_wait_for_a_batch_that_is_held() {
    let scene = Scene::set().await;
    let (sms, street) = ("notify-sms", "address".to_owned().into());
    let proxy = scene.town.proxy();
    // Of the first try nobody can tell whether it arrived.
    proxy.on(path::SYNC_PUSH, 1, problem(503, "unavailable", &[], ""));
    proxy.on(path::SYNC_PUSH, 1, problem(409, "unknown-device", &[], ""));
    edit(&scene.client, "address", address("十八路21号")).await;
    decide(&scene.client, sms, true).await;
    scene.client.sync_now();
    scene.stumbles().await;
    scene.client.sync_now();
    scene.holds(1).await;
    assert!(scene.client.profile().undo(&street).await.is_err());
    let pushes = proxy.count(path::SYNC_PUSH);

    decide(&scene.client, sms, false).await;
    is_entered(&scene, sms, ItemStanding::Withdrawn).await;
    // Where the log does not go on from what is here, the next one is signed anew: what is in the batch it has already.
    proxy.on(path::CONSENTS, 1, problem(409, "consent-order", &[], ""));
    decide(&scene.client, sms, true).await;
    is_entered(&scene, sms, ItemStanding::Given).await;
    let mut told = proxy.seen(path::CONSENTS);
    told.retain(|seen| seen.method == "POST");
    let records: Vec<_> = told
        .iter()
        .map(|seen| body(seen)["record"].clone())
        .collect();
    let [.., refused, entered] = &records[..] else {
        panic!("{records:?}");
    };
    assert_ne!(refused, entered);
    scene.holds(1).await;
    assert_eq!(
        proxy.count(path::SYNC_PUSH),
        pushes,
        "nothing else has left"
    );
    scene.client.sync_send_held().await.unwrap();
    scene.arrives("十八路21号").await;
    is_entered(&scene, sms, ItemStanding::Given).await;
}

/// The platform has what was decided last.
async fn is_entered(scene: &Scene, wanted: &str, standing: ItemStanding) {
    let mut decided = item(&scene.client, wanted).await;
    for _ in 0..400 {
        if matches!(decided.delivery, Some(Delivery::Countersigned { .. })) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
        decided = item(&scene.client, wanted).await;
    }
    let Some(Delivery::Countersigned { .. }) = decided.delivery else {
        panic!("it waits: {decided:?}");
    };
    assert_eq!(decided.standing, standing);
}

/// An edit that was taken back after the backup was made comes back with it, and so does one that was sent since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_18_a_store_put_back_from_a_backup_sends_nothing_before_the_person_has_seen_it() {
    let mut scene = Scene::set().await;
    let street = "address".to_owned().into();
    // Before it is sent: for two seconds it can be taken back. On a busy machine that may be over: then once more.
    let (mut copy, mut before_copy) = (None, String::new());
    for attempt in 1..=5 {
        before_copy = format!("备份前{attempt}8号");
        edit(&scene.client, "address", address(&before_copy)).await;
        let backup = scene.computer.back_up();
        if scene.client.profile().undo(&street).await.is_ok() {
            copy = Some(backup);
            break;
        }
        settled(&scene.client).await;
    }
    let copy = copy.expect("an edit that is taken back in time");
    edit(&scene.client, "name", json!({"name": "测试市民戊"})).await;
    scene.client.sync_now();
    settled(&scene.client).await;
    scene.client.close().await;

    scene.computer.restore(&copy);
    let before = scene.town.proxy().seen(path::SYNC_PUSH).len();
    scene.client = scene.computer.open().await;
    scene.client.sync_now();
    let gone = || matches!(scene.client.session().view(), SessionView::Expired(_));
    let held = || matches!(scene.client.sync_view().state, SyncStateView::Held { .. });
    eventually("it is held, or a log-in is asked for", || gone() || held()).await;
    if gone() {
        log_in(&scene.client).await;
    }
    scene.holds(1).await;
    // Nothing else stands still: what was sent since the backup is here again, and an official is heard.
    eventually("the name is here", || {
        unit(&scene.client, "name").state == UnitStateView::Synced
    })
    .await;
    assert_eq!(value(&scene.client, "name", "name").await, "测试市民戊");
    let rev = unit(&scene.client, "birthday").rev;
    let date = json!({"date": "1990-01-18"});
    scene.town.correct("birthday", date, false).await;
    scene.client.sync_now();
    eventually("an official is heard", || {
        unit(&scene.client, "birthday").rev > rev
    })
    .await;
    scene.holds(1).await;
    // No batch was taken: each was refused, the last one because of its number.
    let said = |push: &Seen| String::from_utf8_lossy(&push.answer).into_owned();
    let pushes = scene.town.proxy().seen(path::SYNC_PUSH);
    let edits = |push: &&Seen| {
        let mut sent = mutations(push).into_iter();
        sent.any(|mutation| mutation["body"]["type"] == "profile.edit")
    };
    let answers: Vec<String> = pushes[before..].iter().filter(edits).map(said).collect();
    let refused = answers
        .iter()
        .all(|answer| answer.starts_with("HTTP/1.1 4"));
    let last = answers.last().unwrap();
    assert!(refused && last.contains("unknown-device"), "{answers:?}");
    // A restart forgets nothing of it.
    scene.client.close().await;
    scene.client = scene.computer.open().await;
    scene.holds(1).await;
    assert!(matches!(
        unit(&scene.client, "address").state,
        UnitStateView::Pending { .. }
    ));
    scene.client.profile().undo(&street).await.unwrap();
    settled(&scene.client).await;
    assert_ne!(scene.elsewhere("address", "street").await, before_copy);
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
