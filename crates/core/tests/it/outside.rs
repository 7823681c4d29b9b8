//! Logging in with another device and with the browser, on a platform that does as it is told. Its errors are
//! those of the standards alone, without our codes: so any server answers.

use std::time::Duration;

use serde_json::json;
use sst_core::{Client, ClientEvent, DeviceLoginView, Subscription};

use crate::desk::{Desk, eventually};
use crate::fake::Fake;

const BEGIN: &str = "/oauth/device_authorization";
const TOKEN: &str = "/oauth/token";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// A platform that has every way, and a client that may use it.
async fn ready() -> (Fake, Desk, Client) {
    let fake = Fake::start().await;
    let endpoint = |name: &str| format!("{}/oauth/{name}", fake.url);
    let metadata = json!({
        "issuer": fake.url,
        "token_endpoint": endpoint("token"),
        "revocation_endpoint": endpoint("revoke"),
        "authorization_endpoint": endpoint("authorize"),
        "device_authorization_endpoint": endpoint("device_authorization"),
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "shengshitong": {
            "contract": "1", "name": "测试平台", "registration": true, "capabilities": [],
            "login_methods": ["sms_code"],
        },
    });
    let discovery = "/.well-known/oauth-authorization-server";
    fake.answer(discovery, 200, JSON, metadata.to_string());
    give_code(&fake, "http://127.0.0.1:9/device", 600);
    pending(&fake, "authorization_pending");
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    (fake, desk, client)
}

fn give_code(fake: &Fake, verification_uri: &str, expires_in: u32) {
    let code = json!({
        "device_code": "DEVICE-CODE", "user_code": "019-450-730", "interval": 1,
        "verification_uri": verification_uri, "expires_in": expires_in,
    });
    fake.answer(BEGIN, 200, JSON, code.to_string());
}

fn pending(fake: &Fake, error: &str) {
    fake.answer(TOKEN, 400, JSON, json!({ "error": error }).to_string());
}

async fn next(events: &mut Subscription) -> DeviceLoginView {
    loop {
        let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
        if let Some(ClientEvent::DeviceLogin(view)) = event.expect("something is told") {
            return view;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_renewed_by_itself_until_it_is_given_up() {
    let (fake, _desk, client) = ready().await;
    give_code(&fake, "http://127.0.0.1:9/device", 1);
    let mut events = client.subscribe();
    let DeviceLoginView::Waiting(code) = client.session().device().await.unwrap() else {
        panic!("a code")
    };
    assert_eq!(code.matching_number, None);
    assert!(matches!(
        next(&mut events).await,
        DeviceLoginView::Waiting(_)
    ));
    let begun = fake.seen(BEGIN);
    assert_eq!(begun[0].form["terminal_name"], "测试电脑");
    // The head of a proof holds its key.
    let key = |index: usize| begun[index].headers["dpop"].split('.').next().unwrap();
    assert_ne!(key(0), key(1), "each code has a key of its own");
    client.session().cancel();
    let before = fake.memory().seen.len();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(
        fake.memory().seen.len(),
        before,
        "nothing is asked any more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_told_to_slow_down_does() {
    let (fake, _desk, client) = ready().await;
    pending(&fake, "slow_down");
    client.session().device().await.unwrap();
    eventually("it has asked", || fake.seen(TOKEN).len() == 1).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(fake.seen(TOKEN).len(), 1, "five seconds more than one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_and_expiry_of_any_server_are_understood() {
    let (fake, _desk, client) = ready().await;
    let mut events = client.subscribe();
    pending(&fake, "access_denied");
    client.session().device().await.unwrap();
    assert_eq!(next(&mut events).await, DeviceLoginView::Denied);

    pending(&fake, "expired_token");
    client.session().device().await.unwrap();
    assert!(matches!(
        next(&mut events).await,
        DeviceLoginView::Waiting(_)
    ));
    assert!(fake.seen(BEGIN).len() >= 3);

    // A token that anybody could use is no login.
    let bearer = json!({
        "access_token": "a", "token_type": "Bearer", "expires_in": 600, "refresh_token": "r",
        "sub": "citizen-1", "auth_time": 0,
    });
    fake.answer(TOKEN, 200, JSON, bearer.to_string());
    loop {
        match next(&mut events).await {
            DeviceLoginView::Waiting(_) => {}
            DeviceLoginView::Failed { failure } => {
                break assert_eq!(failure.code, "not-the-contract");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_to_a_page_that_is_not_safe() {
    let (fake, _desk, client) = ready().await;
    for unsafe_page in [
        "javascript:alert(1)",
        "http://platform.example/device",
        "file:///x",
    ] {
        give_code(&fake, unsafe_page, 600);
        let refused = client.session().device().await.unwrap_err();
        assert_eq!(refused.code(), "not-the-contract", "{unsafe_page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn withdrawing_the_choice_ends_the_waiting() {
    let (_fake, desk, client) = ready().await;
    let mut events = client.subscribe();
    client.session().device().await.unwrap();
    let browse = sst_domain::consent::Choice::BrowseOnly;
    crate::desk::decide(&client, browse).await.unwrap();
    let DeviceLoginView::Failed { failure } = next(&mut events).await else {
        panic!("it goes on")
    };
    assert_eq!(failure.code, "not-permitted");
    drop(desk);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_way_that_is_not_named_is_not_gone() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let session = client.session();
    let refused = session.browser(|_| panic!("opened")).await.unwrap_err();
    assert_eq!(refused.code(), "way-not-offered");
    assert_eq!(
        session.device().await.unwrap_err().code(),
        "way-not-offered"
    );
}
