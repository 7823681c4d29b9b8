//! A new phone number or e-mail address.

use serde_json::{Value, json};
use sst_api::contact::ContactChangeReply;
use sst_api::path;
use sst_api::sync::UnitChange;
use sst_domain::notice::NoticeKind;
use sst_platform::sms::{Purpose, Recipient};

use crate::support::World;
use crate::support::citizen::Citizen;
use crate::support::reply::Reply;

const OLD: &str = "13800000011";
const NEW: &str = "13800000012";

async fn begin(citizen: &mut Citizen, channel: &str, value: &str) -> Reply {
    let path = path::fill(path::CONTACT_CHANGES, &[channel]);
    citizen.client.post(&path, &json!({ "value": value })).await
}

async fn verify(citizen: &mut Citizen, channel: &str, id: &str, code: &str) -> Reply {
    let path = path::fill(path::CONTACT_VERIFY, &[channel, id]);
    citizen.client.post(&path, &json!({ "code": code })).await
}

#[tokio::test]
async fn the_old_number_stands_until_the_code_comes_back() {
    let world = World::start().await;
    let mut citizen = world.register(OLD).await;
    let begun: ContactChangeReply = begin(&mut citizen, "phone", NEW).await.ok();
    assert_eq!((begun.resend_after, begun.expires_in), (60, 300));
    assert_eq!(citizen.text("phone", "number").await.as_deref(), Some(OLD));

    let code = world.platform.last_code(NEW).unwrap();
    let stands: UnitChange = verify(&mut citizen, "phone", &begun.id, &code).await.ok();
    assert_eq!(stands.value.unwrap().text("number"), Some(NEW));
    let notices = citizen.snapshot().await.notices;
    assert_eq!((notices.len(), notices[0].kind), (1, NoticeKind::Account));
    let last = world.platform.messages().pop().unwrap();
    assert!(last.to == Recipient::Phone(OLD.into()) && last.code.is_none());
    assert_eq!(last.purpose, Purpose::Changed);

    // The new number logs in to the same account, the old one to none.
    assert_eq!(world.log_in(NEW).await.tokens.sub, citizen.tokens.sub);
    let step = world.log_in_until_code(&mut world.client(), OLD).await;
    assert_eq!(step.json()["expects"], "registration");
    verify(&mut citizen, "phone", &begun.id, &code)
        .await
        .refused(410, "change-expired");
}

#[tokio::test]
async fn an_address_needs_no_step_up() {
    let world = World::start().await;
    let mut citizen = world.register(OLD).await;
    world.advance(400);
    begin(&mut citizen, "phone", NEW)
        .await
        .refused(401, "step-up-required");
    let begun: ContactChangeReply = begin(&mut citizen, "email", "test@example.com").await.ok();
    let code = world.platform.last_code("test@example.com").unwrap();
    verify(&mut citizen, "email", &begun.id, &code)
        .await
        .ok::<UnitChange>();
    assert_eq!(
        citizen.text("email", "address").await.as_deref(),
        Some("test@example.com")
    );
}

#[tokio::test]
async fn taken_is_told_only_to_who_reads_the_code() {
    let world = World::start().await;
    world.register(NEW).await;
    let mut citizen = world.register(OLD).await;
    world.advance(61);
    let begun: ContactChangeReply = begin(&mut citizen, "phone", NEW).await.ok();
    let code = world.platform.last_code(NEW).unwrap();
    verify(&mut citizen, "phone", &begun.id, &code)
        .await
        .refused(409, "contact-taken");
    assert_eq!(citizen.text("phone", "number").await.as_deref(), Some(OLD));
}

#[tokio::test]
async fn the_present_value_is_no_change() {
    let world = World::start().await;
    let mut citizen = world.register(OLD).await;
    begin(&mut citizen, "phone", &format!(" {OLD} "))
        .await
        .refused(409, "contact-same");
}

#[tokio::test]
async fn wrong_late_and_foreign_codes() {
    let world = World::start().await;
    let mut other = world.register("13800000013").await;
    let mut citizen = world.register(OLD).await;
    let begun: ContactChangeReply = begin(&mut citizen, "email", "test@example.com").await.ok();
    let right = world.platform.last_code("test@example.com").unwrap();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };

    verify(&mut other, "email", &begun.id, &right)
        .await
        .refused(410, "change-expired");
    verify(&mut citizen, "phone", &begun.id, &right)
        .await
        .refused(410, "change-expired");
    for left in [4, 3, 2, 1] {
        let reply = verify(&mut citizen, "email", &begun.id, wrong).await;
        assert_eq!(reply.refused(400, "code-wrong").json()["tries_left"], left);
    }
    verify(&mut citizen, "email", &begun.id, wrong)
        .await
        .refused(400, "code-used-up");
    verify(&mut citizen, "email", &begun.id, &right)
        .await
        .refused(400, "code-used-up");

    world.advance(61);
    let begun: ContactChangeReply = begin(&mut citizen, "email", "test@example.com").await.ok();
    let right = world.platform.last_code("test@example.com").unwrap();
    world.advance(300);
    verify(&mut citizen, "email", &begun.id, &right)
        .await
        .refused(400, "code-expired");
}

#[tokio::test]
async fn codes_to_a_new_contact_are_limited_like_others() {
    let world = World::start().await;
    let mut citizen = world.register(OLD).await;
    begin(&mut citizen, "email", "test@example.com")
        .await
        .ok::<Value>();
    let soon = begin(&mut citizen, "email", "test@example.com").await;
    assert_eq!(
        soon.refused(429, "code-too-soon").header("retry-after"),
        "60"
    );
}

#[tokio::test]
async fn what_is_no_contact_is_said_by_field() {
    let world = World::start().await;
    let mut citizen = world.register(OLD).await;
    let cases = [
        ("phone", "12", "number"),
        ("phone", "", "number"),
        ("email", "nobody", "address"),
    ];
    for (channel, value, field) in cases {
        let reply = begin(&mut citizen, channel, value).await;
        let problem = reply.refused(422, "invalid-fields").json();
        assert_eq!(problem["fields"][0]["unit"], channel);
        assert_eq!(problem["fields"][0]["field"], field);
    }
    begin(&mut citizen, "pigeon", "x")
        .await
        .refused(404, "not-found");
}
