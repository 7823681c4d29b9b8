//! Push: numbers, repetition, restored backups.

use serde_json::{Value, json};
use sst_api::path;
use sst_api::sync::{Changes, MAX_MUTATIONS, MutationStatus, PushReply, UnitChange};
use uuid::Uuid;

use crate::support::World;

const PHONE: &str = "13800000011";

fn name(text: &str) -> Value {
    json!({ "name": text })
}

#[tokio::test]
async fn an_edit_is_applied_and_comes_back_with_its_origin() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mutation = citizen.edit("name", name("测试市民甲"), 0);
    let reply: PushReply = citizen.push(&[mutation]).await.ok();
    assert_eq!(reply.changes.last_seq, 1);
    let unit = reply
        .changes
        .units
        .iter()
        .find(|unit| unit.unit.as_str() == "name")
        .unwrap();
    assert_eq!(
        unit.value.as_ref().unwrap().text("name"),
        Some("测试市民甲")
    );
    let origin = serde_json::to_value(&unit.changed_by).unwrap();
    assert_eq!(
        origin["origin"],
        json!({ "kind": "device", "device_id": citizen.device })
    );
}

#[tokio::test]
async fn the_same_mutation_any_number_of_times_is_applied_once() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mutation = citizen.edit("name", name("测试市民甲"), 0);
    let first = citizen.push(std::slice::from_ref(&mutation)).await.json();
    let rev = citizen.unit("name").await.unwrap().rev;
    // Somebody else changes it meanwhile: the stored result stands all the same.
    let mut other = world.log_in(PHONE).await;
    other.push_edit("name", name("测试市民乙"), rev).await;
    for _ in 0..3 {
        let again = citizen.push(std::slice::from_ref(&mutation)).await.json();
        assert_eq!(again["results"], first["results"]);
    }
    assert_eq!(
        citizen.text("name", "name").await.as_deref(),
        Some("测试市民乙")
    );
}

#[tokio::test]
async fn a_known_mutation_with_other_bytes_is_refused() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mut mutation = citizen.edit("name", name("测试市民甲"), 0);
    citizen
        .push(std::slice::from_ref(&mutation))
        .await
        .ok::<PushReply>();
    mutation["body"]["value"]["name"] = "测试市民乙".into();
    citizen
        .push(&[mutation])
        .await
        .refused(409, "mutation-changed");
    assert_eq!(
        citizen.text("name", "name").await.as_deref(),
        Some("测试市民甲")
    );
}

#[tokio::test]
async fn the_fingerprint_is_over_the_bytes_of_the_body_alone() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let id = Uuid::now_v7();
    let body = r#"{"type":"profile.edit", "unit":"name","value":{"name":"测试市民甲"},"base":0,"client_time":"t"}"#;
    let push = async |citizen: &mut crate::support::citizen::Citizen, seq: u64, body: &str| {
        let device = &citizen.device;
        let text = format!(
            r#"{{"device_id":"{device}","mutations":[{{"id":"{id}","body":{body},"seq":{seq}}}]}}"#
        );
        let json = crate::support::Body::Json(text);
        citizen
            .client
            .send(reqwest::Method::POST, path::SYNC_PUSH, json)
            .await
    };
    assert_eq!(
        push(&mut citizen, 1, body).await.json()["results"][0]["status"],
        "applied"
    );
    let respaced = body.replace(", ", ",");
    push(&mut citizen, 1, &respaced)
        .await
        .refused(409, "mutation-changed");
    // A new device after a restored backup: same mutation, another number.
    citizen.device = citizen.client.device().await;
    let again = push(&mut citizen, 1, body).await;
    assert_eq!(again.json()["results"][0]["status"], "applied");
    assert_eq!(
        again.json()["changes"]["last_seq"],
        1,
        "the new device moves on"
    );
    assert_eq!(
        push(&mut citizen, 2, body).await.json()["changes"]["last_seq"],
        2
    );
}

#[tokio::test]
async fn a_gap_says_what_is_expected_and_applies_nothing() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    citizen.push_edit("name", name("测试市民甲"), 0).await;
    let second = citizen.edit("sex", json!({ "sex": "male" }), 0);
    let _third = citizen.edit("sex", json!({ "sex": "female" }), 0);
    let fourth = citizen.edit("sex", json!({ "sex": "female" }), 0);
    let reply = citizen.push(&[second.clone(), fourth]).await;
    assert_eq!(reply.refused(409, "seq-gap").json()["expected"], 2);
    assert!(citizen.unit("sex").await.is_none());
    citizen.push(&[second]).await.ok::<PushReply>();
}

