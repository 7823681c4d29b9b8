//! Logging in and registering by phone and code.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use sst_api::auth::{ChallengeReply, ServerMetadata, TokenReply};
use sst_api::path;
use sst_platform::Limits;

use crate::support::World;

const PHONE: &str = "13800000011";

#[tokio::test]
async fn discovery_leads_to_the_endpoints() {
    let world = World::start().await;
    let metadata: ServerMetadata = world.client().get(path::DISCOVERY).await.ok();
    assert_eq!(metadata.issuer, world.platform.url());
    assert_eq!(
        metadata.token_endpoint,
        format!("{}/oauth/token", metadata.issuer)
    );
}

/// The reference platform has none of them, and says so.
#[tokio::test]
async fn what_is_not_there_is_not_called_open() {
    let world = World::start().await;
    let metadata: Value = world.client().get(path::DISCOVERY).await.ok();
    let open = metadata["shengshitong"]["capabilities"].as_array().unwrap();
    assert!(open.contains(&"consents".into()));
    for missing in [
        "hall_location",
        "video_call",
        "personal_qr_code",
        "public_disclosure",
    ] {
        assert!(!open.contains(&missing.into()), "{missing}");
    }
}

#[tokio::test]
async fn a_new_number_registers_and_logs_in_again() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    assert_eq!(citizen.tokens.token_type, "DPoP");
    assert_eq!(citizen.tokens.expires_in, 600);
    assert_eq!(
        citizen.text("phone", "number").await.as_deref(),
        Some(PHONE)
    );
    assert!(
        citizen
            .text("customer_code", "code")
            .await
            .unwrap()
            .starts_with("SST-")
    );
    let again = world.log_in(PHONE).await;
    assert_eq!(again.tokens.sub, citizen.tokens.sub, "the same citizen");
    assert_ne!(again.device, citizen.device);
}

#[tokio::test]
async fn a_new_account_has_agreed_to_no_way_of_being_written_to() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let snapshot = citizen.snapshot().await;
    let units: BTreeSet<&str> = snapshot
        .units
        .iter()
        .map(|unit| unit.unit.as_str())
        .collect();
    assert_eq!(
        units,
        ["customer_code", "language", "phone", "presentation"].into()
    );
    assert!(snapshot.consents.is_empty());
    assert!(
        citizen.snapshot().await.notices.is_empty(),
        "the first computer is no surprise"
    );
}

#[tokio::test]
async fn known_and_unknown_numbers_get_the_same_answer() {
    let world = World::start().await;
    world.register(PHONE).await;
    world.advance(61);
    let mut client = world.client();
    let answer = async |client: &mut crate::support::Client, phone| {
        let reply = client.ask_code(phone).await;
        let mut body = reply.json();
        body["auth_session"].take();
        (reply.status, body)
    };
    let known = answer(&mut client, PHONE).await;
    let unknown = answer(&mut client, "13800000012").await;
    assert_eq!(known, unknown);
    assert_eq!(known.0, 400);
    let expected = serde_json::json!({
        "error": "insufficient_authorization", "auth_session": null, "expects": "sms_code",
        "resend_after": 60, "expires_in": 300, "tries_left": 5,
    });
    assert_eq!(known.1, expected);
}

#[tokio::test]
async fn a_code_can_be_tried_five_times() {
    let world = World::start().await;
    let mut client = world.client();
    let session = session(&client.ask_code(PHONE).await.json());
    let right = world.platform.last_code(PHONE).unwrap();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for left in [4, 3, 2, 1] {
        let reply = client.next_step(&session, ("sms_code", wrong)).await;
        assert_eq!(reply.refused(400, "code-wrong").json()["tries_left"], left);
    }
    client
        .next_step(&session, ("sms_code", wrong))
        .await
        .refused(400, "code-used-up");
    client
        .next_step(&session, ("sms_code", &right))
        .await
        .refused(400, "code-used-up");
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let world = World::start().await;
    let mut client = world.client();
    let session = session(&client.ask_code(PHONE).await.json());
    let code = world.platform.last_code(PHONE).unwrap();
    world.advance(300);
    client
        .next_step(&session, ("sms_code", &code))
        .await
        .refused(400, "code-expired");
}

