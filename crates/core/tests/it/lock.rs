//! PIN, passphrase, lock: nothing is opened by a click, nothing is lost, and each refusal says what it is.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use sst_core::{
    Client, ClientError, ClientEvent, ContactChannel, KeepingChoice, KeepingTier, LockCause,
    LockSettingsView, LoginOutcomeView, Refusal, SessionView, SystemSignal, UnlockWay, UnopenedWay,
    UnsentChoice,
};

use crate::desk::{Desk, Mood, eventually, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

const PIN: &str = "830274";
const PASSPHRASE: &str = "浑河边上的柳树又绿了一年";

fn pin(pin: &str) -> KeepingChoice {
    KeepingChoice::KeyringAndPin {
        pin: pin.to_owned(),
    }
}

fn passphrase() -> KeepingChoice {
    KeepingChoice::Passphrase {
        passphrase: PASSPHRASE.to_owned(),
    }
}

async fn unlock(client: &Client, typed: &str) -> Result<SessionView, ClientError> {
    client.session().unlock(typed.to_owned().into()).await
}

fn locked(view: &SessionView) -> (UnlockWay, LockCause) {
    match view {
        SessionView::Locked(locked) => (locked.way, locked.cause),
        other => panic!("not locked: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_pin_an_edit_survives_lock_and_start_and_the_keyring_alone_opens_nothing() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    let account = client.session().keep_by(pin(PIN), None).await.unwrap();
    assert_eq!(account.keeping.tier, KeepingTier::KeyringAndPin);
    assert_eq!(desk.keyring.len(), 1, "the old key is gone");
    assert_eq!(client.sync_view().waiting, 1);

    let view = client.session().lock(LockCause::Person).await;
    assert_eq!(locked(&view), (UnlockWay::Pin, LockCause::Person));
    assert!(client.bootstrap().profile.is_none());
    assert_eq!(client.profile().view().await.unwrap_err().code(), "locked");
    assert_eq!(
        unlock(&client, "000000").await.unwrap_err().code(),
        "vault-wrong-pin"
    );
    assert!(matches!(
        unlock(&client, "８３０２７４").await.unwrap(),
        SessionView::SignedIn(_)
    ));
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;

    let client = desk.open();
    assert_eq!(
        locked(&start(&client).await),
        (UnlockWay::Pin, LockCause::Start)
    );
    unlock(&client, PIN).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_tries_are_free_and_a_new_start_gives_no_others() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    client.session().keep_by(pin(PIN), None).await.unwrap();
    client.session().lock(LockCause::Person).await;
    for left in [3, 2] {
        let error = unlock(&client, "907301").await.unwrap_err();
        let failure = error.to_failure();
        assert_eq!(failure.tries_left, Some(left));
        assert_eq!(failure.wait_seconds, None);
    }
    client.close().await;
    let client = desk.open();
    start(&client).await;
    for left in [1, 0] {
        let failure = unlock(&client, "907301").await.unwrap_err().to_failure();
        assert_eq!(
            (failure.code.as_str(), failure.tries_left),
            ("vault-wrong-pin", Some(left))
        );
    }
    let failure = unlock(&client, PIN).await.unwrap_err().to_failure();
    assert_eq!(failure.code, "unlock-wait", "not even the right one");
    assert!(
        failure
            .wait_seconds
            .is_some_and(|wait| (1..=30).contains(&wait))
    );
    let SessionView::Locked(view) = client.session().view() else {
        panic!()
    };
    assert_eq!(view.free_tries, 0);
    assert!(view.wait_seconds > 0);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_try_that_the_keyring_does_not_let_be_made_does_not_count() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    client.session().keep_by(pin(PIN), None).await.unwrap();
    client.session().lock(LockCause::Person).await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    for _ in 0..6 {
        assert_eq!(
            unlock(&client, PIN).await.unwrap_err().code(),
            "keyring-locked"
        );
    }
    desk.keyring.feel(Mood::Working);
    assert!(unlock(&client, PIN).await.is_ok());
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_pin_only_a_fresh_log_in_opens_what_the_person_locked() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    let view = client.session().lock(LockCause::Idle).await;
    assert_eq!(locked(&view), (UnlockWay::Login, LockCause::Idle));
    assert_eq!(
        unlock(&client, PIN).await.unwrap_err().code(),
        "way-not-offered"
    );
    client.session().system(SystemSignal::Unlocked).await;
    locked(&client.session().view());
    assert_eq!(
        client
            .session()
            .log_out(UnsentChoice::Discard)
            .await
            .unwrap_err()
            .code(),
        "locked"
    );
    client.close().await;

    let client = desk.open();
    assert_eq!(
        locked(&start(&client).await).0,
        UnlockWay::Login,
        "a new start opens nothing"
    );
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
    let client = desk.open();
    assert!(
        matches!(start(&client).await, SessionView::SignedIn(_)),
        "it is unlocked"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_system_it_locks_and_opens_where_the_keyring_alone_guards() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    client.session().system(SystemSignal::Suspending).await;
    assert_eq!(
        locked(&client.session().view()),
        (UnlockWay::System, LockCause::System)
    );
    client.session().system(SystemSignal::Resumed).await;
    locked(&client.session().view());
    client.session().system(SystemSignal::Unlocked).await;
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));

    client.session().keep_by(pin(PIN), None).await.unwrap();
    client.session().system(SystemSignal::Locked).await;
    client.session().system(SystemSignal::Unlocked).await;
    assert_eq!(
        locked(&client.session().view()).0,
        UnlockWay::Pin,
        "the PIN is asked for"
    );
    unlock(&client, PIN).await.unwrap();

    let off = LockSettingsView {
        idle_minutes: 0,
        with_system: false,
    };
    client.settings().update_lock(off).await.unwrap();
    client.session().system(SystemSignal::Locked).await;
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_no_keyring_a_passphrase_keeps_what_was_in_memory() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.keyring.feel(Mood::Refusing(Refusal::NoService));
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    assert!(desk.account_files().is_empty());
    let account = client.session().keep_by(passphrase(), None).await.unwrap();
    assert_eq!(account.keeping.tier, KeepingTier::Passphrase);
    client.close().await;

    let client = desk.open();
    assert_eq!(locked(&start(&client).await).0, UnlockWay::Passphrase);
    assert_eq!(
        unlock(&client, "浑河边上的柳树又黄了一年")
            .await
            .unwrap_err()
            .code(),
        "vault-wrong-passphrase"
    );
    unlock(&client, PASSPHRASE).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_guards_an_account_is_not_taken_away_without_it() {
    let fake = Fake::start().await;
    fake.tell(|told| told.authenticated_ago = SignedDuration::from_hours(1));
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    client.session().keep_by(pin(PIN), None).await.unwrap();
    let to_keyring = || KeepingChoice::Keyring;
    let session = client.session();
    assert_eq!(
        session
            .keep_by(to_keyring(), None)
            .await
            .unwrap_err()
            .code(),
        "step-up-required"
    );
    let wrong = Some("830275".to_owned().into());
    assert_eq!(
        session
            .keep_by(to_keyring(), wrong)
            .await
            .unwrap_err()
            .code(),
        "vault-wrong-pin"
    );
    let other = session
        .keep_by(pin("482907"), Some(PIN.to_owned().into()))
        .await;
    assert_eq!(other.unwrap().keeping.tier, KeepingTier::KeyringAndPin);
    let back = session
        .keep_by(to_keyring(), Some("482907".to_owned().into()))
        .await;
    assert_eq!(back.unwrap().keeping.tier, KeepingTier::Keyring);
    assert_eq!(desk.keyring.len(), 1);
    assert_eq!(
        session
            .keep_by(pin("123456"), None)
            .await
            .unwrap_err()
            .code(),
        "secret-sequence"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_does_not_keep_the_new_key_leaves_everything_as_it_was() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    desk.keyring.feel(Mood::Refusing(Refusal::Denied));
    assert_eq!(
        client
            .session()
            .keep_by(pin(PIN), None)
            .await
            .unwrap_err()
            .code(),
        "keyring-denied"
    );
    desk.keyring.feel(Mood::Working);
    client.close().await;
    let client = desk.open();
    let SessionView::SignedIn(account) = start(&client).await else {
        panic!()
    };
    assert_eq!(account.keeping.tier, KeepingTier::Keyring);
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_pin_costs_what_was_not_sent_and_only_after_a_log_in() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    client.session().keep_by(pin(PIN), None).await.unwrap();
    client.session().lock(LockCause::Person).await;

    let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
        panic!()
    };
    assert_eq!(account.keeping.reason.as_deref(), Some("account-guarded"));
    assert_eq!(
        account.keeping.unopened,
        Some(UnopenedWay::Pin),
        "without the word that it is forgotten nothing goes"
    );
    client.close().await;

    let client = desk.open();
    locked(&start(&client).await);
    client.session().forget_secret(true);
    let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
        panic!()
    };
    assert_eq!(account.keeping.tier, KeepingTier::Keyring);
    assert_eq!(account.keeping.unopened, None);
    assert_eq!(client.sync_view().waiting, 0);
    eventually("the old keys are gone", || desk.keyring.len() == 1).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_in_memory_ends_with_a_lock_and_says_what_was_lost() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.keyring.feel(Mood::Refusing(Refusal::NoService));
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    let mut events = client.subscribe();
    client.session().lock(LockCause::Idle).await;
    assert_eq!(client.session().view(), SessionView::SignedOut);
    let ended = tokio::time::timeout(Duration::from_secs(2), async {
        loop {
            if let Some(ClientEvent::EndedByLock { cause, lost }) = events.recv().await {
                return (cause, lost);
            }
        }
    });
    assert_eq!(ended.await.unwrap(), (LockCause::Idle, 1));
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_client_calls_nobody() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    eventually("it has synced", || fake.calls() > 2).await;
    let streams = Arc::clone(&fake.memory().streams);
    let open = || streams.load(Ordering::SeqCst);
    eventually("it listens", || open() == 1).await;
    // A call that is under way ends with the lock, with what it holds.
    let path = "/v1/contacts/email/changes";
    fake.tell(|told| told.hang_at = Some(path));
    let (profile, session) = (client.profile(), client.session());
    let asking = profile.contact_change_start(ContactChannel::Email, "test@example.com");
    let (asked, _) = tokio::join!(asking, async {
        eventually("it asks", || !fake.seen(path).is_empty()).await;
        session.lock(LockCause::Person).await
    });
    assert_eq!(asked.unwrap_err().code(), "session-ended");
    eventually("it listens no more", || open() == 0).await;
    let before = fake.calls();
    client.sync_now();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(fake.calls(), before);
    log_in(&client).await.unwrap();
    eventually("control: it calls again", || fake.calls() > before + 2).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_after_a_change_leaves_no_key_in_the_keyring() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    client.session().keep_by(pin(PIN), None).await.unwrap();
    assert_eq!(desk.keyring.len(), 1, "control");
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    assert_eq!(desk.keyring.len(), 0);
    client.close().await;
}
