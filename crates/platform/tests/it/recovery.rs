//! A forgotten password, and a right one whose request is cut off.

use std::time::Duration;

use serde_json::{Value, json};
use sst_api::path;
use sst_api::security::{ActivityKind, ActivityList};

use crate::support::reply::Reply;
use crate::support::{Client, World};

const JIA: &str = "13800000001";
const RIGHT: &str = "Ceshi-Jia-2026";
const NEW: &str = "浑河边的银杏叶黄了";

async fn by_password(client: &mut Client, password: &str) -> Reply {
    let fields = [
        ("method", "password"),
        ("account", "test-jia"),
        ("password", password),
    ];
    client.first_step(&fields).await
}

async fn forgot(client: &mut Client, phone: &str) -> Reply {
    client
        .first_step(&[
            ("method", "sms_code"),
            ("phone", phone),
            ("recover", "true"),
        ])
        .await
}

/// Up to the right code.
async fn proven(world: &World, client: &mut Client) -> String {
    let step = forgot(client, JIA).await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let code = world.platform.last_code(JIA).unwrap();
    let step = client.next_step(&session, ("sms_code", &code)).await;
    assert_eq!(step.json()["expects"], "new_password");
    session
}

#[tokio::test]
async fn a_code_replaces_it_and_every_session_ends() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut other = world.log_in(JIA).await;
    world.advance(61);
    let mut client = world.client();
    let session = proven(&world, &mut client).await;
    // One that will not do uses nothing up.
    let refused = client
        .next_step(&session, ("new_password", "12345678"))
        .await;
    refused.refused(422, "invalid-fields");
    assert_eq!(refused.json()["fields"][0]["code"], "too_common");
    assert_eq!(refused.json()["expects"], "new_password");

    let reply = client.next_step(&session, ("new_password", NEW)).await;
    client.enter(&reply).await;
    let refused = other.client.get(path::SESSIONS).await;
    refused.refused(401, "token-invalid");
    by_password(&mut world.client(), RIGHT)
        .await
        .refused(400, "password-wrong");
    by_password(&mut world.client(), NEW).await.ok::<Value>();
    let list: ActivityList = client.get(path::ACTIVITY).await.ok();
    let kinds: Vec<_> = list.entries.iter().map(|entry| entry.kind).collect();
    assert!(
        kinds.contains(&ActivityKind::PasswordRecovered),
        "{kinds:?}"
    );
    // The step is over.
    let mut again = world.client();
    again.key = client.key.clone();
    let used = again.next_step(&session, ("new_password", NEW)).await;
    used.refused(400, "auth-session-invalid");
}

#[tokio::test]
async fn known_and_unknown_numbers_get_the_same_answer() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut answers = Vec::new();
    for phone in [JIA, "13800000099"] {
        let mut answer = forgot(&mut world.client(), phone).await.json();
        answer["auth_session"] = json!("…");
        answers.push(answer);
        assert!(world.platform.last_code(phone).is_some(), "both get a code");
    }
    assert_eq!(answers[0], answers[1]);
    // Wrong codes look alike as well.
    let mut answers = Vec::new();
    world.advance(61);
    for phone in [JIA, "13800000099"] {
        let mut client = world.client();
        let step = forgot(&mut client, phone).await;
        let session = step.json()["auth_session"].as_str().unwrap().to_owned();
        let right = world.platform.last_code(phone).unwrap();
        let wrong = if right == "000000" {
            "000001"
        } else {
            "000000"
        };
        let mut answer = client.next_step(&session, ("sms_code", wrong)).await.json();
        answer["auth_session"] = json!("…");
        answers.push(answer);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn the_limits_are_those_of_every_code() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    let step = forgot(&mut client, JIA).await;
    forgot(&mut client, JIA).await.refused(429, "code-too-soon");
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let right = world.platform.last_code(JIA).unwrap();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for tried in 1..=5 {
        let refused = client.next_step(&session, ("sms_code", wrong)).await;
        let code = if tried == 5 {
            "code-used-up"
        } else {
            "code-wrong"
        };
        refused.refused(400, code);
    }
    let refused = client.next_step(&session, ("sms_code", &right)).await;
    refused.refused(400, "code-used-up");
    // Without a right code there is no new password, however it is asked for.
    let refused = client.next_step(&session, ("new_password", NEW)).await;
    refused.refused(400, "auth-session-invalid");
}

#[tokio::test]
async fn the_steps_cannot_be_mixed_up() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    // The code of a login sets no password.
    let mut client = world.client();
    let step = client.ask_code("13800000055").await;
    let session = step.json()["auth_session"].as_str().unwrap().to_owned();
    let code = world.platform.last_code("13800000055").unwrap();
    let step = client.next_step(&session, ("sms_code", &code)).await;
    assert_eq!(step.json()["expects"], "registration");
    let refused = client.next_step(&session, ("new_password", NEW)).await;
    refused.refused(400, "auth-session-invalid");

    // The code of a recovery lets nobody in by another door, and belongs to one key.
    let mut client = world.client();
    let session = proven(&world, &mut client).await;
    let refused = client.next_step(&session, ("register", "true")).await;
    refused.refused(400, "auth-session-invalid");
    let mut thief = world.client();
    let refused = thief.next_step(&session, ("new_password", NEW)).await;
    refused.refused(400, "auth-session-invalid");
    world.advance(15 * 60 + 1);
    let refused = client.next_step(&session, ("new_password", NEW)).await;
    refused.refused(400, "auth-session-invalid");
    by_password(&mut world.client(), RIGHT).await.ok::<Value>();
}

#[tokio::test]
async fn a_lock_after_wrong_passwords_ends_with_the_new_one() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    for _ in 0..5 {
        by_password(&mut client, "wrong").await;
    }
    by_password(&mut client, RIGHT)
        .await
        .refused(429, "password-locked");
    let mut client = world.client();
    let session = proven(&world, &mut client).await;
    let reply = client.next_step(&session, ("new_password", NEW)).await;
    reply.ok::<Value>();
    by_password(&mut world.client(), NEW).await.ok::<Value>();
}

#[tokio::test]
async fn a_right_password_whose_request_is_cut_off_does_not_count_as_wrong() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    client.revoke("for the nonce").await;
    // Somewhere between counting and checking: ten tries, each given up a little later than the one before.
    for millis in (2..40).step_by(4) {
        let mut client = client.clone();
        let tried = by_password(&mut client, RIGHT);
        let _ = tokio::time::timeout(Duration::from_millis(millis), tried).await;
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    by_password(&mut client, RIGHT).await.ok::<Value>();
}
