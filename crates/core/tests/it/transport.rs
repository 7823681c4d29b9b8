use std::io::Write as _;
use std::time::{Duration, Instant};

use sst_core::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::desk::Desk;
use crate::fake::Fake;

const DISCOVERY: &str = "/.well-known/oauth-authorization-server";
const JSON: (&str, &str) = ("content-type", "application/json");

async fn options(client: &Client) -> (&'static str, bool) {
    let error = client.session().options().await.unwrap_err();
    (error.code(), error.retryable())
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let (fake, elsewhere) = (Fake::start().await, Fake::start().await);
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let location = format!("{}{DISCOVERY}", elsewhere.url);
    for status in [301, 302, 303, 307, 308] {
        fake.answer(DISCOVERY, status, &[("location", &location)], "");
        assert_eq!(
            options(&client).await,
            ("redirect-refused", true),
            "{status}"
        );
    }
    assert_eq!(elsewhere.memory().seen.len(), 0);
}

#[tokio::test]
async fn a_page_instead_of_an_answer_is_named() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let page = [("content-type", "text/html; charset=gb2312")];
    fake.answer(
        DISCOVERY,
        200,
        &page,
        "<html><title>上网认证</title></html>",
    );
    assert_eq!(options(&client).await, ("captive-portal", true));
    fake.answer(DISCOVERY, 511, &page, "<html></html>");
    assert_eq!(options(&client).await, ("captive-portal", true));
}

#[tokio::test]
async fn an_answer_that_is_not_the_contract_is_named() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    for body in ["", "{", "[]", "{}", "null"] {
        fake.answer(DISCOVERY, 200, &[JSON], body);
        assert_eq!(
            options(&client).await,
            ("not-the-contract", false),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_answer_is_broken_off_at_eight_mebibytes() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let most = vec![b' '; 8 * 1024 * 1024];
    fake.answer(DISCOVERY, 200, &[JSON], most.clone());
    assert_eq!(
        options(&client).await,
        ("not-the-contract", false),
        "read to its end"
    );
    fake.answer(DISCOVERY, 200, &[JSON], [most, vec![b' ']].concat());
    assert_eq!(options(&client).await, ("reply-too-large", false));
    fake.answer(
        DISCOVERY,
        200,
        &[JSON, ("content-encoding", "gzip")],
        bomb(),
    );
    assert_eq!(options(&client).await, ("reply-too-large", false));
}

/// A gigabyte of zeros.
fn bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let chunk = vec![0; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&chunk).unwrap();
    }
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_busy_platform_says_when_to_come_back() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let body = r#"{"type":"urn:x","title":"x","status":429,"code":"too-many-requests"}"#;
    let headers = [
        ("content-type", "application/problem+json"),
        ("retry-after", "61"),
    ];
    fake.answer(DISCOVERY, 429, &headers, body);
    let failure = client.session().options().await.unwrap_err().to_failure();
    assert_eq!(
        (failure.code.as_str(), failure.wait_seconds),
        ("too-many-requests", Some(61))
    );
    assert!(failure.retryable);
}

/// Answers every connection with these bytes and closes it.
async fn raw(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer).await;
        }
    });
    url
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let whole = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"issuer\":";
    for (cut, expected) in [
        (whole.len(), "reply-broken"),
        (20, "offline"),
        (0, "offline"),
    ] {
        let desk = Desk::at(&raw(&whole[..cut]).await);
        let client = desk.agreed().await;
        assert_eq!(options(&client).await, (expected, true), "cut at {cut}");
    }
    let broken = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope";
    let desk = Desk::at(&raw(broken).await);
    let client = desk.agreed().await;
    assert_eq!(options(&client).await, ("reply-broken", true));
}

#[tokio::test]
async fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let desk = Desk::at(&url);
    let client = desk.agreed().await;
    assert_eq!(options(&client).await, ("offline", true));
}

#[tokio::test]
async fn fault_04_a_name_that_nobody_knows_is_offline_within_five_seconds() {
    // RFC 6761: never resolves.
    let desk = Desk::at("https://platform.invalid");
    let client = desk.agreed().await;
    let asked = Instant::now();
    assert_eq!(options(&client).await, ("offline", true));
    assert!(asked.elapsed() < Duration::from_millis(5500));
}

#[tokio::test]
async fn something_that_speaks_no_tls_is_refused() {
    let url = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        .await
        .replace("http:", "https:");
    let desk = Desk::at(&url);
    let client = desk.agreed().await;
    assert_eq!(options(&client).await, ("tls-refused", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_that_drips_is_given_up_after_twenty_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n";
            let _ = stream.write_all(head).await;
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    });
    let desk = Desk::at(&url);
    let client = desk.agreed().await;
    let asked = Instant::now();
    assert_eq!(options(&client).await, ("timed-out", true));
    assert!(
        (19..22).contains(&asked.elapsed().as_secs()),
        "{:?}",
        asked.elapsed()
    );
}

#[test]
fn plain_http_to_another_computer_is_refused() {
    for url in [
        "http://example.com",
        "http://localhost:1",
        "https://u:p@example.com",
        "https://example.com/x",
        "ftp://127.0.0.1",
        "?",
    ] {
        let error = Client::open(Desk::at(url).config())
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.code(), "config-platform-url", "{url}");
    }
}
