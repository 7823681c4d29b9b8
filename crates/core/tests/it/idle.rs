//! The warning before the lock for being left alone, by the core's own clock.

use std::time::Duration;

use sst_core::{
    Client, ClientEvent, KeepingChoice, LockCause, LockSettingsView, LockSoonView, Refusal,
    SessionView, Subscription,
};
use tokio::time::Instant;

use crate::desk::{Desk, Mood, start};
use crate::fake::Fake;

/// Logged in, watched, and locking after so many minutes. From here on time passes only when all else rests.
async fn left_alone(desk: &Desk, minutes: u32) -> (Client, Subscription) {
    let client = desk.signed_in().await;
    start(&client).await;
    let lock = LockSettingsView {
        idle_minutes: minutes,
        with_system: true,
    };
    client.settings().update_lock(lock).await.unwrap();
    let events = client.subscribe();
    tokio::time::pause();
    client.session().used();
    (client, events)
}

/// The next word about the lock, or about the session's end: the warning, or `None` for a lock.
async fn next(events: &mut Subscription) -> Option<LockSoonView> {
    loop {
        match events.recv().await.expect("the client is there") {
            ClientEvent::LockSoon(view) => return Some(view),
            ClientEvent::Session(SessionView::Locked(_) | SessionView::SignedOut) => return None,
            _ => {}
        }
    }
}

fn said(seconds: u32) -> Option<LockSoonView> {
    Some(LockSoonView {
        seconds: Some(seconds),
    })
}

const OVER: Option<LockSoonView> = Some(LockSoonView { seconds: None });

#[tokio::test]
async fn half_a_minute_before_it_locks_it_says_so_once() {
    for (minutes, warned_after) in [(1, 30), (5, 270)] {
        let fake = Fake::start().await;
        let desk = Desk::at(&fake.url);
        let (client, mut events) = left_alone(&desk, minutes).await;
        let begun = Instant::now();
        assert_eq!(client.bootstrap().lock_soon.seconds, None);
        assert_eq!(next(&mut events).await, said(30));
        assert_eq!(begun.elapsed().as_secs(), warned_after, "{minutes}");
        assert_eq!(client.bootstrap().lock_soon.seconds, Some(30));
        assert_eq!(next(&mut events).await, None, "nothing between");
        assert_eq!(begun.elapsed().as_secs(), u64::from(minutes) * 60);
        let SessionView::Locked(view) = client.session().view() else {
            panic!("locked")
        };
        assert_eq!(view.cause, LockCause::Idle);
        assert_eq!(next(&mut events).await, OVER);
        assert_eq!(client.bootstrap().lock_soon.seconds, None);
        client.close().await;
        tokio::time::resume();
    }
}

#[tokio::test]
async fn any_use_takes_the_warning_back_at_once_and_the_time_begins_anew() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let (client, mut events) = left_alone(&desk, 1).await;
    for _ in 0..3 {
        assert_eq!(next(&mut events).await, said(30));
        tokio::time::sleep(Duration::from_secs(29)).await;
        let used = Instant::now();
        client.session().used();
        assert_eq!(next(&mut events).await, OVER);
        assert_eq!(used.elapsed(), Duration::ZERO);
        assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
        assert_eq!(client.bootstrap().lock_soon.seconds, None);
    }
    client.close().await;
}

#[tokio::test]
async fn what_never_locks_or_is_locked_already_is_not_warned_of() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let (client, mut events) = left_alone(&desk, 0).await;
    let long = Duration::from_secs(3 * 60 * 60);
    assert!(tokio::time::timeout(long, next(&mut events)).await.is_err());
    client.close().await;

    tokio::time::resume();
    let desk = Desk::at(&fake.url);
    let (client, mut events) = left_alone(&desk, 1).await;
    client.session().lock(LockCause::Person).await;
    assert_eq!(next(&mut events).await, None);
    assert!(tokio::time::timeout(long, next(&mut events)).await.is_err());
    client.close().await;
}

#[tokio::test]
async fn a_session_in_memory_is_warned_before_it_ends() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    desk.keyring.feel(Mood::Refusing(Refusal::NoService));
    let (client, mut events) = left_alone(&desk, 1).await;
    assert_eq!(next(&mut events).await, said(30));
    assert_eq!(next(&mut events).await, None);
    assert_eq!(client.session().view(), SessionView::SignedOut);
    client.close().await;
}

/// The lock waits while something else is under way; who comes back meanwhile is not locked out.
#[tokio::test]
async fn a_use_while_the_lock_waits_for_its_turn_is_in_time() {
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let (client, mut events) = left_alone(&desk, 1).await;
    assert_eq!(next(&mut events).await, said(30));
    tokio::time::sleep(Duration::from_secs(28)).await;
    // Holds the turn for three seconds, until the keyring is given up.
    desk.keyring.feel(Mood::Hanging(Duration::from_secs(20)));
    let busy = tokio::spawn({
        let client = client.clone();
        let pin = "830274".to_owned();
        async move {
            let by = KeepingChoice::KeyringAndPin { pin };
            client.session().keep_by(by, None).await
        }
    });
    tokio::time::sleep(Duration::from_millis(2500)).await;
    client.session().used();
    let refused = busy.await.unwrap().unwrap_err();
    assert_eq!(refused.code(), "keyring-not-answering", "control");
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(matches!(client.session().view(), SessionView::SignedIn(_)));
    client.close().await;
}
