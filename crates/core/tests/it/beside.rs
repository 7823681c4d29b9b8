//! What the same person keeps here and their session could not open: nothing of it is lost, whichever way they
//! came in, and it is opened beside the session when they say so.

use sst_core::{
    Client, KeepingChoice, KeepingTier, LockCause, LoginOutcomeView, Refusal, SessionView,
    UnopenedWay, UnsentChoice,
};

use crate::desk::{Desk, Keyring, Mood, eventually, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

const PIN: &str = "830274";
const PASSPHRASE: &str = "浑河边上的柳树又绿了一年";

fn by(secret: &str) -> KeepingChoice {
    let secret = secret.to_owned();
    if secret == PIN {
        KeepingChoice::KeyringAndPin { pin: secret }
    } else {
        KeepingChoice::Passphrase { passphrase: secret }
    }
}

fn way(secret: &str) -> UnopenedWay {
    if secret == PIN {
        UnopenedWay::Pin
    } else {
        UnopenedWay::Passphrase
    }
}

/// Somebody who has edited something that was not sent, behind a PIN or passphrase.
async fn guarded(desk: &Desk, fake: &Fake, secret: &str) -> Client {
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    client.session().keep_by(by(secret), None).await.unwrap();
    client
}

/// Logs in; something has to be left unopened beside it.
async fn log_in_beside(client: &Client, expected: UnopenedWay) {
    let LoginOutcomeView::SignedIn(account) = log_in(client).await.unwrap() else {
        panic!()
    };
    assert_eq!(account.keeping.tier, KeepingTier::Memory);
    assert_eq!(account.keeping.unopened, Some(expected));
    assert_eq!(client.sync_view().waiting, 0);
}

/// Opens what is beside, and finds the edit; a new start finds it, too.
async fn opens_beside(desk: &Desk, client: Client, secret: &str) {
    let session = client.session();
    let unlock = |typed: &str| session.unlock(typed.to_owned().into());
    assert_eq!(
        unlock("907301907301").await.unwrap_err().code(),
        if secret == PIN {
            "vault-wrong-pin"
        } else {
            "vault-wrong-passphrase"
        }
    );
    let SessionView::SignedIn(account) = unlock(secret).await.unwrap() else {
        panic!()
    };
    assert_ne!(account.keeping.tier, KeepingTier::Memory);
    assert_eq!(account.keeping.unopened, None);
    assert_eq!(client.sync_view().waiting, 1, "the edit is there");
    client.sync_now();
    client.close().await;

    let client = desk.open();
    assert!(matches!(start(&client).await, SessionView::Locked(_)));
    let typed = secret.to_owned().into();
    client.session().unlock(typed).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_kept_at_log_out_are_opened_after_the_next_log_in_by_what_guards_them() {
    for secret in [PIN, PASSPHRASE] {
        let fake = Fake::start().await;
        let desk = Desk::at(&fake.url);
        let client = guarded(&desk, &fake, secret).await;
        client.session().log_out(UnsentChoice::Keep).await.unwrap();
        log_in_beside(&client, way(secret)).await;
        opens_beside(&desk, client, secret).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_persons_log_in_costs_the_locked_one_nothing() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = guarded(&desk, &fake, PIN).await;
    client.session().lock(LockCause::Person).await;
    client.session().forget_secret(true);
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 0);
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    fake.tell(|told| told.sub = "citizen-1".to_owned());
    log_in_beside(&client, UnopenedWay::Pin).await;
    opens_beside(&desk, client, PIN).await;
}

/// That one person has forgotten theirs removes nothing of another's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_pin_is_its_own_persons() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    let client = guarded(&desk, &fake, PASSPHRASE).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    fake.tell(|told| told.sub = "citizen-1".to_owned());
    log_in(&client).await.unwrap();
    client.session().keep_by(by(PIN), None).await.unwrap();
    client.session().lock(LockCause::Person).await;
    client.session().forget_secret(true);
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in_beside(&client, UnopenedWay::Passphrase).await;
    opens_beside(&desk, client, PASSPHRASE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_outboxes_are_not_mixed() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = guarded(&desk, &fake, PIN).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    log_in_beside(&client, UnopenedWay::Pin).await;
    edit_street(&client).await;
    let typed = PIN.to_owned().into();
    let refused = client.session().unlock(typed).await.unwrap_err();
    assert_eq!(refused.code(), "unsent-left");
    eventually("it goes on as before", || client.sync_view().waiting == 1).await;
    let view = client.session().view();
    assert!(matches!(view, SessionView::SignedIn(_)), "{view:?}");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_answers_again_opens_what_is_beside() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    desk.keyring.feel(Mood::Refusing(Refusal::Denied));
    log_in_beside(&client, UnopenedWay::Retry).await;
    let refused = client.session().retry().await.unwrap_err();
    assert_eq!(refused.code(), "keyring-denied");
    desk.keyring.feel(Mood::Asking);
    let SessionView::SignedIn(account) = client.session().retry().await.unwrap() else {
        panic!()
    };
    assert_eq!(desk.keyring.asked(), 1, "by its own dialogue");
    assert_eq!(account.keeping.tier, KeepingTier::Keyring);
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

/// A desk whose keyring has no key for what lies there, and the keyring that has it.
async fn under_another_keyring(fake: &Fake) -> (Desk, Keyring, Client) {
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    client.close().await;
    let first = desk.keyring.copy();
    desk.keyring.lose_everything();
    let client = desk.open();
    let code = "kept-lost".to_owned();
    assert_eq!(start(&client).await, SessionView::Unavailable { code });
    log_in_beside(&client, UnopenedWay::Retry).await;
    (desk, first, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_in_another_keyring_today_costs_nothing() {
    let fake = Fake::start().await;
    let (desk, first, client) = under_another_keyring(&fake).await;
    let refused = client.session().retry().await.unwrap_err();
    assert_eq!(refused.code(), "kept-lost");
    desk.keyring.take_from(&first);
    client.session().retry().await.unwrap();
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_opened_goes_when_its_person_says_so_and_the_session_stays() {
    let fake = Fake::start().await;
    let (desk, _, client) = under_another_keyring(&fake).await;
    let account = client.session().discard_unopened().await.unwrap();
    assert_eq!(account.keeping.tier, KeepingTier::Keyring);
    assert_eq!(
        (account.keeping.unopened, account.keeping.reason),
        (None, None)
    );
    assert_eq!(desk.keyring.len(), 1);
    edit_street(&client).await;
    client.close().await;
    let client = desk.open();
    assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
    assert_eq!(client.sync_view().waiting, 1);
    let again = client.session().discard_unopened().await.unwrap_err();
    assert_eq!(again.code(), "not-applicable");
    client.close().await;
}

/// A lock ends it, whatever it has not sent; what lies beside it stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_beside_something_unopened_ends_with_a_lock() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = guarded(&desk, &fake, PIN).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    log_in_beside(&client, UnopenedWay::Pin).await;
    edit_street(&client).await;
    let view = client.session().lock(LockCause::System).await;
    assert_eq!(view, SessionView::SignedOut);
    eventually("its tokens are revoked", || {
        fake.memory().revoked.len() >= 2
    })
    .await;
    log_in_beside(&client, UnopenedWay::Pin).await;
    opens_beside(&desk, client, PIN).await;
}

/// A platform that does not answer keeps nobody on the screen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_out_that_sends_first_does_not_keep_a_lock_waiting() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.tell(|told| told.hang_at = Some("/v1/sync/push"));
    edit_street(&client).await;
    let (out, lock) = (client.session(), client.session());
    let (left, view) = tokio::join!(out.log_out(UnsentChoice::SendFirst), async {
        eventually("it sends", || !fake.seen("/v1/sync/push").is_empty()).await;
        lock.lock(LockCause::System).await
    });
    assert!(matches!(view, SessionView::Locked(_)), "{view:?}");
    assert_eq!(left.unwrap_err().code(), "locked");
    client.close().await;
}
