use std::time::{Duration, Instant};

use sst_core::{KeepingTier, LoginOutcomeView, Refusal, SessionView, UnsentChoice};

use crate::desk::{Desk, Mood, eventually, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

const REFUSALS: [Refusal; 6] = [
    Refusal::NoService,
    Refusal::Locked,
    Refusal::Denied,
    Refusal::NotAnswering,
    Refusal::Damaged,
    Refusal::Other,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_refuses_at_log_in_leaves_a_session_in_memory_that_says_why() {
    for refusal in REFUSALS {
        let fake = Fake::start().await;
        let desk = Desk::at(&fake.url);
        let client = desk.agreed().await;
        desk.keyring.feel(Mood::Refusing(refusal));
        let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
            panic!()
        };
        assert_eq!(account.keeping.tier, KeepingTier::Memory, "{refusal:?}");
        assert_eq!(account.keeping.reason.as_deref(), Some(refusal.code()));
        assert_eq!(client.settings().view().keeping, Some(account.keeping));
        assert!(desk.account_files().is_empty(), "{refusal:?}");
        edit_street(&client).await;
        assert_eq!(
            client
                .session()
                .log_out(UnsentChoice::Keep)
                .await
                .unwrap_err()
                .code(),
            "cannot-keep"
        );
        client.close().await;
        desk.keyring.feel(Mood::Working);
        let reopened = desk.open();
        assert_eq!(
            start(&reopened).await,
            SessionView::SignedOut,
            "memory is gone: {refusal:?}"
        );
        eventually("nothing is left of it", || desk.keyring.len() == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_refuses_at_the_start_says_why_and_loses_nothing() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    for refusal in REFUSALS
        .into_iter()
        .filter(|refusal| *refusal != Refusal::Damaged)
    {
        desk.keyring.feel(Mood::Refusing(refusal));
        let client = desk.open();
        let code = refusal.code().to_owned();
        assert_eq!(start(&client).await, SessionView::Unavailable { code });
        assert_eq!(
            client.profile().view().await.unwrap_err().code(),
            refusal.code()
        );
        client.close().await;
    }
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_refuses_for_now_leaves_what_is_sealed_where_it_is() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    let client = desk.open();
    start(&client).await;
    let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
        panic!()
    };
    assert_eq!(account.keeping.reason.as_deref(), Some("keyring-locked"));
    assert_eq!(client.sync_view().waiting, 0);
    client.close().await;

    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
    assert_eq!(
        client.sync_view().waiting,
        1,
        "the sealed edit is still there"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_27_a_lost_file_is_said_to_have_cost_what_was_not_sent() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    for file in desk.account_files() {
        std::fs::remove_file(file).unwrap();
    }
    let client = desk.open();
    let code = "kept-lost".to_owned();
    assert_eq!(start(&client).await, SessionView::Unavailable { code });
    let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
        panic!()
    };
    assert_eq!(account.keeping.tier, KeepingTier::Keyring);
    assert_eq!(account.keeping.reason.as_deref(), Some("kept-unreadable"));
    assert_eq!(
        desk.account_files()
            .iter()
            .filter(|file| file.extension().unwrap() == "db")
            .count(),
        1
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_28_a_keyring_that_never_answers_delays_neither_window_nor_exit() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.signed_in().await.close().await;
    desk.keyring.feel(Mood::Hanging(Duration::from_secs(20)));

    let begun = Instant::now();
    let client = desk.open();
    assert_eq!(client.bootstrap().session, SessionView::Opening);
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    client.start();
    while client.session().view() == SessionView::Opening {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let code = "keyring-not-answering".to_owned();
    assert_eq!(client.session().view(), SessionView::Unavailable { code });
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "{:?}",
        begun.elapsed()
    );
    let leaving = Instant::now();
    client.close().await;
    assert!(leaving.elapsed() < Duration::from_secs(5));
}
