//! Every member of every request: missing, of the wrong type, too long. Each is refused by code, and
//! changes nothing; the request without the mistake is taken.

use reqwest::Method;
use serde_json::{Value, json};
use sst_api::path;
use uuid::Uuid;

use crate::support::citizen::{Citizen, VERIFIER, pkce_challenge};
use crate::support::reply::Reply;
use crate::support::{Body, Client, World};

const PHONE: &str = "13800000011";
const MALFORMED: (u16, &str) = (400, "malformed-request");
/// Of a cursor, whatever it is: it may have been one of another version.
const UNREADABLE: (u16, &str) = (410, "cursor-expired");

/// A member of a JSON body.
struct Member {
    /// JSON pointer.
    at: &'static str,
    /// Whether the request is refused without it.
    required: bool,
    /// More than there may be, and how that is refused.
    too_long: (Value, u16, &'static str),
}

/// An endpoint that takes JSON, with a request that is right.
struct Endpoint {
    method: Method,
    path: String,
    good: Value,
    members: Vec<Member>,
}

fn needed(at: &'static str, too_long: Value, (status, code): (u16, &'static str)) -> Member {
    let too_long = (too_long, status, code);
    Member {
        at,
        required: true,
        too_long,
    }
}

fn long() -> Value {
    "长".repeat(300).into()
}

/// Begins to change the address, so that there is something to verify.
async fn begun(world: &World, citizen: &mut Citizen) -> (String, String) {
    let begin = path::fill(path::CONTACT_CHANGES, &["email"]);
    let request = json!({ "value": "ceshi@example.com" });
    let reply = citizen.client.post(&begin, &request).await.ok::<Value>();
    let id = reply["id"].as_str().unwrap().to_owned();
    (id, world.platform.last_code("ceshi@example.com").unwrap())
}

fn endpoints((device, cursor): (&str, &str), change: &str, code: &str) -> Vec<Endpoint> {
    let edit = json!({ "type": "profile.edit", "unit": "name", "value": { "name": "测试市民甲" }, "base": 0, "client_time": "t" });
    let mutation = json!({ "seq": 1, "id": Uuid::now_v7(), "body": edit });
    let many = vec![mutation.clone(); 51];
    let invalid = (422, "invalid-fields");
    let post = |path: String, good, members| {
        let method = Method::POST;
        Endpoint {
            method,
            path,
            good,
            members,
        }
    };
    let document = json!({ "kind": "passport", "number": "E00000001" });
    vec![
        post(
            path::DEVICES.to_owned(),
            json!({ "name": "测试电脑", "app_version": "0.1.0" }),
            vec![
                needed("/name", long(), MALFORMED),
                needed("/app_version", long(), MALFORMED),
            ],
        ),
        post(
            path::SYNC_PUSH.to_owned(),
            json!({ "device_id": device, "cursor": cursor, "mutations": [mutation] }),
            vec![
                needed("/device_id", long(), (409, "unknown-device")),
                Member {
                    required: false,
                    ..needed("/cursor", json!(-1), MALFORMED)
                },
                needed("/mutations", many.into(), (413, "too-many-mutations")),
                needed("/mutations/0", json!([1, Uuid::now_v7(), {}]), MALFORMED),
                needed("/mutations/0/seq", json!(u64::MAX), MALFORMED),
                needed("/mutations/0/id", long(), MALFORMED),
            ],
        ),
        post(
            path::fill(path::CONTACT_VERIFY, &["email", change]),
            json!({ "code": code }),
            vec![needed("/code", long(), (400, "code-wrong"))],
        ),
        post(
            path::fill(path::CONTACT_CHANGES, &["email"]),
            json!({ "value": "ceshi2@example.com" }),
            vec![needed("/value", long(), invalid)],
        ),
        post(
            path::fill(path::CONTACT_CHANGES, &["phone"]),
            json!({ "value": "13800000012" }),
            vec![needed("/value", long(), invalid)],
        ),
        Endpoint {
            method: Method::PUT,
            path: path::IDENTITY_DOCUMENT.to_owned(),
            good: json!({ "value": document, "base": 0 }),
            members: vec![
                needed(
                    "/value",
                    json!({ "kind": "passport", "number": long() }),
                    invalid,
                ),
                needed("/base", json!(u64::MAX), (409, "revision-stale")),
            ],
        },
    ]
}

/// What a citizen would notice, and whom a message went to.
async fn state(world: &World, citizen: &mut Citizen) -> Value {
    let all = citizen.snapshot().await;
    let sent = world.platform.messages().len();
    json!({ "units": all.units, "notices": all.notices, "seq": all.last_seq, "sent": sent })
}

