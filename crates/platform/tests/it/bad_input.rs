//! Bad input at every endpoint: an error by code, and nothing lost.

use reqwest::Method;
use serde_json::json;
use sst_api::path;

use crate::support::reply::Reply;
use crate::support::{Body, Client, World};

const PHONE: &str = "13800000011";

/// Endpoints that take JSON, with their method.
fn json_endpoints() -> Vec<(Method, String)> {
    vec![
        (Method::POST, path::DEVICES.to_owned()),
        (Method::POST, path::SYNC_PUSH.to_owned()),
        (Method::POST, path::fill(path::CONTACT_CHANGES, &["email"])),
        (
            Method::POST,
            path::fill(path::CONTACT_VERIFY, &["email", "x"]),
        ),
        (Method::PUT, path::IDENTITY_DOCUMENT.to_owned()),
    ]
}

const FORMS: [&str; 3] = [path::CHALLENGE, path::TOKEN, path::REVOKE];

#[tokio::test]
async fn malformed_json_is_malformed_everywhere() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let deep = "[".repeat(10_000);
    for (method, path) in json_endpoints() {
        for text in [
            "",
            "{",
            "[]",
            "null",
            "7",
            "\"x\"",
            "{}",
            r#"{"a":}"#,
            "\u{feff}{}",
            &deep,
        ] {
            let body = Body::Json(text.to_owned());
            let reply = citizen.client.send(method.clone(), &path, body).await;
            let what = &text[..text.len().min(20)];
            assert_eq!(
                (reply.status, reply.code().as_str()),
                (400, "malformed-request"),
                "{path} {what}"
            );
            assert_eq!(reply.header("content-type"), "application/problem+json");
        }
    }
    assert!(citizen.snapshot().await.units.len() == 4, "nothing changed");
}

#[tokio::test]
async fn members_of_the_wrong_type_are_malformed() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let device = citizen.device.clone();
    let push = |mutation| json!({ "device_id": device, "mutations": [mutation] });
    let id = "01935a2b-7c00-7000-8000-000000000001";
    let cases = [
        (path::DEVICES, json!({ "name": 7, "app_version": "1" })),
        (path::DEVICES, json!({ "name": "x" })),
        (path::DEVICES, json!({ "name": "", "app_version": "1" })),
        (
            path::DEVICES,
            json!({ "name": "长".repeat(41), "app_version": "1" }),
        ),
        (
            path::DEVICES,
            json!({ "name": "x\u{1b}[31m", "app_version": "1" }),
        ),
        (
            path::DEVICES,
            json!({ "name": "x", "app_version": "1".repeat(41) }),
        ),
        (
            path::SYNC_PUSH,
            json!({ "device_id": device, "mutations": {} }),
        ),
        (
            path::SYNC_PUSH,
            push(json!({ "seq": "1", "id": id, "body": {} })),
        ),
        (
            path::SYNC_PUSH,
            push(json!({ "seq": -1, "id": id, "body": {} })),
        ),
        (
            path::SYNC_PUSH,
            push(json!({ "seq": 0, "id": id, "body": {} })),
        ),
        (
            path::SYNC_PUSH,
            push(json!({ "seq": 1.5, "id": id, "body": {} })),
        ),
        (
            path::SYNC_PUSH,
            push(json!({ "seq": u64::MAX, "id": id, "body": {} })),
        ),
        (
            path::SYNC_PUSH,
            push(json!({ "seq": 1, "id": "x", "body": {} })),
        ),
        (path::SYNC_PUSH, push(json!({ "seq": 1, "id": id }))),
    ];
    for (path, body) in cases {
        let reply = citizen.client.post(path, &body).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (400, "malformed-request"),
            "{path} {body}"
        );
    }
    assert_eq!(citizen.snapshot().await.last_seq, 0);
}

#[tokio::test]
async fn bodies_have_their_size_and_type() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    for (method, path) in json_endpoints() {
        let long = format!("\"{}\"", "x".repeat(256 * 1024));
        let reply = citizen
            .client
            .send(method.clone(), &path, Body::Json(long))
            .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (413, "too-large"),
            "{path}"
        );
        let form = Body::Form(&[("a", "b")]);
        let reply = citizen.client.send(method, &path, form).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (415, "unsupported-media-type"),
            "{path}"
        );
    }
    citizen.client.access_token = None;
    for path in FORMS {
        let long = "x".repeat(65 * 1024);
        citizen
            .client
            .form(path, &[("client_id", &long)])
            .await
            .refused(413, "too-large");
        let reply = citizen.client.post(path, &json!({})).await;
        reply.refused(415, "unsupported-media-type");
    }
}

