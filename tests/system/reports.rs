//! Reports about the client itself: made with consent only, and sent byte for byte as they were shown.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sst_api::path;
use sst_core::clock::ManualClock;
use sst_core::{
    AccountView, Client, KeepingChoice, KeepingTier, Part, PersonTerms, ReportAboutView,
    ReportView, ReportsView, Screen, SessionView, UnsentChoice,
};
use sst_domain::consent::Choice;
use sst_tests::proxy::{Act, Seen};

use crate::consents::{answer_terms, decide, has_come_to};
use crate::guardians;
use crate::town::{Town, agree, edit, eventually, log_in, log_in_as, settled};

const USAGE: &str = "usage-statistics";
const CRASHES: &str = "crash-reports";
const PLACE: &str = "crates/core/src/sync/worker.rs:12:5";
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A clock that is a week late.
fn last_week() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Timestamp::now() - WEEK))
}

async fn reports(client: &Client) -> ReportsView {
    client.reports().view().await.unwrap()
}

/// The report of a page that has just failed.
async fn failed_page(client: &Client) -> ReportView {
    let place = vec!["nodes/1.js:1:2".to_owned()];
    client.reports().page_failed(place).await.unwrap();
    reports(client).await.here[0].clone()
}

fn opened(report: &ReportView) -> Vec<(Screen, u32)> {
    match &report.about {
        ReportAboutView::Usage { opened } => {
            opened.iter().map(|one| (one.screen, one.times)).collect()
        }
        ReportAboutView::Crash { .. } => panic!("{report:?}"),
    }
}

