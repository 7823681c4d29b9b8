use std::sync::Arc;
use std::time::Duration;

use sst_core::{Client, ContactChannel, SessionView, SyncStateView};

use crate::desk::{Desk, eventually, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;
use crate::soak;

/// Waits until nothing is under way: the stream of this many-th start is open, and the look that follows its
/// opening is over.
async fn at_rest(fake: &Fake, client: &Client, starts: usize) {
    eventually("the stream is open", || {
        fake.seen("/v1/events").len() >= starts
    })
    .await;
    let mut calls = 0;
    for _ in 0..100 {
        let now = fake.memory().seen.len();
        if now == calls && client.sync_view().state == SyncStateView::Idle {
            return;
        }
        calls = now;
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    panic!("sync never rests");
}

async fn change_email(client: &Client) -> Result<(), &'static str> {
    let started = client
        .profile()
        .contact_change_start(ContactChannel::Email, "test@example.com")
        .await;
    started.map(|_| ()).map_err(|error| error.code())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_calls_with_an_expired_token_renew_it_once() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    at_rest(&fake, &client, 1).await;
    fake.expire_access_tokens();
    let client = Arc::new(client);
    let calls = (0..100).map(|_| {
        let client = Arc::clone(&client);
        tokio::spawn(async move { change_email(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), Ok(()));
    }
    assert_eq!(fake.memory().refreshes, 1);
    let asked = fake.seen("/v1/contacts/email/changes").len();
    assert!(asked > 100, "{asked} calls: some were refused first");
    fake.proofs_were_good();
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_calls_share_one_failed_renewal_too() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    at_rest(&fake, &client, 1).await;
    fake.expire_access_tokens();
    fake.tell(|told| told.session_ended = true);
    let client = Arc::new(client);
    let calls = (0..100).map(|_| {
        let client = Arc::clone(&client);
        tokio::spawn(async move { change_email(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), Err("session-ended"));
    }
    assert_eq!(fake.memory().refreshes, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_30_lost_replies_to_renewals_log_nobody_out() {
    let replies = soak::rounds("SST_LOST_REPLIES", 50);
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let mut client = desk.signed_in().await;
    at_rest(&fake, &client, 1).await;
    for round in 0..replies {
        fake.expire_access_tokens();
        fake.tell(|told| told.lose_refresh_replies = 1);
        let lost = change_email(&client).await.unwrap_err();
        assert!(
            ["reply-broken", "offline"].contains(&lost),
            "round {round}: {lost}"
        );
        if round % 10 == 0 {
            // A night's suspend, or a crash: only what is on the disk is left.
            client.close().await;
            let starts = fake.seen("/v1/events").len() + 1;
            client = desk.open();
            assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
            at_rest(&fake, &client, starts).await;
        }
        assert_eq!(change_email(&client).await, Ok(()), "round {round}");
        assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    }
    let refreshes = fake.memory().refreshes;
    // The lost one and the one after it.
    assert!(u64::from(refreshes) >= 2 * replies, "{refreshes} refreshes");
    fake.proofs_were_good();
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_soon_expires_is_renewed_before_it_is_used() {
    let fake = Fake::start().await;
    fake.tell(|told| told.token_life = 20);
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    log_in(&client).await.unwrap();
    eventually("it was renewed", || fake.memory().refreshes > 0).await;
    let refused = fake
        .seen("/v1/devices")
        .iter()
        .any(|seen| seen.headers["authorization"] == "DPoP access-1");
    assert!(
        !refused,
        "the first token had too little life left to be used"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_refused_twice_ends_the_session_and_keeps_the_edits() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    at_rest(&fake, &client, 1).await;
    fake.tell(|told| told.refuse_every_token = true);
    edit_street(&client).await;
    client.sync_now();
    eventually("the session has expired", || {
        matches!(client.session().view(), SessionView::Expired(_))
    })
    .await;
    assert_eq!(client.sync_view().waiting, 1);
    eventually("sync asks for a log-in", || {
        client.sync_view().state == SyncStateView::SignInNeeded
    })
    .await;
    let calls = fake.memory().seen.len();
    assert_eq!(change_email(&client).await, Err("session-ended"));
    assert_eq!(
        fake.memory().seen.len(),
        calls,
        "what is over is not asked again"
    );

    fake.tell(|told| told.refuse_every_token = false);
    log_in(&client).await.unwrap();
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    assert_eq!(client.sync_view().waiting, 1);
    eventually("the edit is sent", || fake.memory().pushes > 0).await;
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
async fn new_tokens_are_on_the_disk_before_they_are_used() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    at_rest(&fake, &client, 1).await;
    fake.expire_access_tokens();
    assert_eq!(change_email(&client).await, Ok(()));
    // The process dies without a word: nothing is closed.
    let folder = tempfile::tempdir().unwrap();
    copy_all(&desk.data(), &folder.path().join("data"));
    let other = Desk {
        folder,
        keyring: Arc::clone(&desk.keyring),
        url: fake.url.clone(),
        clock: Arc::clone(&desk.clock),
    };
    client.close().await;
    let calls = fake.memory().refreshes;
    let client = other.open();
    assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
    assert_eq!(change_email(&client).await, Ok(()));
    assert_eq!(fake.memory().refreshes, calls, "the newest token was there");
    client.close().await;
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_all(&path, &to)
        } else {
            std::fs::copy(&path, &to).map(|_| ()).unwrap()
        }
    }
}
