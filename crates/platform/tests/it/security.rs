//! Sessions: where the person is logged in, and ending it.

use serde_json::json;
use sst_api::auth::LoginMethod;
use sst_api::path;
use sst_api::security::{SessionList, SessionsEnded};

use crate::support::citizen::Citizen;
use crate::support::{Body, World};

const PHONE: &str = "13800000011";

async fn sessions(citizen: &mut Citizen) -> SessionList {
    citizen.client.get(path::SESSIONS).await.ok()
}

async fn end(citizen: &mut Citizen, id: &str) -> crate::support::reply::Reply {
    let path = path::fill(path::SESSION_END, &[id]);
    citizen
        .client
        .send(reqwest::Method::POST, &path, Body::Nothing)
        .await
}

async fn other_id(citizen: &mut Citizen) -> String {
    let list = sessions(citizen).await.sessions;
    list.into_iter().find(|one| !one.current).unwrap().id
}

#[tokio::test]
async fn the_list_names_device_way_and_rounded_times_and_nothing_else() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    world.advance(25 * 60);
    let mut office = world.log_in(PHONE).await;
    let list = sessions(&mut office).await.sessions;
    assert_eq!(list.len(), 2);
    assert!(list[0].current && !list[1].current, "the last used first");
    for one in &list {
        assert_eq!(one.name.as_deref(), Some("测试电脑"));
        assert_eq!(one.method, LoginMethod::SmsCode);
        for time in [&one.first_seen, &one.last_seen] {
            assert!(time.ends_with("0:00Z"), "{time} is rounded to ten minutes");
        }
    }
    // A refresh is a sign of life.
    let before = list[1].last_seen.clone();
    world.advance(60 * 60);
    home.client.access_token = None;
    let refresh = home.tokens.refresh_token.clone();
    home.client
        .refresh(&refresh)
        .await
        .ok::<serde_json::Value>();
    world.advance(1);
    let refresh = office.tokens.refresh_token.clone();
    office.client.access_token = None;
    let tokens: sst_api::auth::TokenReply = office.client.refresh(&refresh).await.ok();
    office.client.access_token = Some(tokens.access_token);
    let list = sessions(&mut office).await.sessions;
    assert!(list[1].last_seen > before, "{list:?}");
    assert_eq!(list[1].first_seen[..16], list[1].first_seen[..16]);

    let raw = office.client.get(path::SESSIONS).await;
    let text = String::from_utf8(raw.body).unwrap();
    assert!(
        !text.contains("127.0.0.1") && !text.contains(PHONE),
        "{text}"
    );
}

#[tokio::test]
async fn the_database_keeps_no_network_address() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    sessions(&mut citizen).await;
    let file = std::fs::read(world.platform.data().join("platform.sqlite3")).unwrap();
    let wal = std::fs::read(world.platform.data().join("platform.sqlite3-wal")).unwrap();
    let has = |needle: &[u8]| {
        [&file, &wal]
            .iter()
            .any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    };
    assert!(has(PHONE.as_bytes()), "the search finds what is there");
    assert!(!has(b"127.0.0.1"));
}

#[tokio::test]
async fn ending_one_session_is_at_once_and_touches_no_other() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut office = world.log_in(PHONE).await;
    let mut stream = office.client.events().await;
    let mut own = home.client.events().await;
    let id = other_id(&mut home).await;
    let reply: SessionsEnded = end(&mut home, &id).await.ok();
    assert_eq!(reply.ended, 1);

    while stream.next().await.is_some() {}
    let refused = office.client.get(path::SESSIONS).await;
    refused.refused(401, "token-invalid");
    office.client.access_token = None;
    let refresh = office.tokens.refresh_token.clone();
    let refused = office.client.refresh(&refresh).await;
    refused.refused(400, "session-ended");

    let again: SessionsEnded = end(&mut home, &id).await.ok();
    assert_eq!(again.ended, 0, "twice is no mistake");
    assert_eq!(sessions(&mut home).await.sessions.len(), 1);
    world.platform.official().seed().await.unwrap();
    home.push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    assert!(own.next().await.is_some(), "its own stream goes on");
}