#[tokio::test]
async fn every_personal_endpoint_minds_its_token() {
    let world = World::start().await;
    let mut stranger = world.client();
    let mut endpoints = json_endpoints();
    endpoints.push((Method::GET, format!("{}?device_id=x", path::SYNC_CHANGES)));
    endpoints.push((Method::GET, path::EVENTS.to_owned()));
    endpoints.push((Method::GET, format!("{}?wait=1", path::SYNC_WAIT)));
    for (method, path) in endpoints {
        stranger.access_token = None;
        let reply = stranger.send(method.clone(), &path, Body::Nothing).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (401, "token-missing"),
            "{path}"
        );
        stranger.access_token = Some("made-up".into());
        let reply = stranger.send(method.clone(), &path, Body::Nothing).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (401, "token-invalid"),
            "{path}"
        );
        // The first try may have asked for a nonce; the proof of the second one is seen again here.
        let jwt = stranger.key.sign(&stranger.proof(&method, &path));
        for code in ["token-invalid", "proof-replayed"] {
            let reply = stranger
                .send_with(method.clone(), &path, &Body::Nothing, &jwt)
                .await;
            assert_eq!(reply.code(), code, "{path}");
        }
    }
}

#[tokio::test]
async fn every_oauth_endpoint_minds_its_proof() {
    let world = World::start().await;
    let mut client = world.client();
    client
        .form(path::REVOKE, &[("client_id", "x"), ("token", "x")])
        .await;
    for path in FORMS {
        let bare = client
            .http
            .post(format!("{}{path}", client.url))
            .form(&[("a", "b")])
            .send()
            .await;
        Reply::read(bare.unwrap())
            .await
            .refused(400, "proof-missing");
        let jwt = client.key.sign(&client.proof(&Method::POST, path));
        let form = Body::Form(&[("a", "b")]);
        for code in ["malformed-request", "proof-replayed"] {
            let reply = client.send_with(Method::POST, path, &form, &jwt).await;
            reply.refused(400, code);
        }
    }
}

#[tokio::test]
async fn first_steps_that_lack_something() {
    let world = World::start().await;
    let mut client = world.client();
    let field = async |client: &mut Client, fields: &[(&str, &str)]| {
        let reply = client.first_step(fields).await;
        assert!(reply.json()["error"].is_string());
        (reply.status, reply.code())
    };
    let malformed = (400, "malformed-request".to_owned());
    assert_eq!(
        field(&mut client, &[("phone", PHONE)]).await,
        malformed,
        "no method"
    );
    assert_eq!(
        field(&mut client, &[("method", "sms_code")]).await,
        malformed,
        "no phone"
    );
    assert_eq!(
        field(&mut client, &[("method", "password"), ("account", "x")]).await,
        malformed
    );
    assert_eq!(
        field(&mut client, &[("method", "password"), ("password", "x")]).await,
        malformed
    );
    let long = "x".repeat(2049);
    let fields = [
        ("method", "password"),
        ("account", "x"),
        ("password", long.as_str()),
    ];
    assert_eq!(
        field(&mut client, &fields).await,
        malformed,
        "an endless password"
    );
    let palm = field(&mut client, &[("method", "palm")]).await;
    assert_eq!(palm, (400, "method-unsupported".to_owned()));
    for phone in [
        "",
        "1380000001",
        "23800000011",
        "138000000111",
        "1380000001x",
    ] {
        let reply = client.ask_code(phone).await;
        let body = reply.refused(422, "invalid-fields").json();
        assert_eq!(
            (&body["fields"][0]["unit"], &body["error"]),
            (&json!("phone"), &json!("invalid_request"))
        );
    }
    assert!(world.platform.messages().is_empty());
}

