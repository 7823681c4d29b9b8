//! Changes: cursors, pages, snapshots.

use std::collections::BTreeMap;

use serde_json::json;
use sst_api::path;
use sst_api::sync::Changes;
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

#[tokio::test]
async fn a_snapshot_then_only_what_is_new() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let whole = citizen.snapshot().await;
    assert!(whole.snapshot && !whole.has_more);
    assert_eq!(whole.units.len(), 4);
    let nothing: Changes = citizen.changes_since(Some(&whole.next)).await.ok();
    assert!(!nothing.snapshot && nothing.units.is_empty() && nothing.notices.is_empty());
    assert_eq!(nothing.next, whole.next);
    citizen
        .push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    let news: Changes = citizen.changes_since(Some(&whole.next)).await.ok();
    assert_eq!(news.units.len(), 1);
    assert_eq!((news.units[0].unit.as_str(), news.last_seq), ("name", 1));
}

#[tokio::test]
async fn nothing_new_is_a_short_reply() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let next = citizen.snapshot().await.next;
    let reply = citizen.changes_since(Some(&next)).await;
    assert!(reply.body.len() <= 300, "{} bytes", reply.body.len());
}

/// Reads page by page until there is no more.
async fn drain(citizen: &mut Citizen, since: Option<String>, limit: usize) -> Vec<Changes> {
    let mut since = since;
    let mut pages = Vec::new();
    loop {
        let cursor = since
            .as_ref()
            .map(|since| format!("&since={since}"))
            .unwrap_or_default();
        let device = &citizen.device;
        let path = format!(
            "{}?device_id={device}&limit={limit}{cursor}",
            path::SYNC_CHANGES
        );
        let page: Changes = citizen.client.get(&path).await.ok();
        assert!(page.units.len() + page.notices.len() <= limit);
        since = Some(page.next.clone());
        let has_more = page.has_more;
        pages.push(page);
        if !has_more {
            return pages;
        }
        assert!(pages.len() < 100, "no end");
    }
}

#[tokio::test]
async fn pages_of_every_size_bring_everything_once() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let official = world.platform.official();
    for n in 0..4 {
        official
            .publish_notice(Some(PHONE), draft(&format!("own {n}")))
            .await
            .unwrap();
        official
            .publish_notice(None, draft(&format!("all {n}")))
            .await
            .unwrap();
    }
    for limit in 1..=20 {
        let pages = drain(&mut citizen, None, limit).await;
        assert!(pages[0].snapshot && pages[1..].iter().all(|page| !page.snapshot));
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for page in &pages {
            let units = page.units.iter().map(|unit| unit.unit.to_string());
            let notices = page.notices.iter().map(|notice| notice.title.clone());
            units
                .chain(notices)
                .for_each(|key| *seen.entry(key).or_default() += 1);
        }
        assert_eq!(seen.len(), 12, "limit {limit}");
        assert!(
            seen.values().all(|times| *times == 1),
            "limit {limit}: {seen:?}"
        );
    }
}

#[tokio::test]
async fn a_change_between_two_pages_is_not_lost() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let device = citizen.device.clone();
    let path = format!("{}?device_id={device}&limit=3", path::SYNC_CHANGES);
    let first: Changes = citizen.client.get(&path).await.ok();
    // A unit of the first page changes before the second is asked for.
    let unit = first.units[2].unit.to_string();
    assert_eq!(unit, "language");
    citizen
        .push_edit(&unit, json!({ "language": "en" }), first.units[2].rev)
        .await;
    let rest = drain(&mut citizen, Some(first.next), 3).await;
    let again: Vec<_> = rest
        .iter()
        .flat_map(|page| &page.units)
        .filter(|u| u.unit.as_str() == unit)
        .collect();
    assert_eq!(again.len(), 1);
    assert_eq!(
        again[0].value.as_ref().unwrap().text("language"),
        Some("en")
    );
}

#[tokio::test]
async fn a_restored_platform_makes_cursors_worthless() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let before = citizen.snapshot().await;
    world.platform.official().mark_restored().await.unwrap();
    citizen
        .changes_since(Some(&before.next))
        .await
        .refused(410, "cursor-expired");
    let after = citizen.snapshot().await;
    assert_ne!(after.epoch, before.epoch);
    assert!(after.snapshot);
    citizen
        .changes_since(Some(&after.next))
        .await
        .ok::<Changes>();
}

#[tokio::test]
async fn a_cursor_of_somebody_else_is_worthless() {
    let world = World::start().await;
    let foreign = world.register("13800000012").await.snapshot().await.next;
    let mut citizen = world.register(PHONE).await;
    citizen
        .changes_since(Some(&foreign))
        .await
        .refused(410, "cursor-expired");
    // What it cannot read may have been a cursor of another version.
    citizen
        .changes_since(Some("made-up"))
        .await
        .refused(410, "cursor-expired");
}

#[tokio::test]
async fn limits_are_one_to_two_hundred() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    for (limit, ok) in [
        ("1", true),
        ("200", true),
        ("0", false),
        ("201", false),
        ("-1", false),
        ("x", false),
    ] {
        let path = format!(
            "{}?device_id={}&limit={limit}",
            path::SYNC_CHANGES,
            citizen.device
        );
        let reply = citizen.client.get(&path).await;
        if ok {
            reply.ok::<Changes>();
        } else {
            reply.refused(400, "malformed-request");
        }
    }
    citizen
        .client
        .get(path::SYNC_CHANGES)
        .await
        .refused(400, "malformed-request");
}

#[tokio::test]
async fn data_survive_the_platform() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |options: &mut sst_platform::Options| {
        options.data = sst_platform::Data::Folder(folder.path().to_owned());
    };
    let world = World::with(keep).await;
    let mut citizen = world.register(PHONE).await;
    citizen
        .push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    let next = citizen.snapshot().await.next;
    let clock = world.clock.clone();
    world.platform.stop().await;

    let world = World::with(|options| {
        keep(options);
        options.clock = clock;
    })
    .await;
    citizen.client.url = world.platform.url().to_owned();
    let changes: Changes = citizen.changes_since(Some(&next)).await.ok();
    assert!(changes.units.is_empty() && changes.last_seq == 1);
    assert_eq!(
        citizen.text("name", "name").await.as_deref(),
        Some("测试市民甲")
    );
}
