use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sst_core::device::DeviceStore;
use sst_core::{DecisionInput, UnsentChoice};
use sst_domain::consent::{AgeBand, Choice, FirstRunDecision, GuardianWord, Reach, Trigger};
use tokio::net::TcpListener;

use crate::desk::{Desk, decide, eventually, log_in, start};
use crate::fake::Fake;

/// Counts connections, and answers none.
async fn counting_listener() -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (url, count)
}

/// Everything that a person could do, whatever comes of it.
async fn try_everything(client: &sst_core::Client) -> Vec<&'static str> {
    let session = client.session();
    let mut codes = Vec::new();
    let mut note = |code: Option<&'static str>| codes.push(code.unwrap_or("done"));
    note(session.options().await.err().map(|error| error.code()));
    note(
        session
            .send_code("13800000001")
            .await
            .err()
            .map(|error| error.code()),
    );
    note(log_in(client).await.err().map(|error| error.code()));
    note(
        session
            .step_up_send_code()
            .await
            .err()
            .map(|error| error.code()),
    );
    note(
        client
            .public()
            .articles()
            .await
            .err()
            .map(|error| error.code()),
    );
    note(
        client
            .public()
            .halls()
            .await
            .err()
            .map(|error| error.code()),
    );
    note(
        client
            .public()
            .article("a1")
            .await
            .err()
            .map(|error| error.code()),
    );
    client.sync_now();
    codes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_decision_nothing_connects_and_nothing_is_written() {
    let (url, connections) = counting_listener().await;
    let desk = Desk::at(&url);
    let client = desk.open();
    client.start();
    let bootstrap = client.bootstrap();
    assert_eq!(
        (bootstrap.consent.choice, bootstrap.consent.reach),
        (None, Reach::Nothing)
    );
    let policy = client.consent().policy("en").await.unwrap();
    assert!(policy.sample && !policy.purposes.is_empty());
    let mut appearance = bootstrap.settings.appearance;
    appearance.elder = true;
    client.settings().update(appearance).await.unwrap();

    let [consent, refused] = ["consent-needed", "not-permitted"];
    let expected = [
        consent,
        consent,
        consent,
        "signed-out",
        refused,
        refused,
        refused,
    ];
    assert_eq!(try_everything(&client).await, expected);
    tokio::time::sleep(Duration::from_millis(300)).await;
    client.close().await;
    assert_eq!(connections.load(Ordering::SeqCst), 0);
    assert_eq!(desk.files(), Vec::<std::path::PathBuf>::new());
    assert!(!desk.data().exists());

    // The same listener counts once there is a decision.
    decide(&client, Choice::BrowseOnly).await.unwrap();
    assert!(client.public().articles().await.unwrap().offline);
    let counted = connections.load(Ordering::SeqCst);
    assert!(counted > 0, "the control: it counts");
    assert_eq!(desk.files().len(), 1);
}

