//! The accounts on this computer: listed without a word of whose they are, removed without being opened.

mod cut_off;
mod killed;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use sst_core::{
    Client, ClientConfig, KeepingChoice, KeepingTier, LocalAccountState, LocalAccountView,
    LockCause, Refusal, SessionView, UnsentChoice,
};
use sst_vault::Memory;

use crate::desk::{Desk, Mood, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

/// What must not be said of a person to the next one.
const CANARIES: [&str; 6] = [
    "citizen-1",
    "测试市民甲",
    "13800000001",
    "138****0001",
    "测试路",
    "refresh-",
];

pub(crate) async fn here(client: &Client) -> Vec<LocalAccountView> {
    client.session().accounts_here().await.unwrap().accounts
}

/// `sub` logs in, leaves an edit that the platform does not take, and logs out.
pub(crate) async fn leave_an_edit(fake: &Fake, client: &Client, sub: &str) {
    fake.tell(|told| told.sub = sub.to_owned());
    fake.take_no_edits();
    log_in(client).await.unwrap();
    edit_street(client).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
}

/// Every file of this account, with its bytes and the time of its last change.
pub(crate) fn files_of(desk: &Desk, id: &str) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
    let mut files = desk.account_files();
    files.retain(|file| file.to_string_lossy().contains(id));
    files.sort();
    let read = |file: PathBuf| {
        let changed = file.metadata().unwrap().modified().unwrap();
        (file.clone(), std::fs::read(file).unwrap(), changed)
    };
    files.into_iter().map(read).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_listed_without_saying_whose_they_are_or_touching_them() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    assert_eq!(here(&client).await, []);
    leave_an_edit(&fake, &client, "citizen-1").await;
    // From here on the keyring would be noticed.
    desk.keyring.feel(Mood::Hanging(Duration::from_secs(20)));
    let begun = Instant::now();
    let [closed] = &here(&client).await[..] else {
        panic!("one")
    };
    let before = files_of(&desk, &closed.id);
    assert_eq!(closed.state, LocalAccountState::Closed);
    assert_eq!(closed.tier, Some(KeepingTier::Keyring));
    assert_eq!(
        (closed.only_here, closed.has_session),
        // The edit, and the answer to the policy.
        (Some(2), Some(false))
    );
    let used: jiff::Timestamp = closed.last_used.as_ref().unwrap().parse().unwrap();
    assert!(jiff::Timestamp::now().as_second() - used.as_second() < 60);
    assert_eq!(here(&client).await, std::slice::from_ref(closed));
    assert_eq!(files_of(&desk, &closed.id), before, "no file was touched");
    assert!(begun.elapsed() < Duration::from_secs(2), "no key was asked");

    desk.keyring.feel(Mood::Working);
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in(&client).await.unwrap();
    let [open, other] = &here(&client).await[..] else {
        panic!("two")
    };
    assert_eq!(open.state, LocalAccountState::Open);
    assert_eq!((open.only_here, open.last_used.as_ref()), (None, None));
    assert_eq!(other, closed);
    let said = serde_json::to_string(&[open, other]).unwrap();
    for canary in CANARIES {
        assert!(!said.contains(canary), "{canary}: {said}");
    }
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_removed_is_gone_and_the_others_are_as_they_were() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    leave_an_edit(&fake, &client, "citizen-1").await;
    let first = here(&client).await[0].id.clone();
    leave_an_edit(&fake, &client, "citizen-2").await;
    let both = here(&client).await;
    let second = both.iter().find(|one| one.id != first).unwrap().clone();
    let untouched = files_of(&desk, &second.id);
    assert!(!untouched.is_empty(), "control");
    let called = fake.calls();

    let removed = client.session().remove_account(&first).await.unwrap();
    assert!(!removed.key_left);
    assert_eq!(removed.accounts, std::slice::from_ref(&second));
    assert_eq!(files_of(&desk, &first), []);
    assert_eq!(files_of(&desk, &second.id), untouched);
    assert_eq!(desk.keyring.len(), 1);
    assert_eq!(fake.calls(), called, "nothing was sent for it");
    let again = client.session().remove_account(&first).await.unwrap_err();
    assert_eq!(again.code(), "not-found");

    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 1, "the second person's edit");
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    fake.tell(|told| told.sub = "citizen-1".to_owned());
    log_in(&client).await.unwrap();
    assert_eq!(client.sync_view().waiting, 0, "the first begins anew");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_one_that_is_logged_in_is_not_removed_but_logged_out_of() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    let id = here(&client).await[0].id.clone();
    let refused = async |client: &Client, state, code: &str| {
        assert_eq!(here(client).await[0].state, state);
        let error = client.session().remove_account(&id).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(desk.keyring.len(), 1);
    };
    refused(&client, LocalAccountState::Open, "account-in-use").await;
    for nonsense in ["", "../../data", &id.to_uppercase(), &"0".repeat(32)] {
        let error = client.session().remove_account(nonsense).await;
        assert_eq!(error.unwrap_err().code(), "not-found", "{nonsense}");
    }
    client.session().lock(LockCause::Person).await;
    refused(&client, LocalAccountState::Locked, "locked").await;
    log_in(&client).await.unwrap();
    client.close().await;

    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    let client = desk.open();
    refused(&client, LocalAccountState::Opening, "opening").await;
    start(&client).await;
    refused(&client, LocalAccountState::Unopened, "account-in-use").await;
    // A session in memory, beside what the keyring did not open.
    log_in(&client).await.unwrap();
    refused(&client, LocalAccountState::Unopened, "account-in-use").await;
    assert_ne!(files_of(&desk, &id), [], "nothing was removed");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_was_locked_when_another_person_came_can_be_removed() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    let pin = KeepingChoice::KeyringAndPin {
        pin: "830274".to_owned(),
    };
    client.session().keep_by(pin, None).await.unwrap();
    client.session().lock(LockCause::Person).await;
    let id = here(&client).await[0].id.clone();
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in(&client).await.unwrap();
    let left = here(&client).await.into_iter().find(|one| one.id == id);
    let left = left.unwrap();
    assert_eq!(left.state, LocalAccountState::Closed);
    assert_eq!(left.tier, Some(KeepingTier::KeyringAndPin));
    assert_eq!(left.has_session, Some(true), "its tokens are in it, sealed");
    let revoked = fake.seen("/oauth/revoke").len();
    client.session().remove_account(&id).await.unwrap();
    assert_eq!(desk.keyring.len(), 1, "no item of the PIN is left");
    assert_eq!(fake.seen("/oauth/revoke").len(), revoked);
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_listed_and_removed_all_the_same() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    leave_an_edit(&fake, &client, "citizen-1").await;
    let id = here(&client).await[0].id.clone();
    let path = desk.data().join("accounts").join(format!("{id}.db"));
    // As a process that was ended leaves it: what lies in the log is not in the file.
    std::fs::write(path.with_extension("db-wal"), b"log").unwrap();
    assert_eq!(here(&client).await[0].only_here, None);
    std::fs::remove_file(path.with_extension("db-wal")).unwrap();
    std::fs::write(&path, [7; 8192]).unwrap();
    let damaged = here(&client).await;
    assert_eq!((damaged[0].tier, damaged[0].only_here), (None, None));
    assert!(damaged[0].last_used.is_some());
    std::fs::remove_file(&path).unwrap();
    assert_eq!(here(&client).await[0].last_used, None);
    let removed = client.session().remove_account(&id).await.unwrap();
    assert_eq!((removed.key_left, removed.accounts.len()), (false, 0));
    assert_eq!(desk.keyring.len(), 0);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_keys_live_in_memory_only_nothing_is_listed() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    leave_an_edit(&fake, &client, "citizen-1").await;
    assert_eq!(here(&client).await.len(), 1, "control");
    client.close().await;
    let kiosk = ClientConfig {
        custody: Arc::new(Memory::new()),
        ..desk.config()
    };
    let client = Client::open(kiosk).unwrap();
    assert_eq!(here(&client).await, []);
    client.close().await;
}
