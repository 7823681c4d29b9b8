//! Requests for correction with what is attached, from one computer to the official's desk and back.

use std::path::PathBuf;
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::json;
use sst_api::path;
use sst_core::{
    Client, CorrectionInput, CorrectionStateView as State, CorrectionView, KeepingChoice,
    LockCause, RequestProgress, SentRequestView, UnsentChoice,
};
use sst_domain::profile::UnitKey;
use sst_platform::Answer;
use sst_tests::proxy::{Act, Wire};
use tempfile::TempDir;

use crate::consents::decide;
use crate::town::{Computer, Town, edit, eventually, log_in, settled, unit, value};

const IDENTITY: &str = "sensitive-identity";
const REASON: &str = "户口本上是另一个字，见附件。";
const NEW: &str = "测试市民戊";
/// What a camera writes beside a picture.
const PLACE: &[u8] = b"GPS 41.8057 123.4315";

fn name() -> UnitKey {
    UnitKey::from("name")
}

/// A photo of about three MiB, with a place in it.
fn photo(folder: &TempDir) -> Vec<PathBuf> {
    let mut chance = fastrand::Rng::with_seed(11);
    let noise = RgbImage::from_fn(1560, 1200, |_, _| {
        Rgb([chance.u8(..), chance.u8(..), chance.u8(..)])
    });
    let mut bytes = Vec::new();
    noise
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90))
        .unwrap();
    let mut file = vec![
        0xff,
        0xd8,
        0xff,
        0xe1,
        0,
        u8::try_from(PLACE.len() + 2).unwrap(),
    ];
    file.extend(PLACE);
    file.extend(&bytes[2..]);
    let path = folder.path().join("户口本.jpg");
    std::fs::write(&path, file).unwrap();
    vec![path]
}

fn input() -> CorrectionInput {
    let typed = json!({"unit": "name", "fields": {"name": NEW}, "reason": REASON});
    serde_json::from_value(typed).unwrap()
}

/// Somebody whose name an official has verified, and who has agreed.
async fn agreed(town: &Town) -> (Computer, Client) {
    town.correct("name", json!({"name": "测试市民甲"}), true)
        .await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    decide(&client, IDENTITY, true).await;
    settled(&client).await;
    (computer, client)
}

async fn ask(client: &Client) -> CorrectionView {
    let folder = tempfile::tempdir().unwrap();
    let profile = client.profile();
    let attached = profile.correction_attach(&name(), photo(&folder)).await;
    let attached = attached.unwrap();
    assert_eq!(attached.refused, []);
    let size = attached.form.attachments[0].size;
    assert!(size > 2_500_000 && size < 5_000_000, "{size}");
    let view = profile.correction_submit(input()).await.unwrap();
    view.requests[0].clone()
}

async fn request(client: &Client) -> CorrectionView {
    let view = client.profile().corrections().await.unwrap();
    assert_eq!(view.requests.len(), 1);
    view.requests[0].clone()
}

