//! Setting and changing the password while logged in.

use serde_json::{Value, json};
use sst_api::path;
use sst_api::security::{PasswordReply, PasswordStatus};

use crate::support::citizen::Citizen;
use crate::support::reply::Reply;
use crate::support::{Client, World};

const PHONE: &str = "13800000011";
const JIA: &str = "13800000001";
const RIGHT: &str = "Ceshi-Jia-2026";
const NEW: &str = "浑河边的银杏叶黄了";

async fn set(citizen: &mut Citizen, request: &Value) -> Reply {
    citizen.client.put(path::PASSWORD, request).await
}

async fn log_in(client: &mut Client, account: &str, password: &str) -> Reply {
    let fields = [
        ("method", "password"),
        ("account", account),
        ("password", password),
    ];
    client.first_step(&fields).await
}

/// Logged in with the password, so that no code was given.
async fn jia_by_password(world: &World) -> Citizen {
    let mut citizen = world.log_in(JIA).await;
    let mut client = world.client();
    let reply = log_in(&mut client, "test-jia", RIGHT).await;
    client.enter(&reply).await;
    citizen.client = client;
    citizen
}

#[tokio::test]
async fn an_account_without_a_password_gets_one() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let status: PasswordStatus = citizen.client.get(path::PASSWORD).await.ok();
    assert_eq!((status.set, status.changed_at), (false, None));
    let reply: PasswordReply = set(&mut citizen, &json!({ "new_password": NEW }))
        .await
        .ok();
    assert_eq!(reply.ended, 0);
    let status: PasswordStatus = citizen.client.get(path::PASSWORD).await.ok();
    assert_eq!(
        (status.set, status.changed_at),
        (true, Some(reply.changed_at))
    );
    log_in(&mut world.client(), PHONE, NEW).await.ok::<Value>();

    let notices = citizen.snapshot().await.notices;
    assert!(
        notices
            .iter()
            .any(|notice| notice.title.contains("设置密码"))
    );
    let shown = format!("{:?}", notices.iter().map(|n| &n.body).collect::<Vec<_>>());
    assert!(!shown.contains(NEW));
}

#[tokio::test]
async fn it_needs_an_authentication_of_the_last_five_minutes() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    world.advance(301);
    let refused = set(&mut citizen, &json!({ "new_password": NEW })).await;
    refused.refused(401, "step-up-required");
}

#[tokio::test]
async fn weak_ones_are_refused_field_by_field() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    for (weak, code) in [
        ("", "required"),
        ("short77", "too_short"),
        ("password1", "too_common"),
        (PHONE, "names_account"),
        ("tab\there", "illegal_character"),
    ] {
        let refused = set(&mut citizen, &json!({ "new_password": weak })).await;
        refused.refused(422, "invalid-fields");
        let field = &refused.json()["fields"][0];
        assert_eq!(
            (&field["field"], &field["code"]),
            (&json!("new_password"), &json!(code))
        );
    }
    let long = "浑河晚风好".repeat(26);
    let refused = set(&mut citizen, &json!({ "new_password": long })).await;
    assert_eq!(refused.json()["fields"][0]["code"], "too_long");
    let status: PasswordStatus = citizen.client.get(path::PASSWORD).await.ok();
    assert!(!status.set);
}

#[tokio::test]
async fn with_a_password_either_it_or_a_fresh_code_is_needed() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut citizen = jia_by_password(&world).await;
    let refused = set(&mut citizen, &json!({ "new_password": NEW })).await;
    refused.refused(403, "current-password-needed");
    let wrong = json!({ "new_password": NEW, "current_password": "wrong" });
    set(&mut citizen, &wrong)
        .await
        .refused(400, "password-wrong");
    let right = json!({ "new_password": NEW, "current_password": RIGHT });
    set(&mut citizen, &right).await.ok::<PasswordReply>();
    log_in(&mut world.client(), "test-jia", RIGHT)
        .await
        .refused(400, "password-wrong");
    log_in(&mut world.client(), "test-jia", NEW)
        .await
        .ok::<Value>();
    // Whoever logged in with a code has just given one.
    let mut by_code = world.log_in(JIA).await;
    let again = json!({ "new_password": "浑河边的银杏叶又黄了" });
    set(&mut by_code, &again).await.ok::<PasswordReply>();
}

#[tokio::test]
async fn the_present_password_has_as_many_tries_as_at_the_login() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut citizen = jia_by_password(&world).await;
    let wrong = json!({ "new_password": NEW, "current_password": "wrong" });
    for _ in 0..5 {
        set(&mut citizen, &wrong)
            .await
            .refused(400, "password-wrong");
    }
    let right = json!({ "new_password": NEW, "current_password": RIGHT });
    set(&mut citizen, &right)
        .await
        .refused(429, "password-locked");
    // Who is not logged in is not told that the account is closed.
    let closed = log_in(&mut world.client(), JIA, RIGHT).await;
    closed.refused(400, "password-wrong");
}

#[tokio::test]
async fn the_others_end_with_it_where_the_person_wants_that() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let mut other = world.log_in(PHONE).await;
    let keep = json!({ "new_password": NEW });
    set(&mut citizen, &keep).await.ok::<PasswordReply>();
    other.client.get(path::SESSIONS).await.ok::<Value>();
    let change = json!({ "new_password": "浑河边的银杏叶又黄了", "end_others": true });
    let reply: PasswordReply = set(&mut citizen, &change).await.ok();
    assert_eq!(reply.ended, 1);
    let refused = other.client.get(path::SESSIONS).await;
    refused.refused(401, "token-invalid");
    citizen.client.get(path::SESSIONS).await.ok::<Value>();
}

#[tokio::test]
async fn the_same_characters_are_the_same_password_on_every_keyboard() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let composed = json!({ "new_password": "caf\u{e9} au lait" });
    set(&mut citizen, &composed).await.ok::<PasswordReply>();
    let decomposed = "cafe\u{301}\u{3000}au\u{a0}lait";
    log_in(&mut world.client(), PHONE, decomposed)
        .await
        .ok::<Value>();
    log_in(&mut world.client(), PHONE, "CAF\u{c9} au lait")
        .await
        .refused(400, "password-wrong");
}
