use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sst_core::clock::Clock;
use sst_core::{Client, Openness};
use sst_domain::consent::{Choice, Control};

use crate::desk::{Desk, decide};
use crate::fake::Fake;
use crate::fake::proof::encode;

/// A clock that goes on when it is told to.
#[derive(Debug, Default)]
struct Shown(AtomicI64);

impl Shown {
    fn goes_on(&self) {
        self.0.fetch_add(60, Ordering::SeqCst);
    }
}

impl Clock for Shown {
    fn now(&self) -> Timestamp {
        let since = SignedDuration::from_secs(self.0.load(Ordering::SeqCst));
        Timestamp::from_second(1_795_000_000).unwrap() + since
    }
}

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
    let read = client.public().article("a1").await.unwrap();
    assert_eq!((read.paragraphs.len(), read.offline), (2, false));

    desk.url = "http://127.0.0.1:9".to_owned();
    let client = desk.open();
    let kept = client.public().articles().await.unwrap();
    assert!(kept.offline && kept.fetched_at == list.fetched_at);
    assert_eq!(kept.items, list.items);
    let article = client.public().article("a1").await.unwrap();
    assert_eq!(article.line.title, "测试公告");
    assert!(article.offline && article.fetched_at == read.fetched_at);
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

const GONE: &str = r#"{"type":"urn:x","title":"x","status":404,"code":"not-found"}"#;
const PROBLEM: (&str, &str) = ("content-type", "application/problem+json");

/// From now on the platform cannot answer.
fn away(fake: &Fake, paths: &[&str]) {
    for path in paths {
        fake.answer(path, 503, &[], "");
    }
}

#[tokio::test]
async fn an_article_that_was_taken_back_is_not_shown_and_not_kept() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    fake.answer("/v1/public/articles/a1", 200, &[JSON], ARTICLE);
    client.public().article("a1").await.unwrap();
    fake.answer("/v1/public/articles/a1", 404, &[PROBLEM], GONE);
    let refused = client.public().article("a1").await.unwrap_err();
    assert_eq!(refused.code(), "not-found");
    away(&fake, &["/v1/public/articles/a1"]);
    let refused = client.public().article("a1").await.unwrap_err();
    assert_eq!(refused.code(), "unavailable", "nor without a network");
}

/// So many lines, of which the first is named `a0`.
fn list_of(count: usize) -> String {
    let line = |number| {
        json!({"id": format!("a{number}"), "kind": "guide", "title": "x", "summary": "x", "source": "x",
               "published_at": "2026-11-24T00:00:00Z"})
    };
    json!({"articles": (0..count).map(line).collect::<Vec<_>>()}).to_string()
}

#[tokio::test]
async fn what_a_whole_list_no_longer_names_is_not_kept() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let articles = ["/v1/public/articles/a1", "/v1/public/articles/old"];
    let read = async || {
        let mut read = Vec::new();
        for article in ["a1", "old"] {
            read.push(client.public().article(article).await.is_ok());
        }
        read
    };
    for path in articles {
        fake.answer(path, 200, &[JSON], ARTICLE);
    }
    fake.answer("/v1/public/halls", 200, &[JSON], r#"{"halls":[]}"#);
    client.public().halls().await.unwrap();
    assert_eq!(read().await, [true, true]);
    away(&fake, &articles);
    // Fifty: there may be more of them.
    fake.answer("/v1/public/articles", 200, &[JSON], list_of(50));
    client.public().articles().await.unwrap();
    assert_eq!(read().await, [true, true]);
    fake.answer("/v1/public/articles", 200, &[JSON], list_of(2));
    client.public().articles().await.unwrap();
    assert_eq!(read().await, [true, false]);
    away(&fake, &["/v1/public/halls"]);
    let halls = client.public().halls().await.unwrap();
    assert!(halls.fetched_at.is_some(), "nothing else goes");
}

