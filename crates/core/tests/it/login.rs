use sst_core::{KeepingTier, LoginOutcomeView, LoginWay, SessionView};

use crate::desk::{Desk, eventually, log_in, start};
use crate::fake::Fake;

#[tokio::test]
async fn the_screen_offers_what_the_platform_names() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let options = client.session().options().await.unwrap();
    assert_eq!(options.platform_name, "测试平台");
    assert_eq!(options.ways, [LoginWay::SmsCode, LoginWay::Password]);
    assert!(options.registration);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_code_and_by_registration() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let session = client.session();
    assert_eq!(
        session.verify_code("123456").await.unwrap_err().code(),
        "nothing-under-way"
    );
    let bad = session.send_code("1380000").await.unwrap_err().to_failure();
    assert_eq!(
        (bad.code.as_str(), bad.fields[0].field.as_str()),
        ("invalid-fields", "phone")
    );

    let sent = session.send_code(" 138 0000 0001 ").await.unwrap();
    assert_eq!((sent.resend_after, sent.expires_in), (60, 300));
    assert_eq!(
        fake.seen("/oauth/challenge")[0].form["phone"],
        "13800000001"
    );
    let wrong = session
        .verify_code("000000")
        .await
        .unwrap_err()
        .to_failure();
    assert_eq!(
        (wrong.code.as_str(), wrong.tries_left),
        ("code-wrong", Some(4))
    );

    fake.tell(|told| told.unknown_number = true);
    assert_eq!(
        session.verify_code("１２３ ４５６").await.unwrap(),
        LoginOutcomeView::RegistrationNeeded
    );
    let LoginOutcomeView::SignedIn(account) = session.register().await.unwrap() else {
        panic!("not signed in")
    };
    assert_eq!(account.keeping.tier, KeepingTier::Keyring);
    assert_eq!(
        session.register().await.unwrap_err().code(),
        "nothing-under-way"
    );
    assert_eq!(
        log_in(&client).await.unwrap_err().code(),
        "not-applicable",
        "somebody is logged in"
    );
    fake.proofs_were_good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_password_and_back_again_after_a_restart() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    let session = client.session();
    let wrong = session
        .password("citizen-1", "wrong".to_owned().into())
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), "password-wrong");
    assert!(desk.account_files().is_empty());
    let LoginOutcomeView::SignedIn(first) = log_in(&client).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        (first.name, first.phone),
        (None, None),
        "nothing was fetched yet"
    );
    let named = || match client.session().view() {
        SessionView::SignedIn(account) => account.name.is_some() && account.phone.is_some(),
        _ => false,
    };
    eventually("the account has a name", named).await;
    let SessionView::SignedIn(account) = client.session().view() else {
        panic!()
    };
    assert_ne!(account.name.as_deref(), Some("测试市民甲"), "masked");
    client.close().await;

    let reopened = desk.open();
    assert_eq!(reopened.bootstrap().session, SessionView::Opening);
    assert_eq!(start(&reopened).await, SessionView::SignedIn(account));
    fake.proofs_were_good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_person_begins_anew_and_the_first_goes_on_where_they_were() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client
        .session()
        .log_out(sst_core::UnsentChoice::Keep)
        .await
        .unwrap();
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in(&client).await.unwrap();
    assert_eq!(
        client.sync_view().waiting,
        0,
        "another person's edits are not theirs"
    );
    assert_eq!(desk.keyring.len(), 2);
    client
        .session()
        .log_out(sst_core::UnsentChoice::Discard)
        .await
        .unwrap();

    fake.tell(|told| told.sub = "citizen-1".to_owned());
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

pub(crate) async fn edit_street(client: &sst_core::Client) {
    let input = serde_json::json!({
        "unit": "address", "base_rev": 0,
        "fields": {"region": "210103", "street": "测试路 1 号"},
    });
    let input = serde_json::from_value(input).unwrap();
    client.profile().edit(vec![input]).await.unwrap();
}
