//! The inbox: notices, read marks, notices to all.

use serde_json::json;
use sst_api::sync::Changes;
use sst_domain::notice::{Notice, NoticeKind};
use sst_platform::NoticeDraft;

use crate::support::World;
use crate::support::citizen::Citizen;

const PHONE: &str = "13800000011";

fn draft(title: &str) -> NoticeDraft {
    NoticeDraft {
        title: title.into(),
        body: "测试".into(),
        incident: None,
    }
}

async fn read(citizen: &mut Citizen, notices: &[&str]) -> serde_json::Value {
    let body = json!({ "type": "notice.read", "notices": notices, "client_time": "t" });
    let mutation = citizen.mutation(body);
    citizen.push(&[mutation]).await.json()["results"][0].clone()
}

async fn inbox(citizen: &mut Citizen) -> Vec<Notice> {
    citizen.snapshot().await.notices
}

#[tokio::test]
async fn a_login_on_a_new_computer_is_told_once() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    work.device = work.client.device().await;
    let notices = inbox(&mut home).await;
    assert_eq!(
        notices.len(),
        1,
        "registering the device twice is one login"
    );
    assert_eq!(notices[0].kind, NoticeKind::Account);
    assert!(notices[0].body.contains("测试电脑"));
}

#[tokio::test]
async fn reading_marks_the_notice_on_every_computer() {
    let world = World::start().await;
    let official = world.platform.official();
    let mut home = world.register(PHONE).await;
    let own = official
        .publish_notice(Some(PHONE), draft("own"))
        .await
        .unwrap();
    let all = official.publish_notice(None, draft("all")).await.unwrap();
    let mut work = world.log_in(PHONE).await;
    let since = work.snapshot().await.next;
    assert_eq!(
        read(&mut home, &[&own.id, &all.id]).await["status"],
        "applied"
    );
    assert_eq!(
        read(&mut work, &[&own.id, &all.id]).await["status"],
        "noop",
        "read wins, once"
    );
    let news: Changes = work.changes_since(Some(&since)).await.ok();
    let marked: Vec<_> = news
        .notices
        .iter()
        .map(|n| (n.title.as_str(), n.read))
        .collect();
    assert_eq!(marked, [("own", true), ("all", true)]);
    assert!(
        inbox(&mut home)
            .await
            .iter()
            .filter(|n| n.kind != NoticeKind::Account)
            .all(|n| n.read)
    );
}

#[tokio::test]
async fn a_read_mark_of_one_citizen_is_not_that_of_another() {
    let world = World::start().await;
    let mut first = world.register(PHONE).await;
    let mut second = world.register("13800000012").await;
    let all = world
        .platform
        .official()
        .publish_notice(None, draft("all"))
        .await
        .unwrap();
    read(&mut first, &[&all.id]).await;
    assert!(inbox(&mut first).await[0].read);
    assert!(!inbox(&mut second).await[0].read);
}

#[tokio::test]
async fn notices_of_others_cannot_be_read_or_marked() {
    let world = World::start().await;
    world.register("13800000012").await;
    let mut citizen = world.register(PHONE).await;
    let official = world.platform.official();
    let foreign = official
        .publish_notice(Some("13800000012"), draft("x"))
        .await
        .unwrap();
    assert!(inbox(&mut citizen).await.is_empty());
    assert_eq!(
        read(&mut citizen, &[&foreign.id, "made-up"]).await["status"],
        "noop"
    );
}

#[tokio::test]
async fn who_registers_later_does_not_get_old_notices() {
    let world = World::start().await;
    let official = world.platform.official();
    let old = official.publish_notice(None, draft("old")).await.unwrap();
    let mut citizen = world.register(PHONE).await;
    assert!(inbox(&mut citizen).await.is_empty());
    assert_eq!(read(&mut citizen, &[&old.id]).await["status"], "noop");
    official.publish_notice(None, draft("new")).await.unwrap();
    assert_eq!(inbox(&mut citizen).await.len(), 1);
}

#[tokio::test]
async fn two_hundred_notices_are_marked_at_once_and_no_more() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let many = vec!["x"; 201];
    assert_eq!(
        read(&mut citizen, &many).await["problem"]["code"],
        "too-large"
    );
    assert_eq!(read(&mut citizen, &many[1..]).await["status"], "noop");
}
