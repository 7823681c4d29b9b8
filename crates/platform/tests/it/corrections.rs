//! Requests to correct what an official has verified: asked, refused, withdrawn, synchronised.

use serde_json::{Value, json};
use sst_api::correction::{CorrectionRequest, CorrectionState};
use sst_api::event::EventKind;
use sst_api::sync::{Changes, PushReply};
use sst_api::upload::{MediaType, UploadState};
use sst_domain::profile::{RawFields, RawValue};
use sst_platform::{Correction, NoticeDraft};
use uuid::Uuid;

use crate::support::World;
use crate::support::attachment::{at, jpeg};
use crate::support::citizen::Citizen;

const PHONE: &str = "13800000011";

/// A citizen with a verified name.
pub(crate) async fn verified(world: &World, phone: &str) -> Citizen {
    let citizen = world.register(phone).await;
    verify(world, phone, "name", "name", "测试市民甲").await;
    citizen
}

pub(crate) async fn verify(world: &World, phone: &str, unit: &str, field: &str, value: &str) {
    let fields = RawFields::from([(field.to_owned(), RawValue::Text(value.to_owned()))]);
    let correction = Correction {
        phone: phone.into(),
        unit: unit.into(),
        fields: Some(fields),
        ground: "窗口核验".into(),
        verified: true,
    };
    let official = world.platform.official();
    official.correct_unit(correction).await.unwrap();
}

pub(crate) fn wish(attachments: &[Uuid]) -> Value {
    json!({
        "type": "profile.correction_request", "unit": "name", "value": { "name": "测试市民乙" },
        "reason": "户口本上是这个字", "attachments": attachments,
    })
}

impl Citizen {
    /// Asks; gives the request's identifier and what became of the mutation.
    pub(crate) async fn ask(&mut self, body: Value) -> (Uuid, Value) {
        let mutation = self.mutation(body);
        let reply = self.push(std::slice::from_ref(&mutation)).await;
        let _: PushReply = reply.ok();
        let id = serde_json::from_value(mutation["id"].clone()).unwrap();
        (id, reply.json()["results"][0].clone())
    }

    pub(crate) async fn withdraw(&mut self, request: Uuid) -> Value {
        let body = json!({ "type": "profile.correction_withdraw", "request": request });
        self.ask(body).await.1
    }

