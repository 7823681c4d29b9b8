//! What is not declared does not leave: shown at a socket of the test's own.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use reqwest::Url;
use serde_json::{Value, json};
use sst_api::path;
use sst_api::registry::{Operation, Place, operations};
use sst_domain::consent::Reach;
use sst_domain::registry::DataKind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use super::call::{Body, Call};
use super::http::{Credentials, Http};
use super::{RemoteError, declared_page};
use crate::clock::SystemClock;
use crate::consent::Gate;

/// Every header that ever goes over the wire. None says what computer or program it comes from.
const ON_THE_WIRE: [&str; 10] = [
    "accept",
    "accept-encoding",
    "authorization",
    "cache-control",
    "content-length",
    "content-type",
    "dpop",
    "host",
    "if-none-match",
    "last-event-id",
];

/// A platform that counts what reaches it, and notes the headers.
struct Server {
    url: Url,
    reached: Arc<AtomicUsize>,
    headers: Arc<Mutex<BTreeSet<String>>>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let reached = Arc::new(AtomicUsize::new(0));
        let headers = Arc::<Mutex<BTreeSet<String>>>::default();
        let (counter, seen) = (Arc::clone(&reached), Arc::clone(&headers));
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                counter.fetch_add(1, Ordering::SeqCst);
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    let mut asked = [0; 4096];
                    let read = socket.read(&mut asked).await.unwrap_or_default();
                    let text = String::from_utf8_lossy(&asked[..read]).to_lowercase();
                    let head = text.split("\r\n\r\n").next().unwrap_or_default();
                    let names = head.lines().skip(1).filter_map(|line| line.split_once(':'));
                    let names = names.map(|(name, _)| name.to_owned());
                    seen.lock().unwrap().extend(names);
                    let answer = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
                    let _ = socket.write_all(answer.as_bytes()).await;
                });
            }
        });
        let url = Url::parse(&url).unwrap();
        Self {
            url,
            reached,
            headers,
        }
    }

    fn reached(&self) -> usize {
        self.reached.load(Ordering::SeqCst)
    }

    async fn send(
        &self,
        call: &Call,
        credentials: Option<&Credentials>,
    ) -> Result<(), RemoteError> {
        let gate = Gate::new(Reach::Account);
        let http = Http::new(self.url.clone(), Arc::new(SystemClock));
        let permit = gate.account().unwrap();
        http.send(&permit, call, credentials).await.map(drop)
    }
}

fn credentials(token: Option<&str>) -> Credentials {
    Credentials {
        proof: "proof".to_owned(),
        token: token.map(|token| Zeroizing::new(token.to_owned())),
    }
}

#[tokio::test]
async fn what_is_not_declared_does_not_leave() {
    let (server, elsewhere) = (Server::start().await, Server::start().await);
    let token = credentials(Some("token"));
    let article = path::fill(path::ARTICLE, &["a1"]);
    let push = |mutation: Value| {
        let body =
            json!({"device_id": "d", "mutations": [{"seq": 1, "id": "i", "body": mutation}]});
        Call::json(path::SYNC_PUSH, &body)
    };
    let other_host = elsewhere
        .url
        .as_str()
        .trim_start_matches("http:")
        .to_owned();
    let refused: Vec<(&str, Result<Call, RemoteError>)> = vec![
        ("a path", Ok(Call::get("/v1/telemetry"))),
        ("a method", Ok(Call::post(path::ARTICLES))),
        (
            "a path that leads up",
            Ok(Call::get("/v1/public/articles/..")),
        ),
        (
            "a query",
            Call::get(path::HALLS).query(&[("near", "41.8,123.4")]),
        ),
        ("a header", Ok(Call::get(path::SESSIONS).stream(Some("7")))),
        ("credentials with a public read", Ok(Call::get(article))),
        (
            "a member",
            Call::json(
                path::DEVICES,
                &json!({"name": "n", "app_version": "1", "imei": "3"}),
            ),
        ),
        (
            "members in a text",
            Call::json(path::DEVICES, &json!({"name": {"mac": "00:00"}})),
        ),
        (
            "members in a list",
            Call::json(path::DEVICES, &json!({"name": [{"mac": "00:00"}]})),
        ),
        (
            "a list of bodies",
            Call::json(path::DEVICES, &json!([{"name": "n"}])),
        ),
        (
            "a member of a mutation",
            push(json!({"type": "profile.reveal", "unit": "name", "where": "41.8"})),
        ),
        (
            "a unit of nobody",
            push(json!({"type": "profile.edit", "unit": "location", "value": {"x": "1"}})),
        ),
        (
            "a value of no unit",
            push(json!({"type": "profile.edit", "value": {"x": "1"}})),
        ),
        (
            "a body where there is none",
            Call::json(path::SESSIONS_END_OTHERS, &json!({"why": "x"})),
        ),
        (
            "a field of a form",
            Call::form(path::TOKEN, path::TOKEN, &[("device_model", "x")]),
        ),
        (
            "an escaped field",
            Call::form(path::TOKEN, path::TOKEN, &[("client_id ", "x")]),
        ),
        (
            "another host",
            Call::form(
                path::TOKEN,
                format!("{other_host}oauth/token"),
                &[("code", "c")],
            ),
        ),
        ("a host for a path", Ok(Call::get(other_host.clone()))),
        (
            "a place that discovery does not give",
            Call::form(path::DEVICES, "/oauth/x", &[("name", "n")]),
        ),
    ];
    for (what, call) in refused {
        let call = call.unwrap();
        let refusal = server.send(&call, Some(&token)).await.unwrap_err();
        assert_eq!(refusal, RemoteError::Undeclared, "{what}");
        assert_eq!(
            (refusal.code(), refusal.retryable()),
            ("undeclared-data", false)
        );
    }
    assert_eq!((server.reached(), elsewhere.reached()), (0, 0));

    let whole =
        push(json!({"type": "profile.edit", "unit": "name", "value": {"name": "测试"}, "base": 0}));
    server.send(&whole.unwrap(), Some(&token)).await.unwrap();
    assert_eq!(server.reached(), 1);
}

