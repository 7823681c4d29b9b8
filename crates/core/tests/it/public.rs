use sst_domain::consent::Choice;

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