#[tokio::test]
async fn forms_that_lack_something() {
    let world = World::start().await;
    let mut client = world.client();
    let challenge = [
        ("client_id", "sst"),
        ("method", "sms_code"),
        ("phone", PHONE),
    ];
    client
        .form(path::CHALLENGE, &challenge)
        .await
        .refused(400, "client-unknown");
    let no_pkce = [
        ("client_id", "shengshitong-desktop"),
        ("method", "sms_code"),
        ("phone", PHONE),
    ];
    client
        .form(path::CHALLENGE, &no_pkce)
        .await
        .refused(400, "malformed-request");
    for method in ["plain", "S512"] {
        let verifier = crate::support::citizen::pkce_challenge();
        let mut plain = no_pkce.to_vec();
        plain.extend([
            ("code_challenge", verifier.as_str()),
            ("code_challenge_method", method),
        ]);
        client
            .form(path::CHALLENGE, &plain)
            .await
            .refused(400, "malformed-request");
    }
    let session = client.next_step("made-up", ("sms_code", "123456")).await;
    session.refused(400, "auth-session-invalid");
    client
        .next_step("made-up", ("phone", PHONE))
        .await
        .refused(400, "malformed-request");
    client
        .refresh("made-up")
        .await
        .refused(400, "grant-invalid");
    client.redeem("made-up").await.refused(400, "grant-invalid");
    let unknown = [
        ("grant_type", "password"),
        ("client_id", "shengshitong-desktop"),
    ];
    client
        .form(path::TOKEN, &unknown)
        .await
        .refused(400, "malformed-request");
    let foreign = [
        ("grant_type", "refresh_token"),
        ("client_id", "x"),
        ("refresh_token", "x"),
    ];
    client
        .form(path::TOKEN, &foreign)
        .await
        .refused(400, "client-unknown");
    let twice = [("client_id", "a"), ("client_id", "b"), ("token", "x")];
    client
        .form(path::REVOKE, &twice)
        .await
        .refused(400, "malformed-request");
}

#[tokio::test]
async fn unknown_paths_are_problems_too() {
    let world = World::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/sync",
        "/v2/sync/push",
        "/v1/sync/push/",
        "/%00",
        "/../etc/passwd",
    ] {
        let reply = world.client().get(path).await;
        reply.refused(404, "unknown-path");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert!(
            reply.json()["title"].as_str().unwrap().contains(" / "),
            "Chinese and English"
        );
    }
}

#[tokio::test]
async fn a_request_that_does_not_arrive_is_given_up() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let quick = std::time::Duration::from_millis(200);
    let world = World::with(|options| options.limits.request_timeout = quick).await;
    let mut client = world.client();
    client.revoke("x").await;
    let jwt = client.key.sign(&client.proof(&Method::POST, path::REVOKE));
    let mut stream = tokio::net::TcpStream::connect(world.platform.address())
        .await
        .unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nDPoP: {jwt}\r\nContent-Length: 100\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\nclient",
        path::REVOKE
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(std::time::Duration::from_secs(5), read)
        .await
        .unwrap()
        .unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("timed-out"),
        "{answer}"
    );
}

/// A connection that has sent half a head and stays.
async fn half_a_head(world: &World) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt as _;
    let mut stream = tokio::net::TcpStream::connect(world.platform.address())
        .await
        .unwrap();
    let half = b"GET /v1/public/halls HTTP/1.1\r\nHost: x\r\nX-Sl";
    stream.write_all(half).await.unwrap();
    stream
}

#[tokio::test]
async fn a_head_that_does_not_arrive_is_given_up() {
    use tokio::io::AsyncReadExt as _;
    let quick = std::time::Duration::from_millis(200);
    let world = World::with(|options| options.limits.head_timeout = quick).await;
    let mut stream = half_a_head(&world).await;
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer);
    let end = tokio::time::timeout(std::time::Duration::from_secs(5), end).await;
    assert!(end.is_ok(), "the connection is closed");
    world
        .client()
        .get(path::HALLS)
        .await
        .ok::<serde_json::Value>();
}

#[tokio::test]
async fn the_platform_stops_whoever_does_not_finish_a_request() {
    let world = World::start().await;
    let _half = half_a_head(&world).await;
    // It must have been taken before the platform stops.
    world
        .client()
        .get(path::HALLS)
        .await
        .ok::<serde_json::Value>();
    let stopped = tokio::time::timeout(std::time::Duration::from_secs(5), world.platform.stop());
    assert!(stopped.await.is_ok());
}