    /// The one request that there is.
    pub(crate) async fn request(&mut self) -> CorrectionRequest {
        let mut requests = self.snapshot().await.corrections;
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

#[track_caller]
fn rejected(result: &Value, code: &str) {
    assert_eq!(result["status"], "rejected", "{result}");
    assert_eq!(result["problem"]["code"], code, "{result}");
}

/// A reference of this very day.
#[track_caller]
pub(crate) fn is_reference(world: &World, reference: &str) {
    let day = world.clock.today().strftime("%Y%m%d-").to_string();
    let rest = reference.strip_prefix(&day).unwrap();
    let fits = |one: u8| b"23456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&one);
    assert!(rest.len() == 6 && rest.bytes().all(fits), "{reference}");
}

#[tokio::test]
async fn what_is_asked_for_arrives_on_every_computer() {
    let world = World::start().await;
    let mut home = verified(&world, PHONE).await;
    let mut work = world.log_in(PHONE).await;
    let before = work.snapshot().await.next;
    let mut stream = work.client.events().await;
    let attachments = [home.client.attach().await, home.client.attach().await];
    let mut body = wish(&attachments);
    body["reason"] = json!("  户口本上\n是这个字 ");
    let (id, result) = home.ask(body).await;
    assert_eq!(result["status"], "applied");
    assert_eq!(stream.next().await.unwrap().kinds, [EventKind::Corrections]);
    let changes: Changes = work.changes_since(Some(&before)).await.ok();
    let [request] = changes.corrections.as_slice() else {
        panic!("one request")
    };
    is_reference(&world, &request.reference);
    assert_eq!((request.id, request.unit.as_str()), (id, "name"));
    let value = request.value.as_ref().unwrap();
    assert_eq!(value.text("name"), Some("测试市民乙"));
    assert_eq!(request.reason, "户口本上\n是这个字");
    assert_eq!(request.state, CorrectionState::Received);
    assert_eq!(request.answer, None);
    assert_eq!(request.submitted_at, world.clock.now_text());
    assert_eq!(request.updated_at, request.submitted_at);
    let attached: Vec<_> = request.attachments.iter().map(|one| one.id).collect();
    assert_eq!(attached, attachments, "in the order of the person");
    let one = request.attachments[0];
    assert_eq!((one.media_type, one.size), (MediaType::Jpeg, 300));
    assert_eq!(&work.request().await, request);
    // It changes nothing yet.
    let unit = work.unit("name").await.unwrap();
    assert_eq!(unit.value.unwrap().text("name"), Some("测试市民甲"));
    let after = work.changes_since(Some(&changes.next)).await;
    assert!(after.ok::<Changes>().corrections.is_empty());
    let official = world.platform.official();
    assert!(official.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn the_same_mutation_again_asks_once() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let attachment = citizen.client.attach().await;
    let mutation = citizen.mutation(wish(&[attachment]));
    for _ in 0..2 {
        let reply = citizen.push(std::slice::from_ref(&mutation)).await;
        assert_eq!(reply.json()["results"][0]["status"], "applied");
    }
    assert_eq!(citizen.request().await.attachments.len(), 1);
}

#[tokio::test]
async fn only_a_verified_unit_is_asked_for() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let of = |unit: &str, value: Value| {
        let mut body = wish(&[]);
        (body["unit"], body["value"]) = (json!(unit), value);
        body
    };
    let cases = [
        (of("shoe_size", json!({})), "unit-unknown"),
        (
            of("name", json!({ "name": "测试市民乙" })),
            "unit-not-verified",
        ),
        (of("address", Value::Null), "unit-not-verified"),
        (
            of("phone", json!({ "number": "13800000099" })),
            "unit-online-only",
        ),
        (
            of("email", json!({ "address": "a@example.com" })),
            "unit-online-only",
        ),
        (
            of("customer_code", json!({ "code": "1" })),
            "unit-read-only",
        ),
    ];
    for (body, code) in cases {
        rejected(&citizen.ask(body).await.1, code);
    }
    citizen
        .push_edit("name", json!({ "name": "测试市民丙" }), 0)
        .await;
    rejected(&citizen.ask(wish(&[])).await.1, "unit-not-verified");
    verify(&world, PHONE, "sex", "sex", "male").await;
    let (_, result) = citizen.ask(of("sex", Value::Null)).await;
    assert_eq!(result["status"], "applied");
    assert_eq!(citizen.request().await.value, None);
}

#[tokio::test]
async fn the_value_obeys_the_rules_of_an_edit() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let values = [
        (json!({ "name": "" }), "invalid-fields"),
        (
            json!({ "name": "测试市民乙", "nick": "x" }),
            "invalid-fields",
        ),
        (
            json!({ "name": { "of": "another form" } }),
            "malformed-request",
        ),
        (json!("测试市民乙"), "malformed-request"),
    ];
    for (value, code) in values {
        let mut body = wish(&[]);
        body["value"] = value;
        rejected(&citizen.ask(body).await.1, code);
    }
    let mut forgotten = wish(&[]);
    forgotten.as_object_mut().unwrap().remove("value");
    rejected(&citizen.ask(forgotten).await.1, "malformed-request");
    let mut masked = wish(&[]);
    let unit = citizen.unit("name").await.unwrap();
    let spec = unit.unit.spec().unwrap();
    let masks = sst_domain::profile::mask_unit(spec, &unit.value.unwrap());
    masked["value"] = json!({ "name": masks[0].text[0] });
    let (_, result) = citizen.ask(masked).await;
    rejected(&result, "invalid-fields");
    assert_eq!(result["problem"]["fields"][0]["code"], "masked_value");
    let mut spaced = wish(&[]);
    spaced["value"] = json!({ "name": " 测试市民乙 " });
    assert_eq!(citizen.ask(spaced).await.1["status"], "applied");
    let value = citizen.request().await.value.unwrap();
    assert_eq!(value.text("name"), Some("测试市民乙"), "canonical");
}

#[tokio::test]
async fn a_reason_is_a_text_of_500_characters() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let long = "字".repeat(501);
    let cases = [
        ("", "required"),
        (" \n\t ", "required"),
        (long.as_str(), "too_long"),
        ("a\u{1b}[2Jb", "illegal_character"),
        ("a\rb", "illegal_character"),
        ("a\0b", "illegal_character"),
    ];
    for (reason, code) in cases {
        let mut body = wish(&[]);
        body["reason"] = json!(reason);
        let (_, result) = citizen.ask(body).await;
        rejected(&result, "invalid-fields");
        let field = json!({ "unit": "name", "field": "reason", "code": code });
        assert_eq!(result["problem"]["fields"], json!([field]));
    }
    let mut body = wish(&[]);
    body["reason"] = json!(format!(" {} ", "字".repeat(500)));
    assert_eq!(citizen.ask(body).await.1["status"], "applied");
}