/// The tag that the contract has for such an answer.
fn tag(body: &str) -> String {
    format!(
        "W/\"{}\"",
        encode(digest(&SHA256, body.as_bytes()).as_ref())
    )
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let fake = Fake::start().await;
    let mut desk = Desk::at(&fake.url);
    let clock = Arc::new(Shown::default());
    desk.clock = Arc::clone(&clock) as Arc<dyn Clock>;
    let client = desk.agreed().await;
    const PATH: &str = "/v1/public/articles";
    let asked = || {
        let mut seen = fake.seen(PATH);
        seen.pop().unwrap().headers.remove("if-none-match")
    };
    fake.answer(PATH, 200, &[JSON, ("etag", &tag(LIST))], LIST);
    let first = client.public().articles().await.unwrap();
    assert_eq!(asked(), None);

    clock.goes_on();
    fake.answer(PATH, 304, &[("etag", &tag(LIST))], "");
    let same = client.public().articles().await.unwrap();
    assert_eq!(asked(), Some(tag(LIST)));
    assert_eq!((&same.items, same.offline), (&first.items, false));
    assert!(same.fetched_at > first.fetched_at);
    clock.goes_on();
    away(&fake, &[PATH]);
    let kept = client.public().articles().await.unwrap();
    assert_eq!((&kept.fetched_at, kept.offline), (&same.fetched_at, true));

    // What says so of another copy, or of none, is no word of the platform.
    for headers in [&[][..], &[("etag", "\"other\"")]] {
        fake.answer(PATH, 304, headers, "");
        let kept = client.public().articles().await.unwrap();
        assert_eq!((&kept.fetched_at, kept.offline), (&same.fetched_at, true));
    }

    let next = list_of(2);
    fake.answer(PATH, 200, &[JSON, ("etag", &tag(&next))], next.clone());
    assert_eq!(client.public().articles().await.unwrap().items.len(), 2);
    client.public().articles().await.unwrap();
    assert_eq!(asked(), Some(tag(&next)));
}

#[tokio::test]
async fn a_tag_that_could_be_the_readers_own_is_not_sent_back() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    fake.answer(
        "/v1/public/halls",
        200,
        &[JSON, ("etag", "\"reader-17\"")],
        r#"{"halls":[]}"#,
    );
    for _ in 0..2 {
        client.public().halls().await.unwrap();
    }
    let seen = fake.seen("/v1/public/halls");
    assert_eq!(seen.len(), 2);
    assert!(
        seen.iter()
            .all(|seen| !seen.headers.contains_key("if-none-match"))
    );
}

const CONTACTS: &str = "/v1/public/contacts";
const OWN: &str = r#"{"operator":"测试单位","phones":["024-00000001"],"address":"测试路1号"}"#;

#[tokio::test]
async fn ways_to_reach_the_operator_are_its_own_and_never_fail() {
    let fake = Fake::start().await;
    let mut desk = Desk::at(&fake.url);
    let client = desk.open();
    fake.answer(CONTACTS, 200, &[JSON], OWN);
    let packaged = client.public().contacts().await;
    assert_eq!(
        (packaged.phones.len(), packaged.fetched_at.as_ref()),
        (2, None)
    );
    assert_eq!(
        (fake.calls(), packaged.offline),
        (0, false),
        "nothing is asked before a decision"
    );

    decide(&client, Choice::BrowseOnly).await.unwrap();
    away(&fake, &[CONTACTS]);
    let still = client.public().contacts().await;
    assert_eq!((&still.phones, still.offline), (&packaged.phones, true));
    fake.answer(CONTACTS, 200, &[JSON], OWN);
    let own = client.public().contacts().await;
    assert_eq!(
        (own.phones.as_slice(), own.offline),
        (&["024-00000001".to_owned()][..], false)
    );

    desk.url = "http://127.0.0.1:9".to_owned();
    let kept = desk.open().public().contacts().await;
    assert!(kept.offline && kept.fetched_at.is_some() && kept.fetched_at == own.fetched_at);
    assert_eq!(kept.phones, own.phones);
}

#[tokio::test]
async fn who_needs_a_telephone_number_does_not_wait_for_a_platform_that_is_silent() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    fake.answer(CONTACTS, 200, &[JSON], OWN);
    let own = client.public().contacts().await;
    fake.tell(|told| told.hang_at = Some(CONTACTS));
    let began = Instant::now();
    let kept = client.public().contacts().await;
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(kept.offline && kept.fetched_at == own.fetched_at);
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
