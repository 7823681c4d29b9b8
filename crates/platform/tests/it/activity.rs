//! The activity list, and "this was not me".

use serde_json::json;
use sst_api::auth::LoginMethod;
use sst_api::path;
use sst_api::security::{
    ActivityEntry, ActivityKind, ActivityList, ActivityOutcome, DisownReply, SessionList,
};

use crate::support::citizen::Citizen;
use crate::support::reply::Reply;
use crate::support::{Body, World};

const PHONE: &str = "13800000011";

async fn activity(citizen: &mut Citizen) -> Vec<ActivityEntry> {
    let list: ActivityList = citizen.client.get(path::ACTIVITY).await.ok();
    list.entries
}

fn kinds(entries: &[ActivityEntry]) -> Vec<ActivityKind> {
    entries.iter().map(|entry| entry.kind).collect()
}

async fn disown(citizen: &mut Citizen, id: &str) -> Reply {
    let path = path::fill(path::ACTIVITY_DISOWN, &[id]);
    citizen
        .client
        .send(reqwest::Method::POST, &path, Body::Nothing)
        .await
}

#[tokio::test]
async fn what_happens_to_an_account_is_in_its_list_and_in_no_other() {
    use ActivityKind::{AccountOpened, DeviceNew, Login, ValueRevealed};
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut office = world.log_in(PHONE).await;
    let reveal = json!({ "type": "profile.reveal", "unit": "phone", "client_time": "t" });
    let reveal = office.mutation(reveal);
    office.push(&[reveal]).await.ok::<serde_json::Value>();
    let entries = activity(&mut home).await;
    assert_eq!(
        kinds(&entries),
        [
            ValueRevealed,
            DeviceNew,
            Login,
            DeviceNew,
            Login,
            AccountOpened
        ]
    );
    let shown = &entries[0];
    assert_eq!(shown.unit.as_deref(), Some("phone"));
    assert_eq!(shown.device.as_deref(), Some("测试电脑"));
    assert!(!shown.current && shown.session_open && !shown.disowned);
    assert_eq!(entries[2].method, Some(LoginMethod::SmsCode));
    assert!(entries[3].current, "its own device");
    let mut stranger = world.register("13800000012").await;
    assert_eq!(activity(&mut stranger).await.len(), 3);
    let stolen = disown(&mut stranger, &entries[0].id).await;
    stolen.refused(404, "not-found");

    let text = String::from_utf8(home.client.get(path::ACTIVITY).await.body).unwrap();
    assert!(
        !text.contains(PHONE) && !text.contains("127.0.0.1"),
        "{text}"
    );
    let trail = world.platform.official().verify_audit().await.unwrap();
    assert!(trail.is_ok(), "the trail holds");
}

#[tokio::test]
async fn the_list_comes_in_pages() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    for _ in 0..5 {
        world.log_in(PHONE).await;
    }
    let all = activity(&mut citizen).await;
    assert_eq!(all.len(), 13);
    let mut paged: Vec<ActivityEntry> = Vec::new();
    loop {
        let before = paged
            .last()
            .map(|entry| format!("&before={}", entry.id))
            .unwrap_or_default();
        let path = format!("{}?limit=4{before}", path::ACTIVITY);
        let page: ActivityList = citizen.client.get(&path).await.ok();
        assert!(page.entries.len() <= 4);
        paged.extend(page.entries);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(paged, all);
    for bad in ["limit=0", "limit=101", "limit=many"] {
        let refused = citizen
            .client
            .get(&format!("{}?{bad}", path::ACTIVITY))
            .await;
        refused.refused(400, "malformed-request");
    }
}

#[tokio::test]
async fn tries_that_fail_are_listed() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut jia = world.log_in("13800000001").await;
    let mut guesser = world.client();
    let fields = [
        ("method", "password"),
        ("account", "test-jia"),
        ("password", "wrong"),
    ];
    guesser
        .first_step(&fields)
        .await
        .refused(400, "password-wrong");
    world.advance(61);
    let step = guesser.ask_code("13800000001").await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let right = world.platform.last_code("13800000001").unwrap();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    let refused = guesser.next_step(&session, ("sms_code", wrong)).await;
    refused.refused(400, "code-wrong");

    let entries = activity(&mut jia).await;
    let refused: Vec<_> = entries
        .iter()
        .filter(|entry| entry.outcome == ActivityOutcome::Refused)
        .map(|entry| {
            (
                entry.kind,
                entry.method,
                entry.device.clone(),
                entry.session_open,
            )
        })
        .collect();
    let login = |method| (ActivityKind::Login, Some(method), None, false);
    assert_eq!(
        refused,
        [login(LoginMethod::SmsCode), login(LoginMethod::Password)]
    );
}

#[tokio::test]
async fn not_me_marks_the_entry_and_ends_that_session() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut thief = world.log_in(PHONE).await;
    let mut stream = thief.client.events().await;
    let entries = activity(&mut home).await;
    assert_eq!(entries[0].kind, ActivityKind::DeviceNew);
    let reply: DisownReply = disown(&mut home, &entries[0].id).await.ok();
    assert!(reply.session_ended && reply.entry.disowned && !reply.entry.session_open);
    while stream.next().await.is_some() {}
    let refused = thief.client.get(path::SESSIONS).await;
    refused.refused(401, "token-invalid");
    // Said twice, it changes nothing more; the other entry of the same session has nothing left to end.
    for id in [&entries[0].id, &entries[1].id] {
        let again: DisownReply = disown(&mut home, id).await.ok();
        assert!(again.entry.disowned && !again.session_ended);
    }
    let ended = &activity(&mut home).await[0];
    assert_eq!(ended.kind, ActivityKind::SessionEnded);
    assert_eq!(ended.about.as_deref(), Some("测试电脑"));
}

#[tokio::test]
async fn not_me_never_ends_the_session_that_says_so() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let entries = activity(&mut home).await;
    let own = entries.iter().find(|entry| entry.current).unwrap();
    let reply: DisownReply = disown(&mut home, &own.id).await.ok();
    assert!(reply.entry.disowned && !reply.session_ended && reply.entry.session_open);
    home.client.get(path::SESSIONS).await.ok::<SessionList>();
}

#[tokio::test]
async fn a_reveal_of_what_there_is_not_is_rejected() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let reveal = json!({ "type": "profile.reveal", "unit": "shoe_size", "client_time": "t" });
    let reveal = citizen.mutation(reveal);
    let reply = citizen.push(&[reveal]).await;
    assert_eq!(
        reply.json()["results"][0]["problem"]["code"],
        "unit-unknown"
    );
    assert_eq!(activity(&mut citizen).await.len(), 3);
}
