//! The identity document.

use serde_json::{Value, json};
use sst_api::path;
use sst_api::sync::UnitChange;
use sst_platform::Correction;

use crate::support::World;
use crate::support::citizen::Citizen;
use crate::support::reply::Reply;

const PHONE: &str = "13800000011";
const NUMBER: &str = "11010519491231002X";

async fn replace(citizen: &mut Citizen, number: &str, base: u64) -> Reply {
    let request = json!({ "value": { "kind": "resident_id", "number": number }, "base": base });
    citizen.client.put(path::IDENTITY_DOCUMENT, &request).await
}

#[tokio::test]
async fn who_saw_the_present_document_replaces_it() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let first: UnitChange = replace(&mut citizen, "11010519491231002x", 0).await.ok();
    assert_eq!(
        first.value.as_ref().unwrap().text("number"),
        Some(NUMBER),
        "as it is written"
    );
    let again: UnitChange = replace(&mut citizen, NUMBER, 0).await.ok();
    assert_eq!(again.rev, first.rev, "a lost reply changes nothing");
    replace(&mut citizen, "210102200002290018", 0)
        .await
        .refused(409, "revision-stale");
    replace(&mut citizen, "210102200002290018", first.rev)
        .await
        .ok::<UnitChange>();
}

#[tokio::test]
async fn it_needs_a_fresh_authentication() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    world.advance(301);
    replace(&mut citizen, NUMBER, 0)
        .await
        .refused(401, "step-up-required");
}

#[tokio::test]
async fn a_wrong_number_is_said_by_field() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let problem = replace(&mut citizen, "110105194912310021", 0).await;
    let problem: Value = problem.refused(422, "invalid-fields").json();
    assert_eq!(problem["fields"][0]["field"], "number");
    assert!(
        !problem.to_string().contains("110105"),
        "the number itself is not repeated"
    );
    let unknown = json!({ "value": { "kind": { "a": 1 }, "number": NUMBER }, "base": 0 });
    let reply = citizen.client.put(path::IDENTITY_DOCUMENT, &unknown).await;
    reply.refused(400, "malformed-request");
}

#[tokio::test]
async fn one_that_an_official_verified_stays() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let fields = json!({ "kind": "resident_id", "number": NUMBER });
    let correction = Correction {
        phone: PHONE.into(),
        unit: "id_document".into(),
        fields: Some(serde_json::from_value(fields).unwrap()),
        ground: "窗口核验".into(),
        verified: true,
    };
    let corrected = world
        .platform
        .official()
        .correct_unit(correction)
        .await
        .unwrap();
    let reply = replace(&mut citizen, "210102200002290018", corrected.stands.rev).await;
    reply.refused(422, "unit-verified");
}