/// Waits until the request is as `is` likes it, at most a minute and a half.
async fn until(client: &Client, what: &str, is: impl Fn(&State) -> bool) -> CorrectionView {
    for _ in 0..900 {
        let request = request(client).await;
        if is(&request.state) {
            return request;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never {what}: {:?}", request(client).await.state);
}

async fn sent(client: &Client, progress: RequestProgress) -> SentRequestView {
    let is = |state: &State| matches!(state, State::Sent(sent) if sent.progress == progress);
    let request = until(client, "at the platform", is).await;
    match request.state {
        State::Sent(sent) => sent,
        _ => unreachable!("it was sent a moment ago"),
    }
}

async fn under_way(client: &Client) -> CorrectionView {
    let some = |state: &State| matches!(state, State::Uploading { sent, .. } if *sent > 0);
    until(client, "under way", some).await
}

/// Offset and length of each part that reached the proxy.
fn parts(town: &Town) -> Vec<(u64, usize)> {
    let seen = town.proxy().seen("/v1/uploads/");
    let part = |seen: &sst_tests::proxy::Seen| {
        let (_, offset) = seen.target.split_once("offset=")?;
        let head = seen.bytes.windows(4).position(|end| end == b"\r\n\r\n")?;
        Some((offset.parse().unwrap(), seen.bytes.len() - head - 4))
    };
    seen.iter().filter_map(part).collect()
}

async fn row_count(town: &mut Town, table: &str) -> u32 {
    town.stop_platform().await;
    let database = rusqlite::Connection::open(town.database()).unwrap();
    let sql = format!("SELECT count(*) FROM {table}");
    let count = database.query_row(&sql, [], |row| row.get(0)).unwrap();
    drop(database);
    town.start_platform().await;
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_on_a_bad_wire_goes_on_where_it_was_and_the_answer_comes_back() {
    let town = Town::behind_proxy().await;
    let (_computer, client) = agreed(&town).await;
    town.proxy().wire(Wire {
        delay: Duration::from_millis(20),
        rate: 600_000,
    });
    let asked = ask(&client).await;
    let size = usize::try_from(asked.attachments[0].size).unwrap();
    let mut breaks = 0;
    for act in [Act::ResetAfter, Act::ResetBefore, Act::ResetAfter] {
        let before = parts(&town).len();
        eventually("a part is under way", || parts(&town).len() > before).await;
        town.proxy().on("/v1/uploads/", 1, act);
        let now = parts(&town).len();
        eventually("it broke", || parts(&town).len() > now + 1).await;
        breaks += 1;
        client.sync_now();
    }
    let answer = sent(&client, RequestProgress::Received).await;
    let parts = parts(&town);
    let went: usize = parts.iter().map(|(_, length)| length).sum();
    let largest = parts.iter().map(|(_, length)| *length).max().unwrap();
    assert!(
        went <= size + breaks * largest,
        "{went} of {size} bytes went, in parts of at most {largest}: {parts:?}"
    );
    let begun = parts.iter().filter(|(offset, _)| *offset == 0).count();
    assert!(begun <= 2, "it was not begun anew: {parts:?}");

    let official = town.platform().official();
    let (_, bytes) = official
        .request_attachment(&answer.reference, 1)
        .await
        .unwrap();
    assert_eq!(bytes.len(), size);
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (1560, 1200));
    assert!(!bytes.windows(PLACE.len()).any(|window| window == PLACE));
    let shown = official.request(&answer.reference).await.unwrap();
    assert_eq!(shown.request.reason, REASON);

    official.take_request(&answer.reference).await.unwrap();
    sent(&client, RequestProgress::InReview).await;
    let unread = client.bootstrap().inbox.unwrap().unread;
    let answered = Answer {
        accept: true,
        words: "已按户口本更正。".to_owned(),
    };
    official
        .answer_request(&answer.reference, answered)
        .await
        .unwrap();
    let accepted = sent(&client, RequestProgress::Accepted).await;
    assert_eq!(accepted.answer.as_deref(), Some("已按户口本更正。"));
    eventually("a notice came", || {
        client.bootstrap().inbox.unwrap().unread > unread
    })
    .await;
    assert_eq!(value(&client, "name", "name").await, NEW);
    let history = client.profile().history(None).await.unwrap();
    let entry = &history.entries[0];
    assert_eq!(entry.unit, name());
    assert!(entry.before[0].masked && entry.after[0].masked);
    assert_eq!(entry.changed_by.reference.as_ref(), Some(&entry.reference));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_platform_it_waits_sealed_and_goes_on_in_the_next_process() {
    let mut town = Town::behind_proxy().await;
    let (computer, client) = agreed(&town).await;
    town.proxy_mut().close().await;
    let asked = ask(&client).await;
    client.sync_now();
    until(&client, "waiting", |state| {
        *state == State::Waiting || matches!(state, State::Uploading { .. })
    })
    .await;
    let while_it_waits = computer.disk();
    town.proxy_mut().reopen().await.unwrap();
    town.proxy().wire(Wire {
        delay: Duration::ZERO,
        rate: 300_000,
    });
    client.sync_now();
    under_way(&client).await;
    client.close().await;
    let before = parts(&town).len();
    let disk = [while_it_waits, computer.disk()].concat();

    let client = computer.open().await;
    town.proxy().wire(Wire::default());
    let answer = sent(&client, RequestProgress::Received).await;
    let later = parts(&town).split_off(before);
    assert!(later.iter().all(|(offset, _)| *offset > 0), "{later:?}");
    let received = town.platform().official().request(&answer.reference).await;
    assert_eq!(received.unwrap().request.id.to_string(), asked.id);

    let official = town.platform().official();
    let (_, bytes) = official
        .request_attachment(&answer.reference, 1)
        .await
        .unwrap();
    let run = &bytes[bytes.len() / 2..][..24];
    let secrets: [&[u8]; 6] = [
        REASON.as_bytes(),
        NEW.as_bytes(),
        "户口本".as_bytes(),
        PLACE,
        run,
        b"JFIF",
    ];
    for secret in secrets {
        let readable = disk.windows(secret.len()).any(|window| window == secret);
        assert!(!readable, "{:?}", String::from_utf8_lossy(secret));
    }
    client.close().await;
    // The file keeps its size, and zeros where the photo was.
    let left = computer
        .disk()
        .into_iter()
        .filter(|byte| *byte != 0)
        .count();
    assert!(
        left < 1_000_000,
        "what has arrived is not kept: {left} bytes"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taken_back_in_the_middle_it_is_nowhere() {
    let mut town = Town::behind_proxy().await;
    let (computer, client) = agreed(&town).await;
    town.proxy().wire(Wire {
        delay: Duration::ZERO,
        rate: 300_000,
    });
    let asked = ask(&client).await;
    under_way(&client).await;
    // An edit does not wait for the photo.
    edit(&client, "birthday", json!({"date": "2000-03-01"})).await;
    eventually("the edit has gone first", || {
        unit(&client, "birthday").state == sst_core::UnitStateView::Synced
    })
    .await;
    assert!(matches!(
        request(&client).await.state,
        State::Uploading { .. }
    ));
    let view = client.profile().correction_cancel(&asked.id).await.unwrap();
    assert_eq!(view.requests, []);
    eventually("the platform was asked to delete it", || {
        let mut seen = town.proxy().seen("/v1/uploads/").into_iter();
        seen.any(|seen| seen.method == "DELETE" && !seen.answer.is_empty())
    })
    .await;
    settled(&client).await;
    assert_eq!(row_count(&mut town, "upload").await, 0);
    assert_eq!(row_count(&mut town, "correction").await, 0);

    // And with a log-out everything that was written goes.
    town.proxy_mut().close().await;
    ask(&client).await;
    let refused = client.session().log_out(UnsentChoice::SendFirst).await;
    assert_eq!(refused.unwrap_err().code(), "unsent-left");
    let discarded = client.session().log_out(UnsentChoice::Discard).await;
    discarded.unwrap();
    client.close().await;
    assert!(computer.disk().len() < 1_000_000, "the photo is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_is_withdrawn_and_its_photo_deleted() {
    let mut town = Town::behind_proxy().await;
    let (_computer, client) = agreed(&town).await;
    let asked = ask(&client).await;
    sent(&client, RequestProgress::Received).await;
    client.profile().correction_cancel(&asked.id).await.unwrap();
    let withdrawn = sent(&client, RequestProgress::Withdrawn).await;
    assert!(!withdrawn.withdrawing);
    assert_eq!(row_count(&mut town, "upload").await, 0);
    let again = client.profile().correction_cancel(&asked.id).await;
    assert_eq!(again.unwrap_err().code(), "not-applicable");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_consent_or_a_lock_stops_it_in_the_middle() {
    let town = Town::behind_proxy().await;
    let (_computer, client) = agreed(&town).await;
    let pin = || "830274".to_owned();
    let guard = KeepingChoice::KeyringAndPin { pin: pin() };
    client.session().keep_by(guard, None).await.unwrap();
    town.proxy().wire(Wire {
        delay: Duration::ZERO,
        rate: 300_000,
    });
    ask(&client).await;
    under_way(&client).await;
    decide(&client, IDENTITY, false).await;
    until(&client, "stopped", |state| *state == State::ConsentNeeded).await;
    settled_but_one(&client).await;
    let stopped = parts(&town).len();
    client.sync_now();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(parts(&town).len(), stopped, "not a byte more");
    decide(&client, IDENTITY, true).await;
    client.sync_now();
    eventually("it goes on", || parts(&town).len() > stopped).await;

    client.session().lock(LockCause::Person).await;
    let locked = client.profile().corrections().await.unwrap_err();
    assert_eq!(locked.code(), "locked");
    tokio::time::sleep(Duration::from_millis(500)).await;
    let stopped = parts(&town).len();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(parts(&town).len(), stopped, "a lock stops it");
    client.session().unlock(pin().into()).await.unwrap();
    town.proxy().wire(Wire::default());
    sent(&client, RequestProgress::Received).await;
    let begun = parts(&town).into_iter().filter(|(offset, _)| *offset == 0);
    assert!(begun.count() <= 2);
}

/// Nothing waits but the request.
async fn settled_but_one(client: &Client) {
    eventually("the decision has arrived", || {
        client.sync_view().waiting == 1
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_being_written_outlives_the_process() {
    let town = Town::behind_proxy().await;
    let (computer, client) = agreed(&town).await;
    let folder = tempfile::tempdir().unwrap();
    let profile = client.profile();
    profile.correction_keep(input()).await.unwrap();
    profile
        .correction_attach(&name(), photo(&folder))
        .await
        .unwrap();
    client.close().await;
    let client = computer.open().await;
    let form = client.profile().correction_form(&name()).await.unwrap();
    assert_eq!((form.reason.as_str(), form.attachments.len()), (REASON, 1));
    assert_eq!(form.form.draft.unwrap()[0].text, [NEW]);
    assert!(
        town.proxy().seen(path::UPLOADS).is_empty(),
        "nothing has left"
    );
    client.profile().correction_submit(input()).await.unwrap();
    sent(&client, RequestProgress::Received).await;
    // Whoever logs in elsewhere sees it too.
    let other = town.computer();
    let elsewhere = other.agreed().await;
    log_in(&elsewhere).await;
    settled(&elsewhere).await;
    let seen = request(&elsewhere).await;
    assert!(matches!(seen.state, State::Sent(_)) && seen.attachments[0].name.is_empty());
    let detail = elsewhere.profile().correction_open(&seen.id).await.unwrap();
    assert_eq!(detail.reason, REASON);
}
