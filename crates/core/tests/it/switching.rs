//! One person after another, one page after another, a keyring that comes round: nobody sees, sends or
//! loses what is another's.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sst_core::clock::ManualClock;
use sst_core::device::{AccountState, DeviceStore, LocalAccount};
use sst_core::{
    Client, ClientEvent, KeepingTier, LoginOutcomeView, PersonTerms, Refusal, SessionView,
    Subscription, UnopenedWay, UnsentChoice,
};
use sst_domain::profile::UnitKey;

use crate::desk::{Desk, Mood, eventually, log_in, start};
use crate::fake::Fake;
use crate::login::edit_street;

/// What has been said so far.
async fn told(events: &mut Subscription) -> Vec<ClientEvent> {
    let mut told = Vec::new();
    while let Ok(Some(event)) =
        tokio::time::timeout(Duration::from_millis(100), events.recv()).await
    {
        told.push(event);
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_logs_in_after_another_is_shown_their_own_and_nothing_else() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    fake.tell(|told| told.session_ended = true);
    fake.tell(|told| told.refuse_every_token = true);
    client.sync_now();
    eventually("the session has expired", || {
        matches!(client.session().view(), SessionView::Expired(_))
    })
    .await;
    let mut events = client.subscribe();
    fake.tell(|told| {
        told.session_ended = false;
        told.refuse_every_token = false;
        told.sub = "citizen-2".to_owned();
    });
    log_in(&client).await.unwrap();
    let told = told(&mut events).await;
    let forgotten = told
        .iter()
        .position(|event| matches!(event, ClientEvent::Session(SessionView::SignedOut)))
        .expect("the screen forgets the first");
    let next = told
        .iter()
        .position(|event| matches!(event, ClientEvent::Session(SessionView::SignedIn(_))))
        .expect("somebody is logged in");
    assert!(forgotten < next);
    let shown: Vec<_> = told[next..]
        .iter()
        .filter_map(|event| match event {
            ClientEvent::Profile(view) => Some(format!("{view:?}")),
            _ => None,
        })
        .collect();
    assert!(!shown.is_empty(), "the second profile is said unasked");
    assert!(
        !shown[0].contains("Pending"),
        "nothing of the first: {shown:?}"
    );
    assert!(
        told[next..]
            .iter()
            .any(|event| matches!(event, ClientEvent::Inbox(_)))
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_loaded_again_disturbs_nothing() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.signed_in().await.close().await;
    let client = desk.open();
    assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
    client.start();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    edit_street(&client).await;
    let before = fake.seen("/v1/sync/push").len();
    client.sync_now();
    eventually("it still syncs", || {
        fake.seen("/v1/sync/push").len() > before
    })
    .await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyring_that_was_unlocked_is_asked_again_when_the_person_says_so() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    let client = desk.open();
    let code = "keyring-locked".to_owned();
    assert_eq!(start(&client).await, SessionView::Unavailable { code });
    let again = client.session().retry().await.unwrap();
    assert!(matches!(again, SessionView::Unavailable { .. }));
    assert_eq!(desk.keyring.asked(), 1, "the person was asked");
    desk.keyring.feel(Mood::Working);
    let again = client.session().retry().await.unwrap();
    assert!(matches!(again, SessionView::SignedIn(_)));
    assert_eq!(client.sync_view().waiting, 1, "the sealed edit is there");
    client.close().await;
}

/// A session in memory, beside something that the keyring did not open.
async fn in_memory(desk: &Desk) -> Client {
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    let client = desk.open();
    start(&client).await;
    let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
        panic!()
    };
    assert_eq!(account.keeping.tier, KeepingTier::Memory);
    assert_eq!(
        account.keeping.unopened,
        Some(UnopenedWay::Retry),
        "it is said that something is here"
    );
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_of_a_session_in_memory_logs_out_for_the_next_start_too() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = in_memory(&desk).await;
    client
        .session()
        .log_out(UnsentChoice::SendFirst)
        .await
        .unwrap();
    client.close().await;
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert_eq!(start(&client).await, SessionView::SignedOut);
    log_in(&client).await.unwrap();
    assert_eq!(
        client.sync_view().waiting,
        1,
        "the sealed edit is the person's"
    );
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discarding_in_memory_discards_what_could_not_be_opened_too() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = in_memory(&desk).await;
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    assert!(desk.account_files().is_empty());
    client.close().await;
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert_eq!(start(&client).await, SessionView::SignedOut);
    eventually("the key is gone", || desk.keyring.len() == 0).await;
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_person_in_memory_leaves_the_first_ones_account_closed() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.signed_in().await.close().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Locked));
    let client = desk.open();
    start(&client).await;
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    log_in(&client).await.unwrap();
    client.close().await;
    let kept = DeviceStore::open(&desk.data()).unwrap();
    assert_eq!(kept.current_account().unwrap(), None);
    let whole = |account: &LocalAccount| account.state == AccountState::Kept;
    let accounts = kept.accounts().unwrap();
    assert_eq!(accounts.into_iter().filter(whole).count(), 1, "and kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_item_in_the_keyring_costs_nothing_that_is_sealed() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    edit_street(&client).await;
    client.close().await;
    desk.keyring.feel(Mood::Refusing(Refusal::Damaged));
    let client = desk.open();
    let code = "keyring-damaged".to_owned();
    assert_eq!(start(&client).await, SessionView::Unavailable { code });
    log_in(&client).await.unwrap();
    client.close().await;
    desk.keyring.feel(Mood::Working);
    let client = desk.open();
    assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
    assert_eq!(client.sync_view().waiting, 1);
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_stops_no_step_up_and_no_sync_once_it_is_set_right() {
    let fake = Fake::start().await;
    let mut desk = Desk::at(&fake.url);
    let off = SignedDuration::from_hours(8);
    let clock = Arc::new(ManualClock::at(Timestamp::now() + off));
    desk.clock = Arc::clone(&clock) as Arc<dyn sst_core::clock::Clock>;
    let client = desk.signed_in().await;
    let profile = client.profile();
    for unit in ["name", "birthday"] {
        profile
            .reveal(&UnitKey::from(unit))
            .await
            .unwrap_or_else(|error| panic!("{unit}: {}", error.code()));
    }
    eventually("sync works", || client.sync_view().last_contact.is_some()).await;
    clock.advance(-off);
    // What was revealed is told to the platform; this one is busy, but takes the proof.
    let before = fake.memory().pushes;
    client.sync_now();
    eventually("it pushes", || fake.memory().pushes > before).await;
    assert_eq!(fake.memory().bad_proofs, Vec::<String>::new());
    client.close().await;
}

/// Where the platform could not say where somebody new here stands, it is asked again as soon as they want it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_new_here_need_not_wait_for_the_next_try() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.signed_in().await;
    client
        .session()
        .log_out(UnsentChoice::Discard)
        .await
        .unwrap();
    fake.tell(|told| told.sub = "citizen-2".to_owned());
    fake.answer("/v1/consents", 503, &[], "");
    let asked = fake.seen("/v1/consents").len();
    log_in(&client).await.unwrap();
    eventually("the platform was asked", || {
        fake.seen("/v1/consents").len() > asked
    })
    .await;
    let person = || client.bootstrap().consent.person;
    assert_eq!(person(), Some(PersonTerms::Learning));
    fake.tell(|told| {
        told.instead.remove("/v1/consents");
    });
    let pressed = Instant::now();
    client.sync_now();
    eventually("the platform has answered", || {
        person() == Some(PersonTerms::Unasked)
    })
    .await;
    // By itself it waits five seconds.
    assert!(pressed.elapsed() < Duration::from_secs(4));
    client.close().await;
}
