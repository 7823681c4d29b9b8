//! Push: applied, no change, conflict, rejected.

use serde_json::{Value, json};
use sst_api::sync::PushReply;
use sst_platform::Correction;

use crate::support::World;

const PHONE: &str = "13800000011";

fn name(text: &str) -> Value {
    json!({ "name": text })
}

#[tokio::test]
async fn two_devices_that_differ_are_a_conflict() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    assert_eq!(
        home.push_edit("name", name("测试市民甲"), 0).await["status"],
        "applied"
    );
    assert_eq!(
        work.push_edit("name", name("测试市民乙"), 0).await["status"],
        "conflict"
    );
    assert_eq!(
        work.text("name", "name").await.as_deref(),
        Some("测试市民甲")
    );
    let seen = work.unit("name").await.unwrap().rev;
    assert_eq!(
        work.push_edit("name", name("测试市民乙"), seen).await["status"],
        "applied"
    );
}

#[tokio::test]
async fn two_devices_that_agree_are_none() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    home.push_edit("name", name("测试市民甲"), 0).await;
    let before = home.unit("name").await.unwrap().rev;
    assert_eq!(
        work.push_edit("name", name(" 测试市民甲 "), 0).await["status"],
        "noop"
    );
    assert_eq!(home.unit("name").await.unwrap().rev, before);
}

#[tokio::test]
async fn letters_composed_differently_are_no_conflict() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let address = |street| json!({ "region": "210104", "street": street });
    home.push_edit("address", address("Caf\u{e9} 1"), 0).await;
    let result = work.push_edit("address", address("Cafe\u{301} 1"), 0).await;
    assert_eq!(result["status"], "noop");
}

#[tokio::test]
async fn later_edits_of_one_device_build_on_its_earlier_ones() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    // All three were made offline, seeing revision 0.
    let edits =
        ["测试市民甲", "测试市民乙", "测试市民丙"].map(|text| home.edit("name", name(text), 0));
    let reply = home.push(&edits).await.json();
    for result in reply["results"].as_array().unwrap() {
        assert_eq!(result["status"], "applied");
    }
    let mut work = world.log_in(PHONE).await;
    let seen = work.unit("name").await.unwrap().rev;
    work.push_edit("name", name("测试市民丁"), seen).await;
    assert_eq!(
        home.push_edit("name", name("测试市民戊"), 0).await["status"],
        "conflict"
    );
}

#[tokio::test]
async fn a_revision_that_was_never_given_out_is_no_base() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    citizen.push_edit("name", name("测试市民甲"), 0).await;
    assert_eq!(
        citizen.push_edit("name", name("测试市民乙"), 10_000).await["status"],
        "conflict"
    );
}

#[tokio::test]
async fn of_preferences_the_last_write_wins() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let (unit, mode) = ("presentation", |mode: &str| json!({ "mode": mode }));
    assert_eq!(
        home.push_edit(unit, mode("elder"), 0).await["status"],
        "applied"
    );
    assert_eq!(
        work.push_edit(unit, mode("elder"), 0).await["status"],
        "noop"
    );
    assert_eq!(
        work.push_edit(unit, mode("standard"), 0).await["status"],
        "applied"
    );
    assert_eq!(home.text(unit, "mode").await.as_deref(), Some("standard"));
}

#[tokio::test]
async fn emptying_a_unit_is_a_change_like_any_other() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    citizen
        .push_edit("interests", json!({ "topics": ["health"] }), 0)
        .await;
    let seen = citizen.unit("interests").await.unwrap().rev;
    assert_eq!(
        citizen.push_edit("interests", Value::Null, seen).await["status"],
        "applied"
    );
    let unit = citizen.unit("interests").await.unwrap();
    assert!(unit.value.is_none() && unit.rev > seen);
    assert_eq!(
        citizen.push_edit("interests", Value::Null, seen).await["status"],
        "noop"
    );
}

