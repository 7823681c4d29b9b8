//! A change of what guards an account: ended at any step it is the old one or the new, nothing is lost, and in
//! the end the keyring holds no key that nothing needs.

use std::path::Path;
use std::sync::{Arc, Mutex};

use sst_core::{Client, KeepingChoice, Refusal, SessionView, UnlockWay, UnsentChoice};
use tempfile::TempDir;

use crate::desk::{Desk, Keyring, Mood, Step, eventually, start};
use crate::fake::Fake;
use crate::login::edit_street;

const PIN: &str = "830274";
const OTHER_PIN: &str = "615903";
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

/// What opens an account: nothing, or what is typed.
type Secret = Option<&'static str>;

fn choice(secret: Secret) -> KeepingChoice {
    match secret {
        None => KeepingChoice::Keyring,
        Some(PASSPHRASE) => passphrase(),
        Some(other) => pin(other),
    }
}

async fn keep(client: &Client, to: Secret, present: Secret) {
    let present = present.map(|text| text.to_owned().into());
    client.session().keep_by(choice(to), present).await.unwrap();
}

/// Disk and keyring as a process that is killed now would leave them.
struct Shot {
    folder: TempDir,
    keyring: Keyring,
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn shot(folder: &Path, keyring: &Keyring) -> Shot {
    let taken = tempfile::tempdir().unwrap();
    copy(folder, taken.path());
    Shot {
        folder: taken,
        keyring: keyring.copy(),
    }
}

/// Whether this opens what lies at the desk, with the edit that waits in it.
async fn opens(client: &Client, secret: Secret) -> bool {
    let opened = match (start(client).await, secret) {
        (SessionView::SignedIn(_), None) => true,
        (SessionView::Locked(locked), Some(secret)) if locked.way != UnlockWay::Login => {
            let typed = client.session().unlock(secret.to_owned().into()).await;
            if let Err(error) = &typed {
                assert!(error.code().starts_with("vault-wrong-"), "{error:?}");
            }
            typed.is_ok()
        }
        (SessionView::Locked(_) | SessionView::SignedIn(_), _) => false,
        (other, _) => panic!("neither locked nor open: {other:?}"),
    };
    if opened {
        assert_eq!(client.sync_view().waiting, 1, "the edit is there");
    }
    opened
}

/// Changes from one to the other, and opens what every step has left.
async fn killed_at_every_step(old: Secret, new: Secret) {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    if old.is_some() {
        keep(&client, old, None).await;
    }
    let shots = Arc::new(Mutex::new(Vec::new()));
    let (taken, keyring) = (Arc::clone(&shots), Arc::downgrade(&desk.keyring));
    let folder = desk.folder.path().to_owned();
    desk.keyring.watch(move |step| {
        let shot = shot(&folder, &keyring.upgrade().unwrap());
        taken.lock().unwrap().push((step, shot));
    });
    keep(&client, new, old).await;
    desk.keyring.watch_no_more();
    client.close().await;
    let mut shots = std::mem::take(&mut *shots.lock().unwrap());
    if new != Some(PASSPHRASE) {
        assert!(shots.iter().any(|(step, _)| *step == Step::Stored));
    }
    shots.push((Step::Deleting, shot(desk.folder.path(), &desk.keyring)));

    let (mut by_old, mut by_new) = (0, 0);
    for (number, (step, shot)) in shots.into_iter().enumerate() {
        let desk = Desk {
            folder: shot.folder,
            keyring: Arc::new(shot.keyring),
            ..Desk::at(&fake.url)
        };
        let client = desk.open();
        if opens(&client, new).await {
            by_new += 1;
            client.close().await;
        } else {
            assert_eq!(by_new, 0, "once it is the new one it stays so");
            client.close().await;
            let client = desk.open();
            assert!(opens(&client, old).await, "lost at {number}, {step:?}");
            client.close().await;
            by_old += 1;
        }
        let opened = desk.open();
        let secret = if by_new > 0 { new } else { old };
        assert!(opens(&opened, secret).await);
        let keys = usize::from(secret != Some(PASSPHRASE));
        eventually("the key that is needed alone is left", || {
            desk.keyring.len() == keys
        })
        .await;
        opened.close().await;
    }
    assert!(by_old > 0 && by_new > 0, "control: {by_old} and {by_new}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_step_from_keyring_to_pin() {
    killed_at_every_step(None, Some(PIN)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_step_from_pin_to_another_pin() {
    killed_at_every_step(Some(PIN), Some(OTHER_PIN)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_step_from_pin_to_passphrase() {
    killed_at_every_step(Some(PIN), Some(PASSPHRASE)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_step_from_passphrase_to_keyring() {
    killed_at_every_step(Some(PASSPHRASE), None).await;
}

/// A desk whose keyring let no key go through three changes.
async fn hoarded(fake: &Fake) -> (Desk, Client) {
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    desk.keyring.feel(Mood::Hoarding);
    keep(&client, Some(PIN), None).await;
    keep(&client, Some(OTHER_PIN), Some(PIN)).await;
    keep(&client, Some(PIN), Some(OTHER_PIN)).await;
    assert_eq!(desk.keyring.len(), 4, "control");
    (desk, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_the_keyring_did_not_let_go_go_later_however_many_changes_lie_between() {
    let fake = Fake::start().await;
    let (desk, client) = hoarded(&fake).await;
    client.close().await;
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert!(opens(&client, Some(PIN)).await);
    eventually("the old keys are gone", || desk.keyring.len() == 1).await;
    client.close().await;
    let client = desk.open();
    assert!(opens(&client, Some(PIN)).await, "and not the present one");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_out_takes_the_keys_that_the_keyring_did_not_let_go() {
    let fake = Fake::start().await;
    let (desk, client) = hoarded(&fake).await;
    desk.keyring.feel(Mood::Working);
    let session = client.session();
    session.log_out(UnsentChoice::Discard).await.unwrap();
    assert_eq!(desk.keyring.len(), 0);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_keyring_is_unlocked_in_its_own_dialogue_and_no_try_is_lost() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    desk.keyring.feel(Mood::Asking);
    keep(&client, Some(PIN), None).await;
    assert_eq!(desk.keyring.asked(), 1);
    client.close().await;

    desk.keyring.feel(Mood::Asking);
    let client = desk.open();
    assert!(opens(&client, Some(PIN)).await);
    assert_eq!(desk.keyring.asked(), 2);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passphrase_needs_no_keyring_and_the_key_goes_when_there_is_one_again() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    fake.take_no_edits();
    edit_street(&client).await;
    for refusal in [Refusal::Locked, Refusal::NoService, Refusal::NotAnswering] {
        desk.keyring.feel(Mood::Refusing(refusal));
        let error = client.session().keep_by(pin(PIN), None).await.unwrap_err();
        assert_eq!(error.code(), refusal.code(), "a PIN does");
    }
    keep(&client, Some(PASSPHRASE), None).await;
    assert_eq!(desk.keyring.len(), 1, "control");
    client.close().await;

    let client = desk.open();
    assert!(opens(&client, Some(PASSPHRASE)).await);
    desk.keyring.feel(Mood::Working);
    client.close().await;
    let client = desk.open();
    assert!(opens(&client, Some(PASSPHRASE)).await);
    eventually("the key is gone", || desk.keyring.len() == 0).await;
    client.close().await;
}
