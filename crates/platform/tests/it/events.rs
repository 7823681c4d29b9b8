//! Event streams: who is told, and when they end.

use std::time::Duration;

use serde_json::json;
use sst_api::event::EventKind;
use sst_api::path;
use sst_platform::{Limits, NoticeDraft, Official};

use crate::support::World;

const PHONE: &str = "13800000011";

fn draft() -> NoticeDraft {
    NoticeDraft {
        title: "测试".into(),
        body: "测试".into(),
        incident: None,
    }
}

#[tokio::test]
async fn another_computer_of_the_citizen_is_told_and_nobody_else() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let mut other = world.register("13800000012").await;
    let mut stream = work.client.events().await;
    let mut foreign = other.client.events().await;
    home.push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    let event = stream.next().await.unwrap();
    assert_eq!(event.kinds, [EventKind::Profile]);
    assert_eq!(event.rev, home.unit("name").await.unwrap().rev);
    // The next thing that the other citizen hears is what concerns them.
    world
        .platform
        .official()
        .publish_notice(Some("13800000012"), draft())
        .await
        .unwrap();
    assert_eq!(foreign.next().await.unwrap().kinds, [EventKind::Notices]);
}

#[tokio::test]
async fn an_event_says_nothing_of_what_changed() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut stream = home.client.events().await;
    home.push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    let event = serde_json::to_value(stream.next().await.unwrap()).unwrap();
    let members: Vec<_> = event.as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["kinds", "rev"]);
}

#[tokio::test]
async fn everybody_hears_of_a_notice_to_all() {
    let world = World::start().await;
    let mut streams = Vec::new();
    for phone in ["13800000012", "13800000013"] {
        streams.push(world.register(phone).await.client.events().await);
    }
    world
        .platform
        .official()
        .publish_notice(None, draft())
        .await
        .unwrap();
    for stream in &mut streams {
        assert_eq!(stream.next().await.unwrap().kinds, [EventKind::Notices]);
    }
}

#[tokio::test]
async fn what_another_process_changes_is_heard_soon() {
    let folder = tempfile::tempdir().unwrap();
    let data = sst_platform::Data::Folder(folder.path().to_owned());
    let world = World::with(|options| options.data = data).await;
    let mut citizen = world.register(PHONE).await;
    let mut stream = citizen.client.events().await;
    // A second opening of the same folder, as the commands of the binary do it.
    let official = Official::open(folder.path()).await.unwrap();
    official.publish_notice(Some(PHONE), draft()).await.unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(2), stream.next()).await;
    assert_eq!(heard.unwrap().unwrap().kinds, [EventKind::Notices]);
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_no_other() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let mut ended = work.client.events().await;
    let mut goes_on = home.client.events().await;
    work.client.access_token = None;
    assert_eq!(
        work.client.revoke(&work.tokens.refresh_token).await.status,
        200
    );
    assert!(ended.next().await.is_none());
    home.push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    assert!(goes_on.next().await.is_some());
}

#[tokio::test]
async fn a_stream_ends_with_the_platform_which_does_not_wait_for_it() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mut stream = citizen.client.events().await;
    let stopped = tokio::time::timeout(Duration::from_secs(5), world.platform.stop());
    let (next, stopped) = tokio::join!(stream.next(), stopped);
    assert!(next.is_none() && stopped.is_ok());
}

#[tokio::test]
async fn a_stream_beats_and_ends_of_itself() {
    let short = |options: &mut sst_platform::Options| {
        options.limits = Limits {
            heartbeat: Duration::from_millis(50),
            stream_lifetime: (Duration::from_millis(400), Duration::from_millis(600)),
            ..Limits::default()
        };
    };
    let world = World::with(short).await;
    let mut citizen = world.register(PHONE).await;
    let began = std::time::Instant::now();
    let mut stream = citizen.client.events().await;
    assert!(stream.next().await.is_none());
    assert!(stream.heartbeats >= 3, "{} heartbeats", stream.heartbeats);
    let lived = began.elapsed();
    assert!(
        lived >= Duration::from_millis(400) && lived < Duration::from_secs(5),
        "{lived:?}"
    );
}

#[tokio::test]
async fn a_stream_needs_a_token() {
    let world = World::start().await;
    world
        .client()
        .get(path::EVENTS)
        .await
        .refused(401, "token-missing");
}
