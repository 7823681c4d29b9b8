//! A removal that something stops: the keyring, the disk, the end of the program.

use std::path::Path;
use std::time::{Duration, Instant};

use sst_core::device::{AccountState, DeviceStore};
use sst_core::{LocalAccountState, Refusal, SessionView};

use super::{files_of, here, leave_an_edit};
use crate::desk::{Desk, Mood, eventually, start};
use crate::fake::Fake;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_refuses_keeps_the_key_until_the_next_start_and_nothing_else() {
    let moods = [
        Mood::Refusing(Refusal::Locked),
        Mood::Refusing(Refusal::Denied),
        Mood::Refusing(Refusal::NoService),
        Mood::Hanging(Duration::from_secs(20)),
    ];
    for mood in moods {
        let fake = Fake::start().await;
        let desk = Desk::at(&fake.url);
        let client = desk.agreed().await;
        leave_an_edit(&fake, &client, "citizen-1").await;
        let id = here(&client).await[0].id.clone();
        desk.keyring.feel(mood);
        let begun = Instant::now();
        let removed = client.session().remove_account(&id).await.unwrap();
        // Three seconds, and what a busy machine adds.
        assert!(begun.elapsed() < Duration::from_secs(8));
        assert!(removed.key_left);
        assert_eq!(removed.accounts, [], "nothing of it can be read any more");
        assert_eq!(files_of(&desk, &id), []);
        assert_eq!(desk.keyring.len(), 1, "control");
        client.close().await;

        desk.keyring.feel(Mood::Working);
        let client = desk.open();
        assert_eq!(start(&client).await, SessionView::SignedOut);
        eventually("the key is gone", || desk.keyring.len() == 0).await;
        eventually("the note is gone", || states(&desk).is_empty()).await;
        client.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_does_not_go_is_said_and_can_be_removed_again() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    leave_an_edit(&fake, &client, "citizen-1").await;
    let id = here(&client).await[0].id.clone();
    let path = desk.data().join("accounts").join(format!("{id}.db"));
    // What is a folder cannot be unlinked.
    let stubborn = path.with_extension("db-shm");
    std::fs::create_dir(&stubborn).unwrap();
    assert!(client.session().remove_account(&id).await.is_err());
    let [left] = &here(&client).await[..] else {
        panic!("it is still shown")
    };
    assert_eq!(left.state, LocalAccountState::Leaving);
    assert_eq!(desk.keyring.len(), 0, "the key went first");
    std::fs::remove_dir(&stubborn).unwrap();
    let removed = client.session().remove_account(&id).await.unwrap();
    assert_eq!((removed.key_left, removed.accounts.len()), (false, 0));
    assert_eq!(files_of(&desk, &id), []);
    client.close().await;
}

/// What each step of a removal leaves: the note, then the key, then the files one by one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_after_any_step_it_is_finished_at_the_next_start() {
    for done in 0..=4 {
        let fake = Fake::start().await;
        let desk = Desk::at(&fake.url);
        let client = desk.agreed().await;
        leave_an_edit(&fake, &client, "citizen-1").await;
        let id = here(&client).await[0].id.clone();
        leave_an_edit(&fake, &client, "citizen-2").await;
        let other = here(&client).await.into_iter().find(|one| one.id != id);
        let other = other.unwrap().id;
        let untouched = files_of(&desk, &other);
        client.close().await;
        drop(client);

        let vault = id.parse().unwrap();
        let path = desk.data().join("accounts").join(format!("{id}.db"));
        let log = path.with_extension("db-wal");
        std::fs::write(&log, b"log").unwrap();
        let store = DeviceStore::open(&desk.data()).unwrap();
        let steps: [&dyn Fn(); 5] = [
            &|| store.begin_removal(&vault, &[vault]).unwrap(),
            &|| sst_vault::KeyCustody::delete(&*desk.keyring, &vault).unwrap(),
            &|| unlink(&log),
            &|| unlink(&path),
            &|| store.finish_removal(&vault).unwrap(),
        ];
        steps[..=done].iter().for_each(|step| step());
        drop(store);

        let client = desk.open();
        assert_eq!(start(&client).await, SessionView::SignedOut, "{done}");
        let kept = [AccountState::Kept];
        eventually("the note is gone", || states(&desk) == kept).await;
        assert_eq!(files_of(&desk, &id), [], "{done}");
        assert_eq!(desk.keyring.len(), 1, "{done}: the other's");
        assert_eq!(files_of(&desk, &other), untouched, "{done}");
        client.close().await;
    }
}

fn unlink(path: &Path) {
    std::fs::remove_file(path).unwrap();
}

fn states(desk: &Desk) -> Vec<AccountState> {
    let accounts = DeviceStore::open(&desk.data()).unwrap().accounts().unwrap();
    accounts.into_iter().map(|account| account.state).collect()
}