/// Where everything but the host is declared, the host alone keeps it here.
#[tokio::test]
async fn nothing_leaves_for_another_host() {
    let (server, elsewhere) = (Server::start().await, Server::start().await);
    let host = elsewhere.url.as_str().trim_start_matches("http:");
    for operation in operations().filter(|operation| operation.path != path::AUTHORIZE) {
        let (mut call, credentials) = full(operation);
        call.path = format!("{host}{}", call.path.trim_start_matches('/'));
        let sending = server.send(&call, credentials.as_ref()).await;
        assert_eq!(sending, Err(RemoteError::Undeclared), "{}", call.path);
    }
    assert_eq!((server.reached(), elsewhere.reached()), (0, 0));
}

#[tokio::test]
async fn every_declared_field_passes() {
    let server = Server::start().await;
    let mut sent = 0;
    for operation in operations().filter(|operation| operation.path != path::AUTHORIZE) {
        let (call, credentials) = full(operation);
        let sending = server.send(&call, credentials.as_ref()).await;
        assert_eq!(sending, Ok(()), "{} {}", operation.method, operation.path);
        sent += 1;
    }
    assert!(sent > 25);
    assert_eq!(server.reached(), sent);
    let seen = server.headers.lock().unwrap().clone();
    assert_eq!(seen, ON_THE_WIRE.map(str::to_owned).into());
}

/// A call with every field that its operation may have.
fn full(operation: &'static Operation) -> (Call, Option<Credentials>) {
    let has = |place, name: &str| operation.field(place, name).is_some();
    let members = || {
        operation
            .fields()
            .filter(|field| field.place == Place::Body)
    };
    let path = path::fill(operation.path, &["phone", "x"]);
    let mut call = if members().next().is_none() {
        Call::get(path)
    } else if members().any(|field| field.name.is_empty()) {
        Call::put_bytes(path, b"bytes")
    } else if operation.discovered {
        let form: Vec<_> = members()
            .map(|field| (&field.name[1..], "x y&z="))
            .collect();
        Call::form(operation.path, "/at/another/place", &form).unwrap()
    } else {
        let mut body = json!({});
        for field in members() {
            put(&mut body, field.name);
        }
        Call::json(path, &body).unwrap()
    };
    call.method = operation.method.parse().unwrap();
    let query: Vec<_> = operation
        .fields()
        .filter(|field| field.place == Place::Query)
        .map(|field| (field.name, "x y"))
        .collect();
    if !query.is_empty() {
        call = call.query(&query).unwrap();
    }
    if has(Place::Header, "last-event-id") {
        call = call.stream(Some("7"));
    }
    if has(Place::Header, "if-none-match") {
        call = call.unless(Some("\"x\"".to_owned()));
    }
    let token = has(Place::Header, "authorization").then_some("token");
    let credentials = has(Place::Header, "dpop").then(|| credentials(token));
    (call, credentials)
}

fn put(body: &mut Value, pointer: &str) {
    let mut at = body;
    for step in pointer[1..].split('/') {
        at = match step {
            "*" => {
                if !at.is_array() {
                    *at = json!([{}]);
                }
                &mut at[0]
            }
            name => &mut at[name],
        };
    }
    *at = if pointer.ends_with("/unit") {
        json!("address")
    } else {
        json!("x")
    };
}

#[test]
fn what_is_read_is_what_is_in_it() {
    let request = |call: &Call| {
        let url = Url::parse("https://platform.example").unwrap();
        let mut request = reqwest::Request::new(call.method.clone(), url.join(&call.path).unwrap());
        if let Body::Json(bytes) = &call.body {
            *request.body_mut() = Some(bytes.to_vec().into());
            let kind = reqwest::header::HeaderValue::from_static("application/json");
            request.headers_mut().insert("content-type", kind);
        }
        super::declared::declared(&request, &url, None)
            .unwrap()
            .kinds
    };
    let kinds = |channel: &str| {
        let path = path::fill(path::CONTACT_CHANGES, &[channel]);
        request(&Call::json(path, &json!({"value": "13800000000"})).unwrap())
    };
    assert_eq!(kinds("phone"), [DataKind::Phone].into());
    assert_eq!(kinds("email"), [DataKind::Email].into());
    // The unit may stand after the value that it names.
    let edit = r#"{"mutations":[{"body":{"value":{"street":"甲"},"unit":"address"}}]}"#;
    let call = Call {
        body: Body::Json(Zeroizing::new(edit.as_bytes().to_vec())),
        ..Call::post(path::SYNC_PUSH)
    };
    let expected = [DataKind::Address, DataKind::OperationRecord];
    assert_eq!(request(&call), expected.into());
}

#[test]
fn the_page_of_a_log_in_is_asked_with_what_is_declared() {
    let declared = declared_page("client_id=c&terminal_name=Linux").unwrap();
    assert_eq!(declared.kinds, [DataKind::DeviceName].into());
    assert_eq!(
        declared_page("client_id=c&login_hint=13800000000"),
        Err(RemoteError::Undeclared)
    );
}
