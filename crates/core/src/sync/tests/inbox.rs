//! Notices: they arrive, they are opened, and that is known everywhere.

use std::time::Duration;

use sst_domain::consent::Control;
use sst_domain::notice::{Notice, NoticeKind};

use super::desk::Desk;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::sync::simulated::Platform;

fn notice(id: &str, kind: NoticeKind, at: &str) -> Notice {
    Notice {
        id: id.to_owned(),
        kind,
        title: format!("测试通知 {id}"),
        body: "第一段\n\n第二段".to_owned(),
        incident: None,
        at: at.to_owned(),
        read: false,
    }
}

async fn settled(desk: &Desk, count: usize) {
    for _ in 0..1000 {
        if desk.notices.inbox().await.unwrap().notices.len() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the notices did not arrive");
}

fn arrived(desk: &mut Desk) -> u32 {
    let count = |event| match event {
        ClientEvent::NoticesArrived { count } => count,
        _ => 0,
    };
    desk.told().into_iter().map(count).sum()
}

#[tokio::test]
async fn incidents_come_first_then_the_newest() {
    let mut platform = Platform::new();
    platform.notify(notice(
        "old",
        NoticeKind::Announcement,
        "2026-11-01T00:00:00Z",
    ));
    platform.notify(notice("new", NoticeKind::Account, "2026-11-03T00:00:00Z"));
    platform.notify(notice(
        "incident",
        NoticeKind::Incident,
        "2026-11-02T00:00:00Z",
    ));
    let desk = Desk::new(platform);
    settled(&desk, 3).await;
    let inbox = desk.notices.inbox().await.unwrap();
    let order: Vec<&str> = inbox.notices.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(order, ["incident", "new", "old"]);
    assert_eq!(inbox.unread, 3);
}

#[tokio::test]
async fn an_opened_notice_is_read_here_and_on_the_platform() {
    let mut platform = Platform::new();
    platform.notify(notice("n1", NoticeKind::Account, "2026-11-01T00:00:00Z"));
    let mut desk = Desk::new(platform);
    settled(&desk, 1).await;
    desk.link.weather().cut = true;
    let opened = desk.notices.open("n1").await.unwrap();
    assert_eq!(opened.paragraphs, ["第一段", "第二段"]);
    assert!(opened.line.read);
    assert_eq!(
        desk.notices.inbox().await.unwrap().unread,
        0,
        "without a network too"
    );
    assert!(
        desk.told()
            .iter()
            .any(|told| matches!(told, ClientEvent::Inbox(inbox) if inbox.unread == 0))
    );
    assert_eq!(
        desk.account.store.unsent().unwrap(),
        0,
        "a read mark is no edit"
    );

    desk.link.weather().cut = false;
    desk.worker.flush().await.unwrap();
    assert!(desk.link.platform().is_read("n1"));
    desk.notices.open("n1").await.unwrap();
    desk.worker.flush().await.unwrap();
    assert_eq!(desk.link.weather().pushes, 1, "marked once");
    assert!(matches!(
        desk.notices.open("n2").await,
        Err(ClientError::NotFound)
    ));
}

#[tokio::test]
async fn only_what_has_just_arrived_is_announced_and_only_to_who_asked_for_it() {
    let mut platform = Platform::new();
    platform.notify(notice(
        "before",
        NoticeKind::Account,
        "2026-11-01T00:00:00Z",
    ));
    let mut desk = Desk::new(platform);
    settled(&desk, 1).await;
    assert_eq!(arrived(&mut desk), 0, "the first fetch announces nothing");

    desk.link
        .platform()
        .notify(notice("after", NoticeKind::Account, "2026-11-02T00:00:00Z"));
    let read = Notice {
        read: true,
        ..notice("read", NoticeKind::Account, "2026-11-02T00:00:00Z")
    };
    desk.link.platform().notify(read);
    desk.worker.wake().now();
    settled(&desk, 3).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(arrived(&mut desk), 0, "nobody has asked for it");

    desk.account.grants.set([Control::NotifySystem].into());
    desk.link
        .platform()
        .notify(notice("later", NoticeKind::Account, "2026-11-03T00:00:00Z"));
    desk.worker.wake().now();
    settled(&desk, 4).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(arrived(&mut desk), 1);
    desk.worker.wake().now();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(arrived(&mut desk), 0, "announced once");
}
