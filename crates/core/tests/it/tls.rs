//! Somebody between this computer and the platform. The certificates are of the test's own; which issuers count is
//! the system's store, so a child process is started to whose store the test's issuer was added.
#![cfg(target_os = "linux")]

mod hostile;
mod http2;

use std::process::Command;
use std::sync::Arc;

use sst_core::{ClientConfig, Place};
use sst_vault::Memory;

use crate::desk::Desk;
use hostile::{Authority, Certificate, Versions};
use http2::First;

const CHILD: &str = "SST_TEST_ISSUER";

async fn refusal(url: &str) -> &'static str {
    let desk = Desk::at(url);
    let client = desk.agreed().await;
    client.session().options().await.unwrap_err().code()
}

/// What a platform is told apart by that was let in: this one's answer is an empty object.
const LET_IN: &str = "not-the-contract";

#[test]
fn fault_24_only_a_certificate_of_a_trusted_issuer_for_this_host_and_today_is_let_in() {
    let name =
        "tls::fault_24_only_a_certificate_of_a_trusted_issuer_for_this_host_and_today_is_let_in";
    with_an_issuer(name, among_trusted_issuers);
}

#[test]
fn fault_12_what_an_http2_platform_did_not_take_is_sent_again() {
    let name = "tls::fault_12_what_an_http2_platform_did_not_take_is_sent_again";
    with_an_issuer(name, sent_again);
}

/// Runs a test in a process of its own, whose system trusts the issuer that it is given.
fn with_an_issuer(name: &str, test: impl AsyncFnOnce(&Authority)) {
    if let Ok(key) = std::env::var(CHILD) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(test(&Authority::of(&key)));
    }
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("issuers.pem");
    std::fs::write(&store, authority.certificate()).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, authority.key())
        .env("SSL_CERT_FILE", &store)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{why}");
    assert!(told.contains("1 passed"), "{told}");
}

async fn sent_again(authority: &Authority) {
    for first in [
        First::RefusedStream,
        First::GoAwayUnseen,
        First::GoAwayAnswered,
    ] {
        let platform = authority.issue("127.0.0.1", (2020, 2090));
        let platform = platform.http2(first).await;
        let desk = Desk::at(&platform.url);
        let client = desk.agreed().await;
        for answered in 1..=2 {
            let mut error = client.session().options().await.unwrap_err();
            // Where the connection has gone before the request was on it, the library leaves the second try to us.
            if first == First::GoAwayUnseen && error.code() == "offline" {
                assert!(error.retryable());
                error = client.session().options().await.unwrap_err();
            }
            assert_eq!(error.code(), LET_IN, "{first:?}");
            assert_eq!(platform.requests(), answered, "{first:?}");
        }
    }
}

async fn among_trusted_issuers(authority: &Authority) {
    const TODAY: (i32, i32) = (2020, 2090);
    // The control: what is refused below is refused for its one fault.
    for versions in [Versions::Both, Versions::Only12, Versions::Only13] {
        let platform = authority.issue("127.0.0.1", TODAY).serve(versions).await;
        assert_eq!(refusal(&platform.url).await, LET_IN, "{versions:?}");
        assert_eq!(platform.requests(), 1);
    }
    let stranger = Authority::new();
    let cases = [
        (
            "certificate-date",
            authority.issue("127.0.0.1", (2019, 2021)),
        ),
        (
            "certificate-date",
            authority.issue("127.0.0.1", (2089, 2090)),
        ),
        (
            "certificate-host",
            authority.issue("platform.example", TODAY),
        ),
        ("certificate-host", authority.issue("127.0.0.2", TODAY)),
        ("certificate-issuer", stranger.issue("127.0.0.1", TODAY)),
        ("certificate-issuer", Certificate::self_signed("127.0.0.1")),
    ];
    for (expected, certificate) in cases {
        let platform = certificate.serve(Versions::Both).await;
        assert_eq!(refusal(&platform.url).await, expected);
        assert_eq!(platform.requests(), 0, "something was sent: {expected}");
    }
    let elsewhere = hostile::plain().await;
    let platform = authority.issue("127.0.0.1", TODAY);
    let platform = platform.redirect(&elsewhere.url).await;
    assert_eq!(refusal(&platform.url).await, "redirect-refused");
    assert_eq!((platform.requests(), elsewhere.requests()), (1, 0));
}

#[tokio::test]
async fn protocols_older_than_tls_1_2_are_refused() {
    for (name, version) in [
        ("SSL 3.0", [3, 0]),
        ("TLS 1.0", [3, 1]),
        ("TLS 1.1", [3, 2]),
    ] {
        let old = hostile::old(version).await;
        assert_eq!(refusal(&old.url).await, "tls-refused", "{name}");
        assert_eq!(old.requests(), 1, "{name}: the server was not asked");
    }
}

/// A configuration has no word for letting a bad certificate in.
#[test]
fn no_configuration_switches_the_checks_off() {
    let folder = tempfile::tempdir().unwrap();
    for switch in [
        "insecure",
        "accept_invalid_certs",
        "ca_file",
        "tls_min_version",
    ] {
        let file = folder.path().join("config.json");
        let text = format!(r#"{{"platform_url": "https://platform.example", "{switch}": true}}"#);
        std::fs::write(&file, text).unwrap();
        let place = Place {
            data_dir: folder.path().join("data"),
            custody: Arc::new(Memory::new()),
            app_version: String::new(),
            device_name: String::new(),
        };
        let error = ClientConfig::from_file(&file, place).map(drop).unwrap_err();
        assert_eq!(error.code(), "config-malformed", "{switch}");
    }
}