#[tokio::test]
async fn attachments_are_whole_and_free_and_the_persons_own() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let mut other = verified(&world, "13800000012").await;
    let half = Uuid::now_v7();
    citizen
        .client
        .announce(half, &jpeg(300))
        .await
        .ok::<UploadState>();
    let part = citizen.client.part(half, 0, &jpeg(300)[..299]).await;
    part.ok::<UploadState>();
    let foreign = other.client.attach().await;
    let mut own = Vec::new();
    for _ in 0..4 {
        own.push(citizen.client.attach().await);
    }
    let [a, b, c, d] = own[..] else {
        panic!("four")
    };
    for attachments in [
        vec![Uuid::now_v7()],
        vec![half],
        vec![foreign],
        vec![a, a],
        vec![a, half],
    ] {
        let (_, result) = citizen.ask(wish(&attachments)).await;
        rejected(&result, "attachment-missing");
    }
    rejected(&citizen.ask(wish(&own)).await.1, "too-large");
    // What was refused took none of them.
    let (first, result) = citizen.ask(wish(&[a, b, c])).await;
    assert_eq!(result["status"], "applied");
    citizen
        .client
        .discard(a)
        .await
        .refused(409, "upload-claimed");
    citizen.client.get(&at(a)).await.ok::<UploadState>();
    verify(&world, PHONE, "sex", "sex", "male").await;
    let mut second = wish(&[c]);
    (second["unit"], second["value"]) = (json!("sex"), json!({ "sex": "female" }));
    rejected(&citizen.ask(second.clone()).await.1, "attachment-missing");
    second["attachments"] = json!([d]);
    assert_eq!(citizen.ask(second).await.1["status"], "applied");
    let requests = citizen.snapshot().await.corrections;
    assert_eq!((requests.len(), requests[0].id), (2, first));
}

#[tokio::test]
async fn what_belongs_to_a_request_outlives_the_week_and_counts_no_more() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let attachment = citizen.client.attach().await;
    citizen.ask(wish(&[attachment])).await;
    for _ in 0..10 {
        citizen.client.attach().await;
    }
    world.advance(8 * 24 * 3600);
    let mut later = world.log_in(PHONE).await;
    later.client.attach().await;
    assert_eq!(later.request().await.attachments.len(), 1);
    let official = world.platform.official();
    let reference = later.request().await.reference;
    let read = official.request_attachment(&reference, 1).await.unwrap();
    assert_eq!(read, (MediaType::Jpeg, jpeg(300)));
}

#[tokio::test]
async fn a_unit_has_one_open_request() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let (first, result) = citizen.ask(wish(&[])).await;
    assert_eq!(result["status"], "applied");
    rejected(&citizen.ask(wish(&[])).await.1, "request-open");
    let reference = citizen.request().await.reference;
    let official = world.platform.official();
    official.take_request(&reference).await.unwrap();
    rejected(&citizen.ask(wish(&[])).await.1, "request-open");
    // Another unit is another matter, and so is another person.
    verify(&world, PHONE, "sex", "sex", "male").await;
    let mut sex = wish(&[]);
    (sex["unit"], sex["value"]) = (json!("sex"), json!({ "sex": "female" }));
    assert_eq!(citizen.ask(sex).await.1["status"], "applied");
    let mut other = verified(&world, "13800000012").await;
    assert_eq!(other.ask(wish(&[])).await.1["status"], "applied");
    assert_eq!(citizen.withdraw(first).await["status"], "applied");
    assert_eq!(citizen.ask(wish(&[])).await.1["status"], "applied");
}