/// What the platform has: sums of use, and places of failures.
async fn with_platform(town: &Town) -> (Vec<(String, i64)>, Vec<String>) {
    let official = town.platform().official();
    let sums = official.usage_sums().await.unwrap();
    let crashes = official.crash_reports().await.unwrap();
    (
        sums.into_iter()
            .map(|sum| (sum.screen, sum.opened))
            .collect(),
        crashes.into_iter().map(|crash| crash.place).collect(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_is_counted_with_consent_and_sent_when_it_is_over() {
    let town = Town::found().await;
    let (computer, clock) = (town.computer(), last_week());
    let client = computer.open_at(Arc::clone(&clock) as _).await;
    agree(&client).await;
    log_in(&client).await;
    settled(&client).await;
    client.reports().opened(Screen::Home);
    assert!(reports(&client).await.here.is_empty());

    decide(&client, USAGE, true).await;
    for screen in [Screen::Home, Screen::Inbox, Screen::Home] {
        client.reports().opened(screen);
    }
    let view = reports(&client).await;
    let [report] = &view.here[..] else {
        panic!("{view:?}")
    };
    assert_eq!(opened(report), [(Screen::Home, 2), (Screen::Inbox, 1)]);
    assert!(!report.finished);
    let early = client.reports().send(&report.id, &report.text).await;
    assert_eq!(early.unwrap_err().code(), "report-changed");

    clock.advance(WEEK);
    client.reports().opened(Screen::Settings);
    let view = reports(&client).await;
    assert_eq!(view.here.len(), 2);
    let report = view.here.iter().find(|report| report.finished).unwrap();
    let other = report.text.replace(": 2", ": 3");
    let changed = client.reports().send(&report.id, &other).await;
    assert_eq!(changed.unwrap_err().code(), "report-changed");
    assert_eq!(with_platform(&town).await.0, []);

    let sent = client
        .reports()
        .send(&report.id, &report.text)
        .await
        .unwrap();
    assert_eq!(sent.here.len(), 1);
    assert_eq!(sent.sent[0].text, report.text);
    assert_eq!(sent.sent[0].sent.as_ref().unwrap().host, view.host);
    let sums = [("home".to_owned(), 2), ("inbox".to_owned(), 1)];
    assert_eq!(with_platform(&town).await.0, sums);
    let again = client.reports().send(&report.id, &report.text).await;
    assert_eq!(again.unwrap_err().code(), "report-changed");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_consent_nothing_is_counted_or_noted_and_what_waits_goes() {
    let town = Town::found().await;
    let (computer, clock) = (town.computer(), last_week());
    let client = computer.open_at(Arc::clone(&clock) as _).await;
    agree(&client).await;
    log_in(&client).await;
    settled(&client).await;
    let fail = async || {
        client.crash_watch().failed_at(PLACE);
        let places = vec!["nodes/1.js:1:2".to_owned(), "张三".to_owned()];
        client.reports().page_failed(places).await.unwrap();
        client.reports().opened(Screen::Inbox);
    };
    fail().await;
    assert!(reports(&client).await.here.is_empty());

    decide(&client, USAGE, true).await;
    decide(&client, CRASHES, true).await;
    fail().await;
    fail().await;
    assert_eq!(reports(&client).await.here.len(), 3);
    clock.advance(WEEK);
    let view = reports(&client).await;
    let [first, ..] = &view.here[..] else {
        panic!("{view:?}")
    };
    let report = first.clone();
    let sent = client
        .reports()
        .send(&report.id, &report.text)
        .await
        .unwrap();
    assert_eq!((sent.here.len(), sent.sent.len()), (2, 1));

    fail().await;
    decide(&client, USAGE, false).await;
    decide(&client, CRASHES, false).await;
    let view = reports(&client).await;
    assert!(view.here.is_empty(), "{view:?}");
    assert_eq!(view.sent.len(), 1);
    assert!(!view.usage_allowed && !view.crashes_allowed);
    fail().await;
    assert!(reports(&client).await.here.is_empty());
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_program_failed_is_taken_up_when_it_starts_again_by_whose_it_is() {
    let town = Town::found().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    decide(&client, CRASHES, true).await;
    client.crash_watch().failed_at(PLACE);
    client.close().await;
    drop(client);

    let client = computer.open().await;
    let view = reports(&client).await;
    let [report] = &view.here[..] else {
        panic!("{view:?}")
    };
    let about = ReportAboutView::Crash {
        part: Part::Program,
        place: PLACE.to_owned(),
    };
    assert!(report.about == about && report.finished);
    client
        .reports()
        .send(&report.id, &report.text)
        .await
        .unwrap();
    assert_eq!(with_platform(&town).await.1, [PLACE]);

    client.crash_watch().failed_at("src-tauri/src/start.rs:1:1");
    client
        .session()
        .log_out(sst_core::UnsentChoice::Keep)
        .await
        .unwrap();
    log_in_as(&town, &client, "13800000002").await;
    has_come_to(&client, PersonTerms::Unasked).await;
    answer_terms(&client, Choice::Agree).await;
    settled(&client).await;
    decide(&client, CRASHES, true).await;
    assert!(reports(&client).await.here.is_empty());
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_did_not_arrive_waits_and_counts_once() {
    let mut town = Town::found().await;
    let client = town.computer().signed_in().await;
    decide(&client, CRASHES, true).await;
    let report = failed_page(&client).await;
    town.stop_platform().await;
    assert!(
        client
            .reports()
            .send(&report.id, &report.text)
            .await
            .is_err()
    );
    assert_eq!(reports(&client).await.here.len(), 1);
    town.start_platform().await;
    client
        .reports()
        .send(&report.id, &report.text)
        .await
        .unwrap();
    assert_eq!(with_platform(&town).await.1.len(), 1);
    let left = client.reports().delete(&report.id).await.unwrap();
    assert!(left.here.is_empty() && left.sent.is_empty());
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_on_its_way_is_broken_off_as_its_consent_goes() {
    let town = Town::behind_proxy().await;
    let client = town.computer().signed_in().await;
    decide(&client, CRASHES, true).await;
    let report = failed_page(&client).await;
    town.proxy().on(path::CRASH_REPORTS, 1, Act::Swallow);
    let sending = client.reports();
    let send = sending.send(&report.id, &report.text);
    let withdraw = async {
        let under_way = || town.proxy().seen(path::CRASH_REPORTS).len() == 1;
        eventually("the report is under way", under_way).await;
        decide(&client, CRASHES, false).await;
    };
    let within = std::time::Duration::from_secs(10);
    let (sent, ()) = tokio::join!(tokio::time::timeout(within, send), withdraw);
    let refused = sent
        .expect("it does not wait for the platform")
        .unwrap_err();
    assert_eq!(refused.code(), "item-consent-needed");
    let view = reports(&client).await;
    assert!(view.here.is_empty() && view.sent.is_empty());
    // What of it left, the person finds in the list.
    let left = client.registry().sent().await;
    assert!(format!("{left:?}").contains("crash_report"), "{left:?}");
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_goes_without_token_or_proof() {
    let town = Town::behind_proxy().await;
    let client = town.computer().signed_in().await;
    decide(&client, CRASHES, true).await;
    let report = failed_page(&client).await;
    client
        .reports()
        .send(&report.id, &report.text)
        .await
        .unwrap();
    let heads = |path: &str| -> Vec<String> {
        let seen = town.proxy().seen(path);
        let text = |seen: &Seen| String::from_utf8_lossy(&seen.bytes).to_lowercase();
        seen.iter().map(text).collect()
    };
    let shows_who = |head: &String| head.contains("authorization:") || head.contains("dpop:");
    let sent = heads(path::CRASH_REPORTS);
    assert_eq!(sent.len(), 1);
    assert!(!sent.iter().any(shows_who), "{sent:?}");
    assert!(sent[0].ends_with(&report.text.to_lowercase()));
    // Other calls do show it, so that it would be seen here.
    assert!(heads(path::SYNC_CHANGES).iter().any(shows_who));
    client.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_in_memory_notes_too_and_what_it_noted_moves_with_it() {
    let mut town = Town::behind_proxy().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    decide(&client, USAGE, true).await;
    guardians::entered(&client).await;
    let pin = || "830274".to_owned();
    let guard = KeepingChoice::KeyringAndPin { pin: pin() };
    client.session().keep_by(guard, None).await.unwrap();
    town.proxy_mut().close().await;
    edit(&client, "name", json!({"name": "测试市民甲甲"})).await;
    client.session().log_out(UnsentChoice::Keep).await.unwrap();
    town.proxy_mut().reopen().await.unwrap();

    // What is kept here is behind a PIN that this log-in did not ask for: the session is in memory.
    log_in(&client).await;
    settled(&client).await;
    assert_eq!(account(&client).keeping.tier, KeepingTier::Memory);
    decide(&client, CRASHES, true).await;
    decide(&client, USAGE, false).await;
    // In memory a decision counts once the platform has it.
    allowed(&client, (false, true)).await;
    let place = |line: u32| vec![format!("nodes/1.js:1:{line}")];
    client.reports().page_failed(place(2)).await.unwrap();
    client.reports().page_failed(place(3)).await.unwrap();
    let noted = reports(&client).await.here;
    assert_eq!(noted.len(), 2);
    let first = &noted[0];
    client.reports().send(&first.id, &first.text).await.unwrap();

    // What was kept here had heard of neither decision; it does without the platform.
    eventually("both are there", || client.sync_view().waiting == 0).await;
    town.proxy_mut().close().await;
    client.session().unlock(pin().into()).await.unwrap();
    assert_ne!(account(&client).keeping.tier, KeepingTier::Memory);
    let moved = reports(&client).await;
    assert_eq!((moved.usage_allowed, moved.crashes_allowed), (false, true));
    assert_eq!((moved.here.len(), moved.sent.len()), (1, 1));
    client.close().await;

    let client = computer.open().await;
    client.session().unlock(pin().into()).await.unwrap();
    let kept = reports(&client).await;
    assert_eq!((&kept.here, &kept.sent), (&moved.here, &moved.sent));
    client.close().await;
}

async fn allowed(client: &Client, wanted: (bool, bool)) {
    for _ in 0..400 {
        let view = reports(client).await;
        if (view.usage_allowed, view.crashes_allowed) == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("never: {wanted:?}");
}

fn account(client: &Client) -> AccountView {
    match client.session().view() {
        SessionView::SignedIn(account) => account,
        other => panic!("{other:?}"),
    }
}