#[tokio::test]
async fn a_login_waits_a_quarter_of_an_hour() {
    let world = World::start().await;
    let mut client = world.client();
    let first = session(&client.ask_code(PHONE).await.json());
    let code = world.platform.last_code(PHONE).unwrap();
    client
        .next_step(&first, ("sms_code", &code))
        .await
        .refused(400, "");
    world.advance(15 * 60);
    let late = client.next_step(&first, ("register", "true")).await;
    late.refused(400, "auth-session-invalid");
}

#[tokio::test]
async fn a_minute_passes_between_two_codes() {
    let world = World::start().await;
    let mut client = world.client();
    client.ask_code(PHONE).await.refused(400, "");
    world.advance(20);
    let reply = world.client().ask_code(PHONE).await;
    reply.refused(429, "code-too-soon");
    assert_eq!(
        (
            reply.json()["resend_after"].as_u64(),
            reply.header("retry-after")
        ),
        (Some(40), "40")
    );
    world.advance(40);
    client.ask_code(PHONE).await.refused(400, "");
}

#[tokio::test]
async fn a_number_gets_ten_codes_a_day() {
    let world = World::start().await;
    let mut client = world.client();
    for _ in 0..10 {
        client.ask_code(PHONE).await.refused(400, "");
        world.advance(61);
    }
    client.ask_code(PHONE).await.refused(429, "code-limit");
    client.ask_code("13800000012").await.refused(400, "");
    world.advance(24 * 3600);
    client.ask_code(PHONE).await.refused(400, "");
}

#[tokio::test]
async fn an_address_gets_only_so_many_codes_an_hour() {
    let few = |options: &mut sst_platform::Options| {
        options.limits = Limits {
            codes_per_address: 2,
            ..Limits::default()
        };
    };
    let world = World::with(few).await;
    let mut client = world.client();
    client.ask_code("13800000012").await.refused(400, "");
    client.ask_code("13800000013").await.refused(400, "");
    client
        .ask_code("13800000014")
        .await
        .refused(429, "code-limit");
    world.advance(3601);
    client.ask_code("13800000014").await.refused(400, "");
}

#[tokio::test]
async fn a_login_goes_on_with_its_own_key_only() {
    let world = World::start().await;
    let session = session(&world.client().ask_code(PHONE).await.json());
    let code = world.platform.last_code(PHONE).unwrap();
    let other = world
        .client()
        .next_step(&session, ("sms_code", &code))
        .await;
    other.refused(400, "auth-session-invalid");
}

#[tokio::test]
async fn no_account_is_opened_before_the_right_code() {
    let world = World::start().await;
    let mut client = world.client();
    let session = session(&client.ask_code(PHONE).await.json());
    let early = client.next_step(&session, ("register", "true")).await;
    early.refused(400, "auth-session-invalid");
}

#[tokio::test]
async fn a_closed_platform_opens_no_account() {
    let world = World::with(|options| options.registration = false).await;
    let mut client = world.client();
    let metadata: ServerMetadata = client.get(path::DISCOVERY).await.ok();
    assert!(!metadata.shengshitong.registration);
    let session = session(&client.ask_code(PHONE).await.json());
    let code = world.platform.last_code(PHONE).unwrap();
    let reply = client.next_step(&session, ("sms_code", &code)).await;
    reply.refused(403, "registration-closed");
}

#[tokio::test]
async fn an_authorization_code_is_good_once_for_a_minute_and_for_its_key() {
    let world = World::start().await;
    world.register(PHONE).await;

    let mut client = world.client();
    let code = code_of(&world.log_in_until_code(&mut client, PHONE).await);
    world
        .client()
        .redeem(&code)
        .await
        .refused(400, "grant-invalid");
    let first: TokenReply = client.redeem(&code).await.ok();
    client.redeem(&code).await.refused(400, "grant-invalid");
    let ended = client.refresh(&first.refresh_token).await;
    ended.refused(400, "session-ended");

    let late = code_of(&world.log_in_until_code(&mut client, PHONE).await);
    world.advance(60);
    client.redeem(&late).await.refused(400, "grant-invalid");
}