#[tokio::test]
async fn a_rejected_mutation_does_not_hold_up_the_next() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let bad = citizen.edit("birthday", json!({ "date": "2999-01-01" }), 0);
    let good = citizen.edit("sex", json!({ "sex": "female" }), 0);
    let reply = citizen.push(&[bad, good]).await;
    assert_eq!(reply.ok::<PushReply>().changes.last_seq, 2);
    let results = reply.json()["results"].clone();
    assert_eq!(results[0]["status"], "rejected");
    assert_eq!(results[0]["problem"]["code"], "invalid-fields");
    let field = &results[0]["problem"]["fields"][0];
    assert_eq!(
        (&field["unit"], &field["field"]),
        (&json!("birthday"), &json!("date"))
    );
    assert_eq!(results[1]["status"], "applied");
}

#[tokio::test]
async fn every_reason_to_reject_has_its_code() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let cases = [
        (
            "phone",
            json!({ "number": "13800000012" }),
            "unit-online-only",
        ),
        (
            "email",
            json!({ "address": "test@example.com" }),
            "unit-online-only",
        ),
        (
            "id_document",
            json!({ "kind": "passport", "number": "E12345678" }),
            "unit-online-only",
        ),
        ("customer_code", json!({ "code": "1" }), "unit-read-only"),
        ("shoe_size", json!({ "size": "42" }), "unit-unknown"),
        ("name", json!({ "name": "" }), "invalid-fields"),
        (
            "name",
            json!({ "name": "测".repeat(5_000) }),
            "invalid-fields",
        ),
        ("name", json!({ "name": "测试\u{7}" }), "invalid-fields"),
        (
            "name",
            json!({ "name": "测试", "title": "x" }),
            "invalid-fields",
        ),
        (
            "name",
            json!({ "name": { "given": "x" } }),
            "malformed-request",
        ),
        ("name", json!("测试"), "malformed-request"),
        ("sex", json!({ "sex": "x" }), "invalid-fields"),
        (
            "birthday",
            json!({ "date": "2001-02-29" }),
            "invalid-fields",
        ),
        ("nationality", json!({ "country": "ZZZ" }), "invalid-fields"),
        (
            "address",
            json!({ "region": "000000", "street": "测试路" }),
            "invalid-fields",
        ),
        (
            "address",
            json!({ "region": "210104", "street": "测试路", "postcode": "1" }),
            "invalid-fields",
        ),
        (
            "interests",
            json!({ "topics": ["gossip"] }),
            "invalid-fields",
        ),
        ("presentation", json!({ "mode": "maybe" }), "invalid-fields"),
        // An earlier version had it.
        (
            "preference.notice_sms",
            json!({ "on": "true" }),
            "unit-unknown",
        ),
    ];
    for (unit, value, code) in cases {
        let result = citizen.push_edit(unit, value.clone(), 0).await;
        assert_eq!(result["status"], "rejected", "{unit} {value}");
        assert_eq!(result["problem"]["code"], code, "{unit} {value}");
    }
    let unknown = citizen.mutation(json!({ "type": "profile.dance", "client_time": "t" }));
    let result = citizen.push(&[unknown]).await.json()["results"][0].clone();
    assert_eq!(result["problem"]["code"], "malformed-request");
}

#[tokio::test]
async fn a_unit_that_an_official_verified_is_not_edited() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let fields = serde_json::from_value(name("测试市民甲")).unwrap();
    let correction = Correction {
        phone: PHONE.into(),
        unit: "name".into(),
        fields: Some(fields),
        ground: "窗口核验".into(),
        verified: true,
    };
    let corrected = world
        .platform
        .official()
        .correct_unit(correction)
        .await
        .unwrap();
    let result = citizen
        .push_edit("name", name("测试市民乙"), corrected.stands.rev)
        .await;
    assert_eq!(result["problem"]["code"], "unit-verified");
    assert_eq!(
        citizen.push_edit("name", name("测试市民甲"), 0).await["status"],
        "noop"
    );
    let unit = citizen.unit("name").await.unwrap();
    assert!(unit.verified);
    assert_eq!(unit.changed_by.ground, "窗口核验");
}

#[tokio::test]
async fn a_mask_is_never_taken_for_a_value() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    citizen.push_edit("name", name("测试市民甲"), 0).await;
    let unit = citizen.unit("name").await.unwrap();
    let spec = unit.unit.spec().unwrap();
    let mask = sst_domain::profile::mask_unit(spec, unit.value.as_ref().unwrap());
    let result = citizen
        .push_edit("name", name(&mask[0].text[0]), unit.rev)
        .await;
    assert_eq!(result["problem"]["fields"][0]["code"], "masked_value");
}