/// Values of every type but that of `good`.
fn of_other_types(good: &Value) -> Vec<Value> {
    let all = [
        json!(true),
        json!(7),
        json!("x"),
        json!(["x", "1"]),
        json!({ "x": "1" }),
    ];
    let same = |value: &Value| std::mem::discriminant(value) == std::mem::discriminant(good);
    all.into_iter().filter(|value| !same(value)).collect()
}

fn with(good: &Value, at: &str, value: Value) -> Value {
    let mut changed = good.clone();
    *changed.pointer_mut(at).unwrap() = value;
    changed
}

/// Without the member: `None` for an element of a list, which cannot be missing.
fn without(good: &Value, at: &str) -> Option<Value> {
    let mut changed = good.clone();
    let (parent, name) = at.rsplit_once('/').unwrap();
    let parent = changed.pointer_mut(parent).unwrap().as_object_mut()?;
    parent.remove(name).unwrap();
    Some(changed)
}

#[tokio::test]
async fn every_member_of_every_json_body() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let (change, code) = begun(&world, &mut citizen).await;
    world.advance(61);
    let (device, cursor) = (citizen.device.clone(), citizen.snapshot().await.next);
    for endpoint in endpoints((&device, &cursor), &change, &code) {
        let Endpoint {
            method,
            path,
            good,
            members,
        } = endpoint;
        let members_in_order: Vec<Value> = good.as_object().unwrap().values().cloned().collect();
        let mut bad: Vec<(Value, u16, &str)> = vec![
            (Value::Array(members_in_order), 400, MALFORMED.1),
            (json!(["x", "1"]), 400, MALFORMED.1),
            (json!([good.clone()]), 400, MALFORMED.1),
        ];
        for Member {
            at,
            required,
            too_long: (value, status, code),
        } in members
        {
            for value in of_other_types(good.pointer(at).unwrap()) {
                bad.push((with(&good, at, value), 400, MALFORMED.1));
            }
            if required && let Some(lacking) = without(&good, at) {
                bad.push((lacking, 400, MALFORMED.1));
            }
            bad.push((with(&good, at, value), status, code));
        }
        let before = state(&world, &mut citizen).await;
        for (body, status, code) in bad {
            let text = Body::Json(body.to_string());
            let reply = citizen.client.send(method.clone(), &path, text).await;
            assert_eq!(
                (reply.status, reply.code().as_str()),
                (status, code),
                "{path} {body}"
            );
        }
        assert_eq!(state(&world, &mut citizen).await, before, "{path}");
        let text = Body::Json(good.to_string());
        let reply = citizen.client.send(method, &path, text).await;
        let (status, code) = (reply.status, reply.code());
        assert!(
            (200..300).contains(&status),
            "{path} {good}: {status} {code}"
        );
    }
}

#[tokio::test]
async fn every_member_of_a_mutation() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let edit = json!({ "type": "profile.edit", "unit": "name", "value": { "name": "测试市民甲" }, "base": 0, "client_time": "t" });
    let read = json!({ "type": "notice.read", "notices": ["x"], "client_time": "t" });
    let ask = json!({ "type": "profile.correction_request", "unit": "name", "value": { "name": "测试市民甲" }, "reason": "r", "attachments": [] });
    let withdraw = json!({ "type": "profile.correction_withdraw", "request": Uuid::now_v7() });
    let mut bodies = vec![
        with(&ask, "/attachments", json!(["x"])),
        with(&ask, "/attachments", json!([Uuid::now_v7(), 7])),
        with(&withdraw, "/request", json!("x")),
        json!(["profile.edit", "name", { "name": "测试市民甲" }, 0, "t"]),
        json!([]),
        Value::Null,
        json!("profile.edit"),
        with(&edit, "/type", json!("profile.burn")),
        with(&edit, "/value", json!({ "name": 7 })),
        with(&edit, "/base", json!(-1)),
        with(&read, "/notices", json!([7])),
    ];
    for (body, members) in [
        (
            &edit,
            &["/type", "/unit", "/value", "/base", "/client_time"][..],
        ),
        (&read, &["/type", "/notices", "/client_time"]),
        (
            &ask,
            &["/type", "/unit", "/value", "/reason", "/attachments"],
        ),
        (&withdraw, &["/type", "/request"]),
    ] {
        for member in members {
            bodies.extend(without(body, member));
            let others = of_other_types(body.pointer(member).unwrap());
            bodies.extend(others.into_iter().map(|value| with(body, member, value)));
        }
    }
    let before = state(&world, &mut citizen).await;
    let mut count = 0;
    for body in bodies {
        let mutation = citizen.mutation(body.clone());
        let reply = citizen.push(&[mutation]).await.ok::<Value>();
        let result = &reply["results"][0];
        assert_eq!(result["status"], "rejected", "{body}");
        assert_eq!(result["problem"]["code"], "malformed-request", "{body}");
        count += 1;
    }
    // The queue has moved on, and nothing else has.
    let after = state(&world, &mut citizen).await;
    assert_eq!(after, with(&before, "/seq", json!(count)));
    let many = with(&read, "/notices", json!(vec!["x"; 201]));
    let mutation = citizen.mutation(many);
    let reply = citizen.push(&[mutation]).await.ok::<Value>();
    assert_eq!(reply["results"][0]["problem"]["code"], "too-large");
    let long = json!({ "name": long() });
    let result = citizen.push_edit("name", long, 0).await;
    assert_eq!(result["problem"]["code"], "invalid-fields");
    let result = citizen
        .push_edit("name", json!({ "name": "测试市民甲" }), 0)
        .await;
    assert_eq!(result["status"], "applied");
}

