//! How the units became what they are: by the person, by officials, by the platform.

use serde_json::{Value, json};
use sst_api::contact::ContactChangeReply;
use sst_api::history::{HistoryEntry, HistoryPage};
use sst_api::path;
use sst_api::sync::UnitChange;
use sst_domain::profile::Origin;

use crate::corrections::{is_reference, verified, verify};
use crate::support::World;
use crate::support::citizen::Citizen;

const PHONE: &str = "13800000011";

impl Citizen {
    async fn history(&mut self) -> Vec<HistoryEntry> {
        let page: HistoryPage = self.client.get(path::HISTORY).await.ok();
        assert_eq!(page.next, None);
        page.entries
    }
}

fn json_of(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[tokio::test]
async fn every_change_is_in_it_whoever_made_it() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let registered = citizen.history().await;
    assert!(!registered.is_empty());
    for entry in &registered {
        assert_eq!(entry.changed_by.origin, Origin::Platform);
        assert_eq!(entry.before, None);
    }

    let first = json!({ "name": "测试市民甲" });
    citizen.push_edit("name", first.clone(), 0).await;
    verify(&world, PHONE, "name", "name", "测试市民乙").await;
    citizen.push_edit("sex", json!({ "sex": "male" }), 0).await;
    let rev = citizen.unit("sex").await.unwrap().rev;
    citizen.push_edit("sex", Value::Null, rev).await;
    let begin = path::fill(path::CONTACT_CHANGES, &["email"]);
    let email = json!({ "value": "jia@example.com" });
    let begun: ContactChangeReply = citizen.client.post(&begin, &email).await.ok();
    let code = world.platform.last_code("jia@example.com").unwrap();
    let verify = path::fill(path::CONTACT_VERIFY, &["email", &begun.id]);
    let reply = citizen.client.post(&verify, &json!({ "code": code })).await;
    let contact: UnitChange = reply.ok();
    let number = json!({ "kind": "resident_id", "number": "11010519491231002X" });
    let document = json!({ "value": number, "base": 0 });
    let reply = citizen.client.put(path::IDENTITY_DOCUMENT, &document).await;
    let document: UnitChange = reply.ok();

    let history = citizen.history().await;
    let units: Vec<_> = history.iter().map(|one| one.unit.as_str()).collect();
    let newest = ["id_document", "email", "sex", "sex", "name", "name"];
    assert_eq!(units[..6], newest);
    assert_eq!(history[6..], registered);
    for entry in &history {
        is_reference(&world, &entry.reference);
        let named = entry.changed_by.reference.as_deref();
        assert_eq!(named, Some(entry.reference.as_str()));
    }
    assert_eq!(history[0].changed_by, document.changed_by);
    assert_eq!(json_of(&history[0].after), number);
    assert_eq!(history[1].changed_by, contact.changed_by);
    assert_eq!(
        json_of(&history[1].after),
        json!({ "address": "jia@example.com" })
    );
    assert_eq!(json_of(&history[2].before), json!({ "sex": "male" }));
    assert_eq!((&history[2].after, &history[3].before), (&None, &None));
    let by = &history[4].changed_by;
    assert_eq!(by.origin, Origin::Official { verified: true });
    assert_eq!(by.ground, "窗口核验");
    assert_eq!(json_of(&history[4].before), first);
    assert_eq!(json_of(&history[4].after), json!({ "name": "测试市民乙" }));
    let device_id = citizen.device.clone();
    assert_eq!(history[5].changed_by.origin, Origin::Device { device_id });
    let stands = citizen.unit("name").await.unwrap();
    assert_eq!(stands.changed_by, history[4].changed_by);
    let mut references: Vec<_> = history.iter().map(|one| &one.reference).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), history.len(), "each is given out once");
}

#[tokio::test]
async fn what_changed_nothing_is_not_in_it() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let before = citizen.history().await;
    for value in ["测试市民甲", "测试市民丙", ""] {
        let result = citizen.push_edit("name", json!({ "name": value }), 0).await;
        assert_ne!(result["status"], "applied");
    }
    citizen.push_edit("sex", json!({ "sex": "male" }), 99).await;
    assert_eq!(citizen.history().await, before);
}

#[tokio::test]
async fn it_comes_in_pages_newest_first_and_is_the_persons_own() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mut other = world.register("13800000012").await;
    for _ in 0..3 {
        for mode in ["elder", "standard"] {
            citizen
                .push_edit("presentation", json!({ "mode": mode }), 0)
                .await;
        }
    }
    let whole = citizen.history().await;
    let mut pages = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("{}?limit=2{before}", path::HISTORY);
        let page: HistoryPage = citizen.client.get(&path).await.ok();
        assert!((1..=2).contains(&page.entries.len()));
        pages.extend(page.entries);
        let Some(next) = page.next else { break };
        before = format!("&before={next}");
    }
    assert_eq!(pages, whole);
    // A page that ends with the last entry says so.
    let exactly = format!("{}?limit={}", path::HISTORY, whole.len());
    let page: HistoryPage = citizen.client.get(&exactly).await.ok();
    assert_eq!((page.entries.len(), page.next), (whole.len(), None));

    let theirs = other.history().await;
    assert!(theirs.iter().all(|one| !whole.contains(one)));
    let foreign = format!("{}?before={}", path::HISTORY, whole[0].reference);
    let page: HistoryPage = other.client.get(&foreign).await.ok();
    assert!(page.entries.is_empty() && page.next.is_none());
    for bad in ["limit=0", "limit=101", "limit=-1", "limit=4294967296"] {
        let path = format!("{}?{bad}", path::HISTORY);
        citizen
            .client
            .get(&path)
            .await
            .refused(400, "malformed-request");
    }
    let most = format!("{}?limit=100", path::HISTORY);
    citizen.client.get(&most).await.ok::<HistoryPage>();
    let unknown = format!("{}?before=%27%20OR%201%3D1", path::HISTORY);
    let page: HistoryPage = citizen.client.get(&unknown).await.ok();
    assert!(page.entries.is_empty());
    world
        .client()
        .get(path::HISTORY)
        .await
        .refused(401, "token-missing");
}