#[tokio::test]
async fn nobody_ends_or_names_a_session_of_somebody_else() {
    let world = World::start().await;
    let mut jia = world.register(PHONE).await;
    let mut yi = world.register("13800000012").await;
    let id = sessions(&mut jia).await.sessions.remove(0).id;
    end(&mut yi, &id).await.refused(404, "not-found");
    end(&mut yi, "nothing").await.refused(404, "not-found");
    let name = path::fill(path::SESSION_NAME, &[&id]);
    let renamed = yi.client.put(&name, &json!({ "name": "别人的" })).await;
    renamed.refused(404, "not-found");
    assert_eq!(sessions(&mut jia).await.sessions.len(), 1);
    // A token of the other is worth nothing with another key.
    let mut thief = world.client();
    thief.access_token = jia.client.access_token.clone();
    thief
        .get(path::SESSIONS)
        .await
        .refused(401, "token-invalid");
}

#[tokio::test]
async fn ending_all_others_spares_the_one_that_asks() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut others = [world.log_in(PHONE).await, world.log_in(PHONE).await];
    // Somebody is about to log in: the code for the token endpoint is given, and not redeemed.
    let mut late = world.client();
    let about_to = world.log_in_until_code(&mut late, PHONE).await;
    let reply = home
        .client
        .send(
            reqwest::Method::POST,
            path::SESSIONS_END_OTHERS,
            Body::Nothing,
        )
        .await;
    assert_eq!(reply.ok::<SessionsEnded>().ended, 2);
    for other in &mut others {
        let refused = other.client.get(path::SESSIONS).await;
        refused.refused(401, "token-invalid");
    }
    let code = about_to.ok::<sst_api::auth::ChallengeReply>();
    let refused = late.redeem(&code.authorization_code).await;
    refused.refused(400, "grant-invalid");
    assert_eq!(sessions(&mut home).await.sessions.len(), 1);
}

#[tokio::test]
async fn a_device_gets_the_name_that_its_person_gives_it() {
    let world = World::start().await;
    let mut home = world.register(PHONE).await;
    let mut office = world.log_in(PHONE).await;
    let id = other_id(&mut home).await;
    let path = path::fill(path::SESSION_NAME, &[&id]);
    for bad in ["", "  ", "two\nlines", &"长".repeat(41)] {
        let refused = home.client.put(&path, &json!({ "name": bad })).await;
        refused.refused(400, "malformed-request");
    }
    let list: SessionList = home
        .client
        .put(&path, &json!({ "name": " 办公室 " }))
        .await
        .ok();
    let renamed = list.sessions.iter().find(|one| one.id == id).unwrap();
    assert_eq!(renamed.name.as_deref(), Some("办公室"));
    let own = sessions(&mut office).await.sessions;
    assert_eq!(own.iter().filter(|one| one.current).count(), 1);
}

#[tokio::test]
async fn logging_in_again_on_a_known_device_finds_its_name() {
    let world = World::start().await;
    let citizen = world.register(PHONE).await;
    let device = citizen.device.clone();
    let mut client = world.client();
    let reply = world.log_in_until_code(&mut client, PHONE).await;
    client.enter(&reply).await;
    let path = format!("{}?device_id={device}", path::SYNC_CHANGES);
    client.get(&path).await.ok::<serde_json::Value>();
    let list: SessionList = client.get(path::SESSIONS).await.ok();
    let own = list.sessions.iter().find(|one| one.current).unwrap();
    assert_eq!(own.name.as_deref(), Some("测试电脑"));
}

#[tokio::test]
async fn a_session_that_rested_too_long_is_not_listed() {
    let world = World::start().await;
    let _rested = world.register(PHONE).await;
    world.advance(61 * 24 * 3600);
    let mut back = world.log_in(PHONE).await;
    assert_eq!(sessions(&mut back).await.sessions.len(), 1);
}
