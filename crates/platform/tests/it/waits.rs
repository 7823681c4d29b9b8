//! Waiting for news without a stream: who is answered, when, and how often.

use std::time::{Duration, Instant};

use serde_json::json;
use sst_api::event::{EventKind, WaitReply};
use sst_api::path;
use sst_platform::{NoticeDraft, Official};
use tokio::task::JoinHandle;

use crate::support::reply::Reply;
use crate::support::{Client, World};

const PHONE: &str = "13800000011";

async fn wait(client: &mut Client, since: Option<&str>, seconds: u32) -> Reply {
    let since = since
        .map(|since| format!("&since={since}"))
        .unwrap_or_default();
    let path = format!("{}?wait={seconds}{since}", path::SYNC_WAIT);
    client.get(&path).await
}

/// Where the citizen stands.
async fn now(client: &mut Client) -> String {
    wait(client, None, 25).await.ok::<WaitReply>().next
}

/// The same beside everything else; says how long it took, too.
fn waiting(client: &Client, since: String) -> JoinHandle<(Reply, Duration)> {
    let mut client = client.clone();
    tokio::spawn(async move {
        let began = Instant::now();
        let reply = wait(&mut client, Some(&since), 20).await;
        (reply, began.elapsed())
    })
}

/// The same from where the citizen stands.
async fn waiting_now(client: &mut Client) -> JoinHandle<(Reply, Duration)> {
    let since = now(client).await;
    waiting(client, since)
}

/// Until it has arrived.
async fn is_waiting() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

fn draft() -> NoticeDraft {
    NoticeDraft {
        title: "测试".into(),
        body: "测试".into(),
        incident: None,
    }
}

#[tokio::test]
async fn news_are_told_at_once_and_to_nobody_else() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let mut other = world.register("13800000012").await;
    let since = now(&mut work.client).await;
    let heard = waiting(&work.client, since.clone());
    let foreign = now(&mut other.client).await;
    let quiet = waiting(&other.client, foreign.clone());
    is_waiting().await;
    assert!(!heard.is_finished());
    home.push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    let (reply, took) = heard.await.unwrap();
    let news: WaitReply = reply.ok();
    assert_eq!(news.kinds, [EventKind::Profile]);
    assert_ne!(news.next, since);
    assert!(took < Duration::from_secs(3), "{took:?}");
    let members: Vec<_> = reply.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["kinds", "next"], "never what has changed");
    // It is the cursor of changes.
    let later = work.changes_since(Some(&since)).await;
    assert_eq!(later.json()["next"], json!(news.next));
    assert!(!quiet.is_finished(), "somebody else's news");
    let official = world.platform.official();
    official.publish_notice(None, draft()).await.unwrap();
    let (reply, _) = quiet.await.unwrap();
    let news: WaitReply = reply.ok();
    assert_eq!(news.kinds, [EventKind::Notices]);
    assert_ne!(news.next, foreign);
}

#[tokio::test]
async fn what_happened_before_is_told_at_once_and_once() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let since = now(&mut citizen.client).await;
    citizen
        .push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    let began = Instant::now();
    let news: WaitReply = wait(&mut citizen.client, Some(&since), 20).await.ok();
    assert_ne!(news.next, since);
    // The tiding of it may still be on its way; it is no news any more.
    let again: WaitReply = wait(&mut citizen.client, Some(&news.next), 1).await.ok();
    assert_eq!((again.next, again.kinds), (news.next, Vec::new()));
    let took = began.elapsed();
    assert!(
        took >= Duration::from_secs(1) && took < Duration::from_secs(6),
        "{took:?}"
    );
}

#[tokio::test]
async fn without_news_it_is_answered_after_the_time_that_was_asked_for() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let since = now(&mut citizen.client).await;
    let began = Instant::now();
    let quiet: WaitReply = wait(&mut citizen.client, Some(&since), 2).await.ok();
    let took = began.elapsed();
    assert_eq!((quiet.next, quiet.kinds), (since.clone(), Vec::new()));
    assert!(
        took >= Duration::from_secs(2) && took < Duration::from_secs(8),
        "{took:?}"
    );
    let began = Instant::now();
    let _: WaitReply = wait(&mut citizen.client, Some(&since), 0).await.ok();
    assert!(began.elapsed() < Duration::from_secs(2));
    let too_long = wait(&mut citizen.client, Some(&since), 26).await;
    too_long.refused(400, "malformed-request");
}

#[tokio::test]
async fn a_session_waits_once_at_a_time() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let since = now(&mut home.client).await;
    let elsewhere = waiting_now(&mut work.client).await;
    let mut waits = Vec::new();
    for _ in 0..5 {
        waits.push(waiting(&home.client, since.clone()));
        is_waiting().await;
    }
    let last = waits.pop().unwrap();
    for ended in waits {
        let (reply, took) = ended.await.unwrap();
        assert_eq!(reply.ok::<WaitReply>().next, since, "nothing new");
        assert!(took < Duration::from_secs(3), "{took:?}");
    }
    assert!(!last.is_finished() && !elsewhere.is_finished());
    home.push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    for heard in [last, elsewhere] {
        let (reply, _) = heard.await.unwrap();
        assert_ne!(reply.ok::<WaitReply>().next, since);
    }
}

#[tokio::test]
async fn a_wait_ends_with_its_session_and_no_other() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let ended = waiting_now(&mut work.client).await;
    let goes_on = waiting_now(&mut home.client).await;
    is_waiting().await;
    work.client.access_token = None;
    let revoked = work.client.revoke(&work.tokens.refresh_token).await;
    assert_eq!(revoked.status, 200);
    let (reply, took) = ended.await.unwrap();
    reply.refused(401, "token-invalid");
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert!(!goes_on.is_finished());
}

#[tokio::test]
async fn a_wait_ends_with_the_platform_which_does_not_wait_for_it() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let waits = waiting_now(&mut citizen.client).await;
    is_waiting().await;
    let stopped = tokio::time::timeout(Duration::from_secs(5), world.platform.stop());
    let (waited, stopped) = tokio::join!(waits, stopped);
    let (reply, _) = waited.unwrap();
    assert!(stopped.is_ok() && reply.status == 200);
}

#[tokio::test]
async fn what_another_process_changes_is_told_soon() {
    let folder = tempfile::tempdir().unwrap();
    let data = sst_platform::Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut citizen = world.register(PHONE).await;
    let heard = waiting_now(&mut citizen.client).await;
    is_waiting().await;
    let official = Official::open(folder.path()).await.unwrap();
    official.publish_notice(Some(PHONE), draft()).await.unwrap();
    let (reply, took) = heard.await.unwrap();
    assert_eq!(reply.ok::<WaitReply>().kinds, [EventKind::Notices]);
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn a_cursor_that_means_nothing_here_is_refused() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mut other = world.register("13800000012").await;
    let foreign = now(&mut other.client).await;
    wait(&mut citizen.client, Some(&foreign), 20)
        .await
        .refused(410, "cursor-expired");
    wait(&mut citizen.client, Some("x"), 20)
        .await
        .refused(410, "cursor-expired");
}
