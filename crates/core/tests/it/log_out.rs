use std::sync::Arc;
use std::time::{Duration, Instant};

use sst_core::device::{AccountState, DeviceStore};
use sst_core::{Refusal, SessionView, UnsentChoice};

use crate::desk::{Desk, Mood, eventually, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_leaves_no_key_no_file_and_a_revoked_session() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    assert_eq!(desk.keyring.len(), 1);
    assert!(!desk.account_files().is_empty());
    let view = client
        .session()
        .log_out(UnsentChoice::SendFirst)
        .await
        .unwrap();
    assert_eq!(view, SessionView::SignedOut);
    assert_eq!(desk.keyring.len(), 0);
    assert!(
        desk.account_files().is_empty(),
        "{:?}",
        desk.account_files()
    );
    assert_eq!(fake.memory().revoked.len(), 1);
    assert_eq!(
        client.profile().view().await.unwrap_err().code(),
        "signed-out"
    );
    assert!(
        DeviceStore::open(&desk.data())
            .unwrap()
            .accounts()
            .unwrap()
            .is_empty()
    );
    fake.proofs_were_good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsent_edits_are_sent_first_or_nobody_is_logged_out() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    let error = client
        .session()
        .log_out(UnsentChoice::SendFirst)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "unsent-left");
    assert!(fake.memory().pushes > 0, "it was tried");
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    assert_eq!(client.sync_view().waiting, 1);
    assert_eq!(fake.memory().revoked.len(), 0);

    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 0);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_edits_stay_sealed_without_tokens() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    assert_eq!((desk.keyring.len(), fake.memory().revoked.len()), (1, 1));
    client.close().await;
    let client = desk.open();
    assert_eq!(start(&client).await, SessionView::SignedOut);
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_that_does_not_answer_delays_a_log_out_by_three_seconds_at_most() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.tell(|told| told.hang_at = Some("/oauth/revoke"));
    let begun = Instant::now();
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    // Three seconds, and what a busy machine adds; the platform itself would hang for ever.
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
}

/// Killed between any two steps of a log-out, or of a log-in, the next start comes to the same end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_cut_off_is_ended_at_the_next_start() {
    for (keys, file) in [(true, true), (false, true), (true, false), (false, false)] {
        let fake = Fake::start().await;
        let desk = Desk::at(&fake.url);
        desk.signed_in().await.close().await;
        let store = DeviceStore::open(&desk.data()).unwrap();
        let id = store.current_account().unwrap().unwrap().id;
        store.begin_removal(&id, &[id]).unwrap();
        if !keys {
            desk.keyring.lose_everything();
        }
        if !file {
            std::fs::remove_file(store.account_path(&id)).unwrap();
        }
        drop(store);
        let client = desk.open();
        assert_eq!(start(&client).await, SessionView::SignedOut);
        let accounts = || DeviceStore::open(&desk.data()).unwrap().accounts().unwrap();
        eventually("the note is gone", || accounts().is_empty()).await;
        assert_eq!((desk.keyring.len(), desk.account_files().len()), (0, 0));
        client.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_that_was_cut_off_leaves_nothing() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    client.close().await;
    let store = DeviceStore::open(&desk.data()).unwrap();
    let id = sst_vault::VaultId::generate().unwrap();
    store.begin_account(&id, "citizen-1").unwrap();
    sst_vault::KeyCustody::store(&*desk.keyring, &id, &sst_vault::Kek::generate().unwrap())
        .unwrap();
    assert_eq!(store.accounts().unwrap()[0].state, AccountState::Creating);
    assert_eq!(
        store.account_of("citizen-1").unwrap(),
        None,
        "what is half made is not opened"
    );
    drop(store);
    let client = desk.open();
    start(&client).await;
    eventually("the key is gone", || desk.keyring.len() == 0).await;
    log_in(&client).await.unwrap();
    assert_eq!(desk.keyring.len(), 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_refuses_at_log_out_is_asked_again_at_the_next_start() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    assert!(
        desk.account_files().is_empty(),
        "the sealed file is gone all the same"
    );
    client.close().await;
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert_eq!(start(&client).await, SessionView::SignedOut);
    eventually("the key is gone", || desk.keyring.len() == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_opened_can_be_left_or_removed_unread() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    let client = desk.open();
    start(&client).await;
    let session = client.session();
    assert_eq!(
        session
            .log_out(UnsentChoice::SendFirst)
            .await
            .unwrap_err()
            .code(),
        "keyring-locked"
    );
    assert_eq!(
        session.log_out(UnsentChoice::Keep).await.unwrap(),
        SessionView::SignedOut
    );
    client.close().await;
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert_eq!(start(&client).await, SessionView::SignedOut);
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    let _ = Arc::new(client).close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_session_is_readable_on_the_disk() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    eventually("the profile is here", || {
        client.sync_view().last_contact.is_some()
    })
    .await;
    client.close().await;
    let canaries = [
        "access-1",
        "refresh-1",
        "citizen-1",
        "测试市民甲",
        "13800000001",
        "测试路",
        "pass-测试-1",
    ];
    let found = |folder: &Desk| {
        let mut found = Vec::new();
        for file in folder.files() {
            let bytes = std::fs::read(&file).unwrap();
            let name = file.to_string_lossy().into_owned().into_bytes();
            for canary in canaries {
                let has = |hay: &[u8]| {
                    hay.windows(canary.len())
                        .any(|part| part == canary.as_bytes())
                };
                if has(&bytes) || has(&name) {
                    found.push((file.clone(), canary));
                }
            }
        }
        found
    };
    assert_eq!(found(&desk), []);
    // The control: a planted leak is found.
    std::fs::write(desk.data().join("leak"), "x13800000001x").unwrap();
    assert_eq!(found(&desk).len(), 1);
}
