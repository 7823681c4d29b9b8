use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sst_core::clock::ManualClock;

use crate::desk::{Desk, eventually, log_in};
use crate::fake::Fake;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nonce_that_is_asked_for_is_used_from_then_on() {
    let fake = Fake::start().await;
    fake.tell(|told| told.nonce = Some("n-1".to_owned()));
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    let challenges = fake.seen("/oauth/challenge").len();
    assert_eq!(challenges, 2, "once without, once with the nonce");
    assert_eq!(
        fake.seen("/oauth/token").len(),
        1,
        "the nonce is known by then"
    );
    eventually("the profile is here", || {
        !fake.seen("/v1/sync/changes").is_empty()
    })
    .await;
    let proofs = fake.memory().proofs.clone();
    assert!(
        proofs
            .iter()
            .filter(|proof| proof.nonce.as_deref() == Some("n-1"))
            .count()
            >= 3
    );
    assert!(
        proofs.iter().all(|proof| proof.jkt == proofs[0].jkt),
        "one key for one session"
    );
    fake.proofs_were_good();
    client.close().await;
}

#[tokio::test]
async fn a_nonce_that_is_never_right_is_not_asked_for_without_end() {
    let fake = Fake::start().await;
    fake.tell(|told| told.nonce = Some("n-1".to_owned()));
    let refused =
        serde_json::json!({"error": "use_dpop_nonce", "code": "nonce-required"}).to_string();
    let headers = [("content-type", "application/json"), ("dpop-nonce", "n-2")];
    fake.answer("/oauth/challenge", 401, &headers, refused);
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    assert_eq!(log_in(&client).await.unwrap_err().code(), "nonce-required");
    assert_eq!(fake.seen("/oauth/challenge").len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_25_a_clock_that_is_two_years_off_is_corrected_and_named() {
    for off in [-2, 2] {
        let fake = Fake::start().await;
        let mut desk = Desk::at(&fake.url);
        let wrong = Timestamp::now() + SignedDuration::from_hours(24 * 365 * off);
        desk.clock = Arc::new(ManualClock::at(wrong));
        let client = desk.agreed().await;
        log_in(&client).await.unwrap();
        let named = client.clock_off_by().expect("the clock is named");
        let seconds = named + SignedDuration::from_hours(24 * 365 * off);
        assert!(seconds.as_secs().abs() < 60, "{named}");
        eventually("sync works", || !fake.seen("/v1/sync/changes").is_empty()).await;
        fake.proofs_were_good();
        client.close().await;
    }
}

#[tokio::test]
async fn a_proof_that_is_refused_because_of_the_clock_says_so() {
    let fake = Fake::start().await;
    let refused =
        serde_json::json!({"error": "invalid_dpop_proof", "code": "proof-invalid"}).to_string();
    let date = [
        ("content-type", "application/json"),
        ("date", "Tue, 24 Nov 2099 04:00:00 GMT"),
    ];
    fake.answer("/oauth/challenge", 401, &date, refused);
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let failure = log_in(&client).await.unwrap_err().to_failure();
    assert_eq!(
        (failure.code.as_str(), failure.retryable),
        ("clock-wrong", true)
    );
    assert_eq!(
        fake.seen("/oauth/challenge").len(),
        2,
        "tried again with the platform's time"
    );
}

#[tokio::test]
async fn a_clock_that_is_right_is_not_named() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    client.session().options().await.unwrap();
    assert_eq!(client.clock_off_by(), None);
}