#[tokio::test]
async fn of_two_computers_that_ask_at_once_one_does() {
    let world = World::start().await;
    let mut home = verified(&world, PHONE).await;
    let mut work = world.log_in(PHONE).await;
    home.snapshot().await;
    let (one, two) = tokio::join!(home.ask(wish(&[])), work.ask(wish(&[])));
    let results = [&one.1, &two.1];
    let applied = results.iter().filter(|one| one["status"] == "applied");
    assert_eq!(applied.count(), 1);
    let open = |one: &&&Value| one["problem"]["code"] == "request-open";
    assert_eq!(results.iter().filter(open).count(), 1);
    home.request().await;
}

#[tokio::test]
async fn a_withdrawal_deletes_what_was_attached() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    let mut other = verified(&world, "13800000012").await;
    let attachment = citizen.client.attach().await;
    let kept = other.client.attach().await;
    other.ask(wish(&[kept])).await;
    let (id, _) = citizen.ask(wish(&[attachment])).await;
    rejected(&other.withdraw(id).await, "not-found");
    rejected(&citizen.withdraw(Uuid::now_v7()).await, "not-found");
    let since = citizen.snapshot().await.next;
    let mut stream = citizen.client.events().await;
    world.advance(60);
    assert_eq!(citizen.withdraw(id).await["status"], "applied");
    assert_eq!(stream.next().await.unwrap().kinds, [EventKind::Corrections]);
    let changes: Changes = citizen.changes_since(Some(&since)).await.ok();
    let request = &changes.corrections[0];
    assert_eq!(request.state, CorrectionState::Withdrawn);
    assert!(request.attachments.is_empty());
    assert!(request.submitted_at < request.updated_at);
    assert_eq!(request.updated_at, world.clock.now_text());
    let gone = citizen.client.get(&at(attachment)).await;
    gone.refused(404, "not-found");
    rejected(&citizen.withdraw(id).await, "request-closed");
    let theirs = other.request().await;
    assert_eq!(theirs.state, CorrectionState::Received);
    assert_eq!(theirs.attachments.len(), 1);
    let official = world.platform.official();
    assert!(official.verify_audit().await.unwrap().is_ok());
}

#[tokio::test]
async fn requests_come_in_pages_as_everything_does() {
    let world = World::start().await;
    let mut citizen = verified(&world, PHONE).await;
    for _ in 0..3 {
        let (id, _) = citizen.ask(wish(&[])).await;
        citizen.withdraw(id).await;
    }
    let official = world.platform.official();
    for _ in 0..3 {
        let draft = NoticeDraft {
            title: "公告".into(),
            body: "内容".into(),
            incident: None,
        };
        official.publish_notice(None, draft).await.unwrap();
    }
    let whole = citizen.snapshot().await;
    assert_eq!((whole.corrections.len(), whole.notices.len()), (3, 4));
    for limit in 1..=4 {
        let mut seen = Vec::new();
        let mut notices = 0;
        let mut cursor = String::new();
        loop {
            let device = &citizen.device;
            let path = format!("/v1/sync/changes?device_id={device}&limit={limit}{cursor}");
            let page: Changes = citizen.client.get(&path).await.ok();
            let rows = page.units.len() + page.notices.len() + page.corrections.len();
            assert!(rows <= limit, "{rows} of {limit}");
            seen.extend(page.corrections);
            notices += page.notices.len();
            cursor = format!("&since={}", page.next);
            if !page.has_more {
                break;
            }
        }
        assert_eq!((&seen, notices), (&whole.corrections, 4), "{limit}");
    }
}