#[tokio::test]
async fn every_parameter_of_every_query() {
    let world = World::start().await;
    let mut citizen = world.register(PHONE).await;
    let before = state(&world, &mut citizen).await;
    let device = citizen.device.clone();
    let long = "x".repeat(300);
    let cases = [
        (path::SYNC_CHANGES, String::new(), MALFORMED),
        (path::SYNC_CHANGES, "limit=10".into(), MALFORMED),
        (
            path::SYNC_CHANGES,
            format!("device_id={long}"),
            (409, "unknown-device"),
        ),
        (
            path::SYNC_CHANGES,
            format!("device_id={device}&device_id={device}"),
            MALFORMED,
        ),
        (
            path::SYNC_CHANGES,
            format!("device_id={device}&since={long}"),
            UNREADABLE,
        ),
        (
            path::SYNC_CHANGES,
            format!("device_id={device}&limit=x"),
            MALFORMED,
        ),
        (
            path::SYNC_CHANGES,
            format!("device_id={device}&limit=0"),
            MALFORMED,
        ),
        (
            path::SYNC_CHANGES,
            format!("device_id={device}&limit=201"),
            MALFORMED,
        ),
        (
            path::SYNC_CHANGES,
            format!("device_id={device}&limit={}", "9".repeat(40)),
            MALFORMED,
        ),
        (path::SYNC_WAIT, String::new(), MALFORMED),
        (path::SYNC_WAIT, "wait=x".into(), MALFORMED),
        (path::SYNC_WAIT, "wait=26".into(), MALFORMED),
        (path::SYNC_WAIT, "wait=1&wait=1".into(), MALFORMED),
        (path::SYNC_WAIT, format!("wait=1&since={long}"), UNREADABLE),
        (
            path::POLICY_CURRENT,
            "language=en&language=zh-CN".into(),
            MALFORMED,
        ),
        (
            "/v1/policies/x/versions/1",
            "language=en&language=zh-CN".into(),
            MALFORMED,
        ),
        (
            "/v1/policies/x/versions/1",
            format!("language={long}"),
            (404, "not-found"),
        ),
    ];
    for (path, query, (status, code)) in cases {
        let reply = citizen.client.get(&format!("{path}?{query}")).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (status, code),
            "{path} {query}"
        );
    }
    // A language that nobody speaks is answered in Chinese.
    let strange = format!("{}?language={long}", path::POLICY_CURRENT);
    assert_eq!(citizen.client.get(&strange).await.status, 200);
    assert_eq!(state(&world, &mut citizen).await, before);
}

/// A form with a mistake in it: `None` leaves the member out.
async fn spoilt(
    client: &mut Client,
    path: &str,
    good: &[(&str, &str)],
    (member, value): (&str, Option<&str>),
) -> Reply {
    let kept = good.iter().copied().filter(|(name, _)| *name != member);
    let form: Vec<_> = kept.chain(value.map(|value| (member, value))).collect();
    client.form(path, &form).await
}

async fn refuse_each(
    client: &mut Client,
    path: &str,
    good: &[(&str, &str)],
    cases: &[(&str, Option<&str>, u16, &str)],
) {
    for (member, value, status, code) in cases {
        let reply = spoilt(client, path, good, (member, *value)).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (*status, *code),
            "{path} {member} {value:?}"
        );
    }
    for (member, value) in good {
        let twice: Vec<_> = [good, &[(*member, *value)]].concat();
        let reply = client.form(path, &twice).await;
        assert_eq!(reply.code(), MALFORMED.1, "{path} {member} twice");
    }
}

