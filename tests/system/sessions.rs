use sst_core::{LoginOutcomeView, LoginWay, PersonTerms, SessionView, UnsentChoice};

use crate::town::{JIA, Town, agree, edit, eventually, log_in, settled, unit, value};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_code_by_registration_and_by_password() {
    let town = Town::found().await;
    let client = town.computer();
    let client = client.agreed().await;
    let session = client.session();
    let options = session.options().await.unwrap();
    assert!(options.registration && options.ways.contains(&LoginWay::SmsCode));

    session.send_code(JIA).await.unwrap();
    let right = town.code(JIA);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    let failure = session.verify_code(wrong).await.unwrap_err().to_failure();
    assert_eq!(
        (failure.code.as_str(), failure.tries_left),
        ("code-wrong", Some(4))
    );
    assert!(matches!(
        session.verify_code(&right).await.unwrap(),
        LoginOutcomeView::SignedIn(_)
    ));
    settled(&client).await;
    let SessionView::SignedIn(account) = session.view() else {
        panic!("not signed in")
    };
    assert_eq!(account.phone.as_deref(), Some("138****0001"));
    session.log_out(UnsentChoice::Discard).await.unwrap();

    let new = "13800000077";
    session.send_code(new).await.unwrap();
    let outcome = session.verify_code(&town.code(new)).await.unwrap();
    assert_eq!(outcome, LoginOutcomeView::RegistrationNeeded);
    assert!(matches!(
        session.register().await.unwrap(),
        LoginOutcomeView::SignedIn(_)
    ));
    // Somebody else, who has not answered the policy yet.
    eventually("they are asked", || {
        client.bootstrap().consent.person == Some(PersonTerms::Unasked)
    })
    .await;
    agree(&client).await;
    settled(&client).await;
    assert_eq!(value(&client, "phone", "number").await, new);
    session.log_out(UnsentChoice::Discard).await.unwrap();

    let wrong = session
        .password("test-jia", "wrong".to_owned().into())
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), "password-wrong");
    log_in(&client).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_goes_on_where_the_person_was() {
    let town = Town::found().await;
    let computer = town.computer();
    computer.signed_in().await.close().await;
    let client = computer.open().await;
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    settled(&client).await;
    edit(
        &client,
        "birthday",
        serde_json::json!({"date": "1999-01-01"}),
    )
    .await;
    settled(&client).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_look_asks_for_a_fresh_authentication_only_when_it_is_stale() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let session = client.session();
    session.step_up_send_code().await.unwrap();
    session.step_up_verify_code(&town.code(JIA)).await.unwrap();
    session
        .step_up_password("Ceshi-Jia-2026".to_owned().into())
        .await
        .unwrap();
    let wrong = session
        .step_up_password("wrong".to_owned().into())
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), "password-wrong");
    assert!(matches!(session.view(), SessionView::SignedIn(_)));
    edit(
        &client,
        "birthday",
        serde_json::json!({"date": "1999-01-01"}),
    )
    .await;
    settled(&client).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_ends_one_computer_and_not_the_other() {
    let town = Town::found().await;
    let (home, office) = (town.computer(), town.computer());
    let (home, office) = (home.signed_in().await, office.signed_in().await);
    home.session()
        .log_out(UnsentChoice::SendFirst)
        .await
        .unwrap();
    assert_eq!(home.session().view(), SessionView::SignedOut);
    let before = unit(&office, "birthday").rev;
    edit(
        &office,
        "birthday",
        serde_json::json!({"date": "1999-01-01"}),
    )
    .await;
    eventually("the other goes on", || {
        unit(&office, "birthday").rev > before
    })
    .await;
}