#[tokio::test]
async fn browsing_only_reads_anonymously_and_nothing_else() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.open();
    let view = decide(&client, Choice::BrowseOnly).await.unwrap();
    assert_eq!(
        (view.choice, view.reach),
        (Some(Choice::BrowseOnly), Reach::PublicReads)
    );
    let list = br#"{"articles":[]}"#.to_vec();
    fake.answer(
        "/v1/public/articles",
        200,
        &[("content-type", "application/json"), ("set-cookie", "id=7")],
        list,
    );
    try_everything(&client).await;
    client.public().articles().await.unwrap();

    let seen = fake.memory().seen.clone();
    assert!(seen.len() >= 4);
    for request in seen {
        assert_eq!(request.method, "GET");
        assert!(request.path.starts_with("/v1/public/"), "{}", request.path);
        for header in ["authorization", "dpop", "cookie", "user-agent", "referer"] {
            assert!(
                !request.headers.contains_key(header),
                "{header} in {request:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_decision_outlives_the_process_and_is_not_asked_again() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    decide(&desk.open(), Choice::BrowseOnly).await.unwrap();
    for _ in 0..50 {
        let consent = desk.open().bootstrap().consent;
        assert_eq!(
            (consent.choice, consent.newer_policy),
            (Some(Choice::BrowseOnly), None)
        );
    }
    decide(&desk.open(), Choice::Agree).await.unwrap();
    assert_eq!(desk.open().bootstrap().consent.reach, Reach::Account);
}

#[tokio::test]
async fn a_decision_that_cannot_be_written_opens_nothing() {
    let (url, connections) = counting_listener().await;
    let desk = Desk::at(&url);
    // A file lies where the folder should be.
    std::fs::write(desk.data(), "").unwrap();
    let opened = sst_core::Client::open(desk.config());
    let client = match opened {
        Ok(client) => client,
        Err(error) => {
            assert_eq!(error.code(), "device-store-folder");
            return;
        }
    };
    let failure = decide(&client, Choice::Agree)
        .await
        .unwrap_err()
        .to_failure();
    assert_eq!(
        (failure.code.as_str(), failure.retryable),
        ("device-store-folder", true)
    );
    assert_eq!(client.bootstrap().consent.reach, Reach::Nothing);
    assert_eq!(log_in(&client).await.unwrap_err().code(), "consent-needed");
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_decision_is_about_the_text_that_was_shown() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    let hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = |text_hash: &str, language: &str, age_band| DecisionInput {
        choice: Choice::Agree,
        age_band,
        text_hash: text_hash.to_owned(),
        language: language.to_owned(),
    };
    let adult = Some(AgeBand::Adult);
    let decide = async |input| client.consent().decide(input).await;
    assert_eq!(
        decide(decision("00", "zh-CN", adult))
            .await
            .unwrap_err()
            .code(),
        "policy-text-changed"
    );
    assert_eq!(
        decide(decision(&hash, "en", adult))
            .await
            .unwrap_err()
            .code(),
        "policy-text-changed"
    );
    assert_eq!(
        decide(decision(&hash, "zh-CN", None))
            .await
            .unwrap_err()
            .code(),
        "age-band-missing"
    );
    assert!(!desk.data().exists());
    let minor = Some(AgeBand::From14To17);
    let view = decide(decision(&hash, "zh-CN", minor)).await.unwrap();
    assert_eq!(view.reach, Reach::PublicReads, "a guardian has not agreed");
    assert_eq!(log_in(&client).await.unwrap_err().code(), "consent-needed");
}

#[tokio::test]
async fn a_broken_policy_is_a_failure_and_nothing_takes_its_place() {
    let desk = Desk::at("http://127.0.0.1:9");
    let sample = sst_domain::policy::sample(sst_domain::policy::Language::ZhCn);
    let path = desk.folder.path().join("policy.json");
    let mut config = desk.config();
    config.policy_bundle = Some(path.clone());
    let code = async |config: &sst_core::ClientConfig| {
        let client = sst_core::Client::open(config.clone()).unwrap();
        client
            .consent()
            .policy("zh-CN")
            .await
            .map(|_| ())
            .unwrap_err()
            .code()
    };
    assert_eq!(code(&config).await, "policy-bundle-unreadable");
    std::fs::write(&path, "{").unwrap();
    assert_eq!(code(&config).await, "bundle_not_well_formed");
    std::fs::write(&path, sample.bundle).unwrap();
    assert_eq!(
        code(&config).await,
        "bundle_key_unknown",
        "the sample's key is pinned for nothing"
    );
    config.policy_keys = vec![sst_domain::policy::PinnedKey::parse(sample.public_key).unwrap()];
    let client = sst_core::Client::open(config.clone()).unwrap();
    assert!(!client.consent().policy("zh-CN").await.unwrap().sample);
    let tampered = String::from_utf8(sample.bundle.to_vec())
        .unwrap()
        .replacen('A', "B", 1);
    std::fs::write(&path, tampered).unwrap();
    assert!(
        [
            "bundle_signature_invalid",
            "bundle_key_unknown",
            "bundle_not_well_formed"
        ]
        .contains(&code(&config).await)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_back_on_an_agreement_stops_the_client_at_once() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    eventually("the profile is here", || {
        client
            .bootstrap()
            .profile
            .is_some_and(|profile| profile.units.iter().any(|unit| unit.rev == 1))
    })
    .await;
    decide(&client, Choice::BrowseOnly).await.unwrap();
    assert!(
        !fake.seen("/v1/consents").is_empty(),
        "that it was gone back on is the last that is told"
    );
    let others = || {
        let seen = &fake.memory().seen;
        seen.iter()
            .filter(|seen| seen.path != "/v1/consents")
            .count()
    };
    let before = others();
    client.sync_now();
    let profile = client.profile();
    let change = profile.contact_change_start(sst_core::ContactChannel::Email, "test@example.com");
    assert_eq!(change.await.unwrap_err().code(), "not-permitted");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(others(), before);
    assert!(
        client.bootstrap().profile.is_some(),
        "what is here can still be read"
    );

    decide(&client, Choice::Agree).await.unwrap();
    eventually("sync goes on", || others() > before).await;
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    let reopened = desk.open();
    assert_eq!(start(&reopened).await, sst_core::SessionView::SignedOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_back_on_an_agreement_closes_the_gate_whether_or_not_somebody_is_logged_in() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    client.session().options().await.unwrap();
    let view = decide(&client, Choice::BrowseOnly).await.unwrap();
    assert_eq!(view.reach, Reach::PublicReads);
    assert_eq!(log_in(&client).await.unwrap_err().code(), "consent-needed");

    decide(&client, Choice::Agree).await.unwrap();
    log_in(&client).await.unwrap();
    let view = decide(&client, Choice::BrowseOnly).await.unwrap();
    assert_eq!(view.reach, Reach::PublicReads);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_that_left_with_a_batch_is_told_once_after_a_withdrawal() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    eventually("sync has begun", || !fake.seen("/v1/events").is_empty()).await;
    fake.tell(|told| {
        let busy = (503, Vec::new(), Vec::new());
        told.instead.insert("/v1/sync/push".to_owned(), busy);
    });
    let shown = client.consent().purposes("zh-CN").await.unwrap();
    let input = sst_core::ItemDecisionInput {
        item: "notify-sms".to_owned(),
        allow: false,
        by_guardian: false,
        text_hash: shown.text_hash,
        served_id: shown.served_id,
        trigger: sst_domain::consent::Trigger::PrivacyCentre,
        presentation: "purposes".to_owned(),
        language: "zh-CN".to_owned(),
    };
    let pushes = fake.seen("/v1/sync/push").len();
    client.consent().decide_item(input).await.unwrap();
    eventually("it left with a batch", || {
        fake.seen("/v1/sync/push").len() > pushes
    })
    .await;
    decide(&client, Choice::BrowseOnly).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let bodies: std::collections::BTreeSet<_> = fake
        .seen("/v1/consents")
        .into_iter()
        .map(|seen| seen.body)
        .collect();
    let told = fake.seen("/v1/consents").len();
    assert_eq!(bodies.len(), 2, "the decision and the withdrawal");
    // A nonce may cost one more try of the first.
    assert!(told <= 3, "{told}");
    client.close().await;
}

#[tokio::test]
async fn a_purpose_without_a_choice_says_why_in_the_operators_words() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    for language in ["zh-CN", "en"] {
        let policy = client.consent().policy(language).await.unwrap();
        let view = client.consent().purposes(language).await.unwrap();
        assert!(view.purposes.iter().any(|purpose| !purpose.refusable));
        for (shown, said) in view.purposes.iter().zip(policy.purposes) {
            assert_eq!(shown.id, said.id);
            assert_eq!(shown.refusable, said.is_refusable());
            assert_eq!(shown.refusable, shown.necessity.is_empty(), "{}", shown.id);
            assert_eq!(shown.necessity, said.necessity);
        }
    }
}

#[tokio::test]
async fn sensitive_data_say_why_they_are_needed_and_what_it_means() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    for language in ["zh-CN", "en"] {
        let policy = client.consent().policy(language).await.unwrap();
        let view = client.consent().purposes(language).await.unwrap();
        assert!(view.purposes.iter().any(|purpose| purpose.sensitive));
        for (shown, said) in view.purposes.iter().zip(policy.purposes) {
            assert_eq!((&shown.id, shown.sensitive), (&said.id, said.sensitive));
            assert_eq!(shown.impact, said.impact);
            assert!(!shown.sensitive || !shown.impact.is_empty(), "{}", said.id);
        }
    }
}

#[tokio::test]
async fn a_wrong_age_is_chosen_anew_with_a_record_of_its_own_and_nothing_is_sent() {
    let (url, connections) = counting_listener().await;
    let desk = Desk::at(&url);
    let client = desk.open();
    let hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = |age_band| DecisionInput {
        choice: Choice::Agree,
        age_band: Some(age_band),
        text_hash: hash.clone(),
        language: "zh-CN".to_owned(),
    };
    let minor = client.consent().decide(decision(AgeBand::From14To17)).await;
    assert_eq!(minor.unwrap().reach, Reach::PublicReads);
    assert_eq!(connections.load(Ordering::SeqCst), 0);
    client.close().await;

    let client = desk.open();
    let anew = client.consent().decide(decision(AgeBand::Adult)).await;
    let anew = anew.unwrap();
    assert_eq!((anew.reach, anew.guardian), (Reach::Account, None));
    client.close().await;
    assert_eq!(connections.load(Ordering::SeqCst), 0);

    let device = DeviceStore::open(&desk.data()).unwrap();
    let signed = device.signed_before_login().unwrap();
    let records: Vec<_> = signed
        .iter()
        .map(|(_, one)| one.signed.read().unwrap())
        .map(|record| (record.age_band, record.trigger))
        .collect();
    assert_eq!(
        records,
        [
            (Some(AgeBand::From14To17), Trigger::FirstRun),
            (Some(AgeBand::Adult), Trigger::PrivacyCentre),
        ]
    );
}

#[tokio::test]
async fn another_age_does_not_undo_what_a_guardian_has_confirmed() {
    let desk = Desk::at("http://127.0.0.1:9");
    let client = desk.open();
    let hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = |age_band| DecisionInput {
        choice: Choice::Agree,
        age_band: Some(age_band),
        text_hash: hash.clone(),
        language: "zh-CN".to_owned(),
    };
    let minor = client.consent().decide(decision(AgeBand::From14To17)).await;
    minor.unwrap();
    client.close().await;

    let words = [
        (GuardianWord::Confirmed, false),
        (GuardianWord::Withdrawn, false),
        (GuardianWord::Lapsed, false),
        (GuardianWord::OwnPhone, true),
    ];
    for (guardian, open) in words {
        let device = DeviceStore::open(&desk.data()).unwrap();
        let said = device.decision().unwrap().unwrap();
        let appearance = device.appearance().unwrap().unwrap();
        let said = FirstRunDecision { guardian, ..said };
        device.record(&said, &appearance, None).unwrap();
        drop(device);
        let client = desk.open();
        let before = client.bootstrap().consent;
        let anew = client.consent().decide(decision(AgeBand::Adult)).await;
        if open {
            assert_eq!(anew.unwrap().reach, Reach::Account);
        } else {
            assert_eq!(anew.unwrap_err().code(), "guardian-confirmed");
            assert_eq!(client.bootstrap().consent, before);
        }
        client.close().await;
    }
}