#[tokio::test]
async fn every_member_of_a_challenge() {
    let world = World::start().await;
    world.platform.official().seed().await.unwrap();
    let mut client = world.client();
    let challenge = pkce_challenge();
    let long = "x".repeat(300);
    let long = Some(long.as_str());
    let (malformed, status) = (MALFORMED.1, MALFORMED.0);
    let first = [
        ("client_id", "shengshitong-desktop"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("step_up", "false"),
    ];
    let every_first = [
        ("client_id", None, status, malformed),
        ("client_id", long, 400, "client-unknown"),
        ("code_challenge", None, status, malformed),
        ("code_challenge", long, status, malformed),
        ("code_challenge_method", None, status, malformed),
        ("code_challenge_method", long, status, malformed),
        ("method", None, status, malformed),
        ("method", long, 400, "method-unsupported"),
        ("step_up", Some("perhaps"), status, malformed),
        ("register", Some("perhaps"), status, malformed),
        ("recover", Some("perhaps"), status, malformed),
        ("auth_session", long, status, malformed),
    ];
    let by_code = [&first[..], &[("method", "sms_code"), ("phone", PHONE)]].concat();
    let phone = [
        ("phone", None, status, malformed),
        ("phone", long, 422, "invalid-fields"),
    ];
    let cases = [&every_first[..], &phone].concat();
    refuse_each(&mut client, path::CHALLENGE, &by_code, &cases).await;
    assert!(world.platform.messages().is_empty(), "no code was sent");

    let endless = "x".repeat(2049);
    let account = [
        ("method", "password"),
        ("account", "test-jia"),
        ("password", "Ceshi-Jia-2026"),
    ];
    let by_password = [&first[..], &account].concat();
    let password = [
        ("account", None, status, malformed),
        ("account", long, status, malformed),
        ("password", None, status, malformed),
        ("password", Some(endless.as_str()), status, malformed),
    ];
    let cases = [&every_first[..], &password].concat();
    refuse_each(&mut client, path::CHALLENGE, &by_password, &cases).await;
    client
        .form(path::CHALLENGE, &by_password)
        .await
        .ok::<Value>();

    let step = client.form(path::CHALLENGE, &by_code).await.json();
    let code = world.platform.last_code(PHONE).unwrap();
    let next = [
        ("client_id", "shengshitong-desktop"),
        ("auth_session", step["auth_session"].as_str().unwrap()),
        ("sms_code", code.as_str()),
    ];
    let cases = [
        ("client_id", None, status, malformed),
        ("client_id", long, 400, "client-unknown"),
        ("auth_session", None, status, malformed),
        ("auth_session", long, 400, "auth-session-invalid"),
        ("sms_code", None, status, malformed),
        ("sms_code", long, 400, "code-wrong"),
    ];
    refuse_each(&mut client, path::CHALLENGE, &next, &cases).await;
    let right = client.form(path::CHALLENGE, &next).await;
    assert_eq!(right.json()["expects"], "registration", "it went on");
}

#[tokio::test]
async fn every_member_of_what_tokens_are_asked_and_ended_with() {
    let world = World::start().await;
    world.register(PHONE).await;
    let mut client = world.client();
    let reply = world.log_in_until_code(&mut client, PHONE).await;
    let code = reply
        .ok::<sst_api::auth::ChallengeReply>()
        .authorization_code;
    let long = "x".repeat(300);
    let long = Some(long.as_str());
    let (malformed, status) = (MALFORMED.1, MALFORMED.0);
    let client_id = ("client_id", "shengshitong-desktop");
    let every = [
        ("client_id", None, status, malformed),
        ("client_id", long, 400, "client-unknown"),
    ];
    let grant = [
        ("grant_type", None, status, malformed),
        ("grant_type", long, status, malformed),
    ];

    let redeem = [
        ("grant_type", "authorization_code"),
        client_id,
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ];
    let of_redeem = [
        ("code", None, status, malformed),
        ("code", long, 400, "grant-invalid"),
        ("code_verifier", None, status, malformed),
        ("code_verifier", long, 400, "grant-invalid"),
    ];
    let cases = [&every[..], &grant, &of_redeem].concat();
    refuse_each(&mut client, path::TOKEN, &redeem, &cases).await;
    let tokens: sst_api::auth::TokenReply = client.form(path::TOKEN, &redeem).await.ok();

    let refresh = [
        ("grant_type", "refresh_token"),
        client_id,
        ("refresh_token", tokens.refresh_token.as_str()),
    ];
    let of_refresh = [
        ("refresh_token", None, status, malformed),
        ("refresh_token", long, 400, "grant-invalid"),
    ];
    let cases = [&every[..], &grant, &of_refresh].concat();
    refuse_each(&mut client, path::TOKEN, &refresh, &cases).await;

    let revoke = [client_id, ("token", tokens.refresh_token.as_str())];
    // A token that nobody knows is answered as one that is known (RFC 7009).
    let of_revoke = [("token", None, status, malformed), ("token", long, 200, "")];
    let cases = [&every[..], &of_revoke].concat();
    refuse_each(&mut client, path::REVOKE, &revoke, &cases).await;

    client
        .form(path::TOKEN, &refresh)
        .await
        .ok::<sst_api::auth::TokenReply>();
    assert_eq!(client.form(path::REVOKE, &revoke).await.status, 200);
    let ended = client.form(path::TOKEN, &refresh).await;
    ended.refused(400, "session-ended");
}
