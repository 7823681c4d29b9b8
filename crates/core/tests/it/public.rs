use serde_json::json;
use sst_core::{Client, Openness};
use sst_domain::consent::{Choice, Control};

use crate::desk::{Desk, decide};
use crate::fake::Fake;

const JSON: (&str, &str) = ("content-type", "application/json");
const LIST: &str = r#"{"articles":[{"id":"a1","kind":"of-tomorrow","title":"测试公告","summary":"…",
    "source":"测试","published_at":"2026-11-24T00:00:00Z"}]}"#;
const ARTICLE: &str = r#"{"id":"a1","kind":"guide","title":"测试公告","summary":"…","source":"测试",
    "published_at":"2026-11-24T00:00:00Z","paragraphs":["一","二"]}"#;

#[tokio::test]
async fn what_was_read_once_can_be_read_without_a_network() {
    let fake = Fake::start().await;
    let mut desk = Desk::at(&fake.url);
    let client = desk.open();
    decide(&client, Choice::BrowseOnly).await.unwrap();
    fake.answer("/v1/public/articles", 200, &[JSON], LIST);
    fake.answer("/v1/public/articles/a1", 200, &[JSON], ARTICLE);
    let list = client.public().articles().await.unwrap();
    assert_eq!(
        (list.items[0].kind.as_str(), list.offline),
        ("other", false)
    );
    assert_eq!(
        client
            .public()
            .article("a1")
            .await
            .unwrap()
            .paragraphs
            .len(),
        2
    );

    desk.url = "http://127.0.0.1:9".to_owned();
    let client = desk.open();
    let kept = client.public().articles().await.unwrap();
    assert!(kept.offline && kept.fetched_at == list.fetched_at);
    assert_eq!(kept.items, list.items);
    assert_eq!(
        client.public().article("a1").await.unwrap().line.title,
        "测试公告"
    );
    assert_eq!(
        client.public().article("a2").await.unwrap_err().code(),
        "offline"
    );
    let halls = client.public().halls().await.unwrap();
    assert!(halls.items.is_empty() && halls.offline && halls.fetched_at.is_none());
}

#[tokio::test]
async fn a_page_in_between_or_a_broken_list_does_not_replace_what_is_kept() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.open();
    decide(&client, Choice::BrowseOnly).await.unwrap();
    fake.answer("/v1/public/articles", 200, &[JSON], LIST);
    client.public().articles().await.unwrap();
    for (kind, body) in [
        ("text/html", "<html>"),
        ("application/json", "{\"articles\":7}"),
    ] {
        fake.answer("/v1/public/articles", 200, &[("content-type", kind)], body);
        let kept = client.public().articles().await.unwrap();
        assert!(kept.offline && kept.items.len() == 1, "{kind}");
    }
}

#[tokio::test]
async fn an_article_that_was_taken_back_is_not_shown() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    fake.answer("/v1/public/articles/a1", 200, &[JSON], ARTICLE);
    client.public().article("a1").await.unwrap();
    let gone = r#"{"type":"urn:x","title":"x","status":404,"code":"not-found"}"#;
    fake.answer(
        "/v1/public/articles/a1",
        404,
        &[("content-type", "application/problem+json")],
        gone,
    );
    assert_eq!(
        client.public().article("a1").await.unwrap_err().code(),
        "not-found"
    );
}

#[tokio::test]
async fn ways_to_reach_the_operator_never_fail() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    assert_eq!(client.public().contacts().phones.len(), 2);
}

const DISCOVERY: &str = "/.well-known/oauth-authorization-server";

/// Discovery of a platform at `url` that says it can do this; nothing at all where that is absent.
fn discovery(url: &str, capabilities: Option<&[&str]>) -> String {
    let mut own = json!({
        "contract": "1", "name": "测试平台", "registration": true, "login_methods": [],
    });
    if let Some(capabilities) = capabilities {
        own["capabilities"] = json!(capabilities);
    }
    json!({
        "issuer": url, "token_endpoint": format!("{url}/oauth/token"),
        "revocation_endpoint": format!("{url}/oauth/revoke"),
        "code_challenge_methods_supported": ["S256"], "dpop_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["authorization_code", "refresh_token"], "shengshitong": own,
    })
    .to_string()
}

async fn openness(client: &Client, control: Control) -> Openness {
    let all = client.public().capabilities().await.unwrap();
    all.into_iter()
        .find(|one| one.control == control)
        .unwrap()
        .openness
}

/// The same, as the privacy centre has it.
async fn openness_of_item(client: &Client, item: &str) -> Openness {
    let view = client.consent().purposes("zh-CN").await.unwrap();
    let mut items = view.purposes.into_iter().flat_map(|purpose| purpose.items);
    items.find(|one| one.item == item).unwrap().openness
}

#[tokio::test]
async fn what_the_platform_can_do_is_its_own_to_say() {
    let fake = Fake::start().await;
    let mut desk = Desk::at(&fake.url);
    let client = desk.open();
    // Nothing may be asked before a decision, and so nothing is known.
    assert_eq!(
        openness(&client, Control::VideoCall).await,
        Openness::Unknown
    );
    assert_eq!(fake.calls(), 0);
    decide(&client, Choice::BrowseOnly).await.unwrap();
    assert_eq!(
        openness_of_item(&client, "hall-location").await,
        Openness::Unknown
    );
    assert_eq!(
        openness_of_item(&client, "notify-sms").await,
        Openness::Open
    );

    fake.answer(DISCOVERY, 200, &[JSON], discovery(&fake.url, None));
    let said = openness(&client, Control::HallLocation).await;
    assert!(matches!(said, Openness::NotOpen { .. }), "{said:?}");
    assert_eq!(openness_of_item(&client, "hall-location").await, said);

    // Another one, and one that only a newer client knows.
    let some = discovery(&fake.url, Some(&["video_call", "teleport"]));
    fake.answer(DISCOVERY, 200, &[JSON], some);
    let said = openness(&client, Control::HallLocation).await;
    assert!(matches!(said, Openness::NotOpen { .. }), "{said:?}");
    // Nobody is promised what this version cannot do.
    let said = openness(&client, Control::VideoCall).await;
    assert!(matches!(said, Openness::Unsupported { .. }), "{said:?}");

    // Without a network: what was said last, with its time.
    let elsewhere = "http://127.0.0.1:9".to_owned();
    fake.answer(DISCOVERY, 503, &[], "");
    assert_eq!(openness(&client, Control::VideoCall).await, said);
    drop(client);
    let client = desk.open();
    assert_eq!(openness_of_item(&client, "video-call").await, said);

    // Set up for another platform, nothing is known of it.
    desk.url = elsewhere;
    let client = desk.open();
    assert_eq!(
        openness(&client, Control::VideoCall).await,
        Openness::Unknown
    );
    assert_eq!(
        openness_of_item(&client, "video-call").await,
        Openness::Unknown
    );
}