#[tokio::test]
async fn an_authorization_code_needs_its_verifier() {
    let world = World::start().await;
    world.register(PHONE).await;
    let mut client = world.client();
    let code = code_of(&world.log_in_until_code(&mut client, PHONE).await);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "shengshitong-desktop"),
        ("code", code.as_str()),
        (
            "code_verifier",
            "another-verifier-of-43-characters-or-some-more",
        ),
    ];
    client
        .form(path::TOKEN, &form)
        .await
        .refused(400, "grant-invalid");
}

#[tokio::test]
async fn a_gateway_that_fails_is_said_and_uses_up_none_of_the_days_codes() {
    let folder = tempfile::tempdir().unwrap();
    let later = folder.path().join("later");
    let sink = sst_platform::sms::SmsSink::File(later.join("codes.jsonl"));
    let world = World::with(|options| {
        options.sms = sink;
        options.limits.codes_per_contact = 2;
        options.limits.codes_per_address = 7;
    })
    .await;
    let mut client = world.client();
    for _ in 0..4 {
        let reply = client.ask_code(PHONE).await;
        reply.refused(503, "sms-failed");
    }
    std::fs::create_dir(&later).unwrap();
    for _ in 0..2 {
        client.ask_code(PHONE).await.refused(400, "");
        let soon = client.ask_code(PHONE).await;
        soon.refused(429, "code-too-soon");
        world.advance(61);
    }
    let spent = client.ask_code(PHONE).await;
    spent.refused(429, "code-limit");
    assert_eq!(spent.header("retry-after"), "86400");
    // What failed counts for the network address: a gateway that is down is not hammered.
    client.ask_code("13800000012").await.refused(400, "");
    let address = client.ask_code("13800000013").await;
    address.refused(429, "code-limit");
    assert_eq!(address.header("retry-after"), "3600");
}

#[tokio::test]
async fn codes_go_to_a_file_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("codes.jsonl");
    let sink = sst_platform::sms::SmsSink::File(file.clone());
    let world = World::with(|options| options.sms = sink).await;
    world.client().ask_code(PHONE).await.refused(400, "");
    world
        .client()
        .ask_code("13800000012")
        .await
        .refused(400, "");
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["phone"], &lines[0]["purpose"]),
        (&PHONE.into(), &"login".into())
    );
    assert_eq!(lines[0]["code"].as_str().unwrap().len(), 6);
    assert!(lines[0]["at"].as_str().unwrap().ends_with('Z'));
}

/// A file that takes nothing until somebody reads it.
#[cfg(unix)]
#[tokio::test]
async fn a_gateway_that_is_slow_keeps_nobody_else_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("codes");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let sink = sst_platform::sms::SmsSink::File(pipe.clone());
    let world = World::with(|options| options.sms = sink).await;
    // On a thread of its own, so that it reads in the end also where the platform blocks the only other.
    let (done, others_are) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let first = others_are.recv_timeout(Duration::from_secs(5)).is_ok();
        (first, std::fs::read_to_string(pipe).unwrap())
    });
    let mut asks = world.client();
    let asked = async { asks.ask_code(PHONE).await.refused(400, "").status };
    let others = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.client().get(path::HALLS).await.ok::<Value>();
        let _ = done.send(());
    };
    tokio::join!(asked, others);
    let (others_came_first, sent) = reader.join().unwrap();
    assert!(others_came_first && sent.contains(PHONE));
}

#[tokio::test]
async fn a_login_survives_being_slow_within_its_limits() {
    let world = World::start().await;
    world.register(PHONE).await;
    world.advance(61);
    let mut client = world.client();
    let session = session(&client.ask_code(PHONE).await.json());
    let code = world.platform.last_code(PHONE).unwrap();
    world.clock.advance(Duration::from_secs(299));
    client
        .next_step(&session, ("sms_code", &format!(" {code} ")))
        .await
        .ok::<ChallengeReply>();
}

fn session(step: &Value) -> String {
    step["auth_session"].as_str().unwrap().to_owned()
}

fn code_of(reply: &crate::support::reply::Reply) -> String {
    reply.ok::<ChallengeReply>().authorization_code
}