#[tokio::test]
async fn a_used_number_with_an_unknown_mutation_is_a_restored_backup() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    citizen.push_edit("name", name("测试市民甲"), 0).await;
    let mut again = citizen.edit("name", name("测试市民乙"), 0);
    again["seq"] = 1.into();
    citizen.push(&[again]).await.refused(409, "unknown-device");
}

#[tokio::test]
async fn devices_belong_to_their_citizen() {
    let world = World::start().await;
    let foreign = world.register("13800000012").await.device;
    let mut citizen = world.register(PHONE).await;
    let mutation = citizen.edit("name", name("测试市民甲"), 0);
    for device in [foreign, "made-up".to_owned()] {
        citizen.device = device;
        citizen
            .push(std::slice::from_ref(&mutation))
            .await
            .refused(409, "unknown-device");
        citizen
            .changes_since(None)
            .await
            .refused(409, "unknown-device");
    }
}

#[tokio::test]
async fn a_mutation_of_somebody_else_is_not_known_here() {
    let world = World::start().await;
    let mut first = world.register("13800000012").await;
    let mutation = first.edit("name", name("测试市民乙"), 0);
    first
        .push(std::slice::from_ref(&mutation))
        .await
        .ok::<PushReply>();
    let mut second = world.register(PHONE).await;
    let reply = second.push(&[mutation]).await.json();
    assert_eq!(reply["results"][0]["status"], "applied");
    assert_eq!(
        second.text("name", "name").await.as_deref(),
        Some("测试市民乙")
    );
}

#[tokio::test]
async fn fifty_mutations_pass_and_fifty_one_do_not() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let flip = |n: usize| json!({ "mode": if n.is_multiple_of(2) { "elder" } else { "standard" } });
    let mut mutations: Vec<Value> = Vec::new();
    for n in 0..=MAX_MUTATIONS {
        mutations.push(citizen.edit("presentation", flip(n), 0));
    }
    citizen
        .push(&mutations)
        .await
        .refused(413, "too-many-mutations");
    mutations.pop();
    let reply: PushReply = citizen.push(&mutations).await.ok();
    assert_eq!((reply.results.len(), reply.changes.last_seq), (50, 50));
}

#[tokio::test]
async fn a_push_has_at_most_256_kib() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let long = citizen.edit("name", name(&"测".repeat(90 * 1024)), 0);
    citizen.push(&[long]).await.refused(413, "too-large");
}

/// The base of an edit is a revision. After a restore the same number may stand for another value.
#[tokio::test]
async fn a_push_from_before_a_restore_changes_nothing() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let before = citizen.snapshot().await;
    let named = |changes: &Changes| {
        let unit = changes
            .units
            .iter()
            .find(|unit| unit.unit.as_str() == "name");
        unit.map(|unit| (unit.value.clone(), unit.rev))
    };
    world.platform.official().mark_restored().await.unwrap();
    let mutation = citizen.edit("name", name("测试市民甲"), 0);
    let push = |cursor: Option<&str>| json!({ "device_id": citizen.device, "cursor": cursor, "mutations": [&mutation] });
    let (old, unread, none) = (push(Some(&before.next)), push(Some("made-up")), push(None));
    let client = &mut citizen.client;
    client
        .post(path::SYNC_PUSH, &old)
        .await
        .refused(410, "cursor-expired");
    client
        .post(path::SYNC_PUSH, &unread)
        .await
        .refused(410, "cursor-expired");
    let after = citizen.snapshot().await;
    assert_eq!((named(&after), after.last_seq), (named(&before), 0));

    // Whoever holds no cursor knows that they hold nothing, and gets everything.
    let reply: PushReply = citizen.client.post(path::SYNC_PUSH, &none).await.ok();
    assert_eq!(reply.results[0].status, MutationStatus::Applied);
    assert!(reply.changes.snapshot, "everything comes down anew");
    let holds = |unit: &UnitChange| unit.unit.as_str() == "phone";
    assert!(reply.changes.units.iter().any(holds));
}
