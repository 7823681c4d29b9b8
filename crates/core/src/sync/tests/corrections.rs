//! Requests for correction, from the form to the platform.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use image::{Rgb, RgbImage};
use rusqlite::Connection;
use sst_domain::consent::Control;
use sst_domain::profile::{RawFields, RawValue, UnitKey, UnitValue};
use sst_vault::{Kek, Tier, Vault};
use tempfile::TempDir;
use uuid::Uuid;

use super::desk::{Desk, change, is_synced};
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::store::{CitizenStore, StorePlace};
use crate::sync::simulated::{Platform, SimulatedLink};
use crate::view::{
    CorrectionInput, CorrectionStateView as State, CorrectionView, CorrectionsView, KeepingTier,
    RequestProgress,
};

static NAME: std::sync::LazyLock<UnitKey> = std::sync::LazyLock::new(|| UnitKey::from("name"));

/// A platform where an official has verified the name, and the address is the person's own.
fn platform() -> Platform {
    let mut platform = Platform::new();
    let name = UnitValue::from([("name", "测试市民甲")]);
    platform.correct(&NAME, Some(name), true);
    let old = UnitValue::from([("region", "210102"), ("street", "旧测试街一号")]);
    platform.correct(&UnitKey::from("address"), Some(old), false);
    platform
}

async fn in_step(desk: &Desk) {
    desk.until("name", is_synced).await;
}

fn agree(desk: &Desk) {
    desk.account.grants.set([Control::SensitiveIdentity].into());
}

/// A desk in step, whose person has agreed.
async fn agreed() -> Desk {
    let desk = Desk::new(platform());
    in_step(&desk).await;
    agree(&desk);
    desk
}

fn input(name: &str, reason: &str) -> CorrectionInput {
    let typed = RawValue::Text(name.to_owned());
    CorrectionInput {
        unit: NAME.clone(),
        fields: RawFields::from([("name".to_owned(), typed)]),
        reason: reason.to_owned(),
    }
}

/// A picture that does not get smaller: noise, about 400 KB.
fn photo(folder: &TempDir) -> Vec<PathBuf> {
    let mut chance = fastrand::Rng::with_seed(7);
    let noise = RgbImage::from_fn(380, 380, |_, _| {
        Rgb([chance.u8(..), chance.u8(..), chance.u8(..)])
    });
    let path = folder.path().join("户口本.png");
    noise.save(&path).unwrap();
    vec![path]
}

async fn asked_with_photo(desk: &Desk) -> CorrectionsView {
    let folder = tempfile::tempdir().unwrap();
    let attached = desk.profile.correction_attach(&NAME, photo(&folder)).await;
    assert!(attached.unwrap().refused.is_empty());
    let asked = input("测试市民乙", "  户口本上是乙。 ");
    desk.profile.correction_submit(asked).await.unwrap()
}

async fn the_request(desk: &Desk) -> CorrectionView {
    let view = desk.profile.corrections().await.unwrap();
    assert_eq!(view.requests.len(), 1, "{view:?}");
    view.requests[0].clone()
}

/// Sends until nothing is left, however often it stumbles.
async fn sent(desk: &Desk) {
    for _ in 0..40 {
        if desk.worker.flush().await.is_ok() {
            return;
        }
    }
    panic!("{:?}", desk.worker.view());
}

fn rejected(state: &State) -> &str {
    match state {
        State::Rejected { code, .. } => code,
        state => panic!("{state:?}"),
    }
}

fn is_kept(desk: &Desk, id: &str) -> bool {
    let id = Uuid::parse_str(id).unwrap();
    let part = desk.account.store.read(|tx| tx.attachment_part(id, 0, 1));
    part.unwrap().is_some()
}

#[tokio::test]
async fn a_request_goes_after_what_is_attached_and_is_answered() {
    let mut desk = agreed().await;
    let view = asked_with_photo(&desk).await;
    assert_eq!(view.requests[0].state, State::Waiting);
    assert!(view.requests[0].fields[0].masked);
    let attachment = view.requests[0].attachments[0].clone();
    assert_eq!(attachment.name, "户口本.png");
    sent(&desk).await;

    let request = the_request(&desk).await;
    let State::Sent(answer) = &request.state else {
        panic!("{:?}", request.state);
    };
    assert_eq!(answer.progress, RequestProgress::Received);
    assert!(answer.reference.starts_with("20261124-"));
    let id = Uuid::parse_str(&request.id).unwrap();
    {
        let platform = desk.link.platform();
        let (_, asked) = &platform.requests.asked[&id];
        assert_eq!(asked.reason, "户口本上是乙。");
        let upload = &platform.requests.uploads[&Uuid::parse_str(&attachment.id).unwrap()];
        assert_eq!(upload.bytes.len() as u64, attachment.size);
        let sent = desk.link.weather().parts.clone();
        let total: usize = sent.iter().map(|(_, length)| length).sum();
        assert_eq!(
            total as u64, attachment.size,
            "each byte went once: {sent:?}"
        );
    }
    assert!(!is_kept(&desk, &attachment.id), "it has arrived");
    let told = desk.told();
    let progress = |event: &ClientEvent| match event {
        ClientEvent::Corrections(view) => matches!(view.requests[0].state, State::Uploading { .. }),
        _ => false,
    };
    assert!(told.iter().any(progress), "the screen heard of the way");

    let again = desk
        .profile
        .correction_submit(input("测试市民丙", "又"))
        .await;
    assert!(matches!(again, Err(ClientError::RequestOpen)));
    desk.link.platform().refuse(id, "请带原件来大厅。");
    desk.worker.wake().now();
    desk.worker.flush().await.unwrap();
    let State::Sent(answer) = the_request(&desk).await.state else {
        panic!();
    };
    assert_eq!(answer.progress, RequestProgress::Refused);
    assert_eq!(answer.answer.as_deref(), Some("请带原件来大厅。"));
    let detail = desk.profile.correction_open(&request.id).await.unwrap();
    assert_eq!(detail.reason, "户口本上是乙。");
    let late = desk.profile.correction_cancel(&request.id).await;
    assert!(matches!(late, Err(ClientError::NotApplicable)));
}

#[tokio::test]
async fn nothing_is_attached_or_sent_without_the_consent() {
    let desk = Desk::new(platform());
    in_step(&desk).await;
    let folder = tempfile::tempdir().unwrap();
    let files = photo(&folder);
    let refused = desk.profile.correction_attach(&NAME, files.clone()).await;
    assert!(matches!(refused, Err(ClientError::ItemConsentNeeded)));
    let refused = desk.profile.correction_submit(input("乙", "因为")).await;
    assert!(matches!(refused, Err(ClientError::ItemConsentNeeded)));
    assert!(
        desk.profile
            .correction_form(&NAME)
            .await
            .unwrap()
            .consent_needed
    );

    agree(&desk);
    desk.link.weather().cut = true;
    asked_with_photo(&desk).await;
    desk.account.grants.set([].into());
    desk.link.weather().cut = false;
    desk.edit_street("新测试街二号").await.unwrap();
    desk.worker.flush().await.unwrap();
    assert_eq!(the_request(&desk).await.state, State::ConsentNeeded);
    {
        let platform = desk.link.platform();
        assert!(platform.requests.uploads.is_empty() && platform.requests.asked.is_empty());
        assert_eq!(desk.link.weather().parts, [], "not a byte");
        let street = platform.value("address").unwrap().text("street");
        assert_eq!(street, Some("新测试街二号"), "the rest goes on");
    }
    agree(&desk);
    sent(&desk).await;
    assert!(matches!(the_request(&desk).await.state, State::Sent(_)));
}

#[tokio::test]
async fn what_was_frozen_does_not_go_once_the_consent_is_gone() {
    let desk = agreed().await;
    // It arrives, and nobody hears of it. The worker sends by itself too.
    desk.link.weather().lost_replies = u32::MAX;
    desk.profile
        .correction_submit(input("测试市民乙", "因为"))
        .await
        .unwrap();
    assert!(desk.worker.flush().await.is_err());
    assert_eq!(
        the_request(&desk).await.state,
        State::Sending { withdrawing: false }
    );
    desk.account.grants.set([].into());
    desk.link.weather().lost_replies = 0;
    let pushes = desk.link.weather().pushes;
    desk.worker.flush().await.unwrap();
    assert_eq!(desk.link.weather().pushes, pushes, "it is not sent again");
    assert!(matches!(the_request(&desk).await.state, State::Sent(_)));
    assert_eq!(desk.worker.view().waiting, 0, "for it had arrived");
}

#[tokio::test]
async fn a_part_that_is_lost_or_too_slow_costs_that_part_only() {
    let desk = agreed().await;
    desk.link.weather().lost_parts = 1;
    desk.link.weather().most_of_a_part = Some(40_000);
    asked_with_photo(&desk).await;
    sent(&desk).await;
    let request = the_request(&desk).await;
    assert!(matches!(request.state, State::Sent(_)));
    let parts = desk.link.weather().parts.clone();
    let arrived = parts.iter().filter(|(_, length)| *length <= 40_000);
    let arrived: usize = arrived.map(|(_, length)| length).sum();
    let size = usize::try_from(request.attachments[0].size).unwrap();
    assert!(
        arrived <= size + 2 * 40_000,
        "{arrived} of {size}: {parts:?}"
    );
    let begun = parts
        .iter()
        .filter(|(offset, length)| *offset == 0 && *length <= 40_000);
    assert_eq!(begun.count(), 2, "the first part was lost once: {parts:?}");
}

#[tokio::test]
async fn an_upload_that_never_arrives_holds_up_nothing_else() {
    let desk = agreed().await;
    desk.link.weather().most_of_a_part = Some(0);
    asked_with_photo(&desk).await;
    assert!(desk.worker.flush().await.is_err());
    desk.edit_street("新测试街二号").await.unwrap();
    let _ = desk.worker.flush().await;
    desk.until("address", is_synced).await;
    let State::Uploading { sent, of } = the_request(&desk).await.state else {
        panic!();
    };
    assert_eq!((sent, of > 300_000), (0, true));
}

/// A log-out waits for the end of it.
#[tokio::test]
async fn what_refuses_every_upload_is_not_asked_without_end() {
    let desk = agreed().await;
    desk.link.weather().no_uploads = true;
    asked_with_photo(&desk).await;
    let sent = tokio::time::timeout(Duration::from_secs(10), desk.worker.flush()).await;
    sent.unwrap().unwrap();
    assert_eq!(rejected(&the_request(&desk).await.state), "unknown-path");
    assert_eq!(desk.worker.view().needs_you, 1);

    let desk = agreed().await;
    desk.link.weather().expected = Some(100);
    asked_with_photo(&desk).await;
    let sent = tokio::time::timeout(Duration::from_secs(10), desk.worker.flush()).await;
    let sent = sent.unwrap();
    assert!(matches!(sent, Err(ClientError::Remote(_))), "{sent:?}");
    let parts = desk.link.weather().parts.len();
    assert!(parts < 10, "{parts}");
    let State::Uploading { .. } = the_request(&desk).await.state else {
        panic!("it is tried again later");
    };
}

#[tokio::test]
async fn what_was_edited_can_be_taken_back_while_something_is_uploaded() {
    let link = SimulatedLink::to(platform());
    let desk = Desk::with(link, KeepingTier::Keyring, Duration::from_secs(60));
    in_step(&desk).await;
    agree(&desk);
    asked_with_photo(&desk).await;
    desk.worker.wake().now();
    for _ in 0..2000 {
        if desk.link.weather().parts.len() > 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    desk.edit_street("新测试街二号").await.unwrap();
    for _ in 0..400 {
        let view = desk.profile.corrections().await.unwrap();
        if matches!(
            view.requests[0].state,
            State::Sending { .. } | State::Sent(_)
        ) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    desk.profile.undo(&UnitKey::from("address")).await.unwrap();
    let platform = desk.link.platform();
    let street = platform.value("address").unwrap().text("street");
    assert_eq!(street, Some("旧测试街一号"));
}

#[tokio::test]
async fn after_a_restart_it_goes_on_where_it_was() {
    let desk = agreed().await;
    desk.link.weather().most_of_a_part = Some(0);
    asked_with_photo(&desk).await;
    let _ = desk.worker.flush().await;
    desk.link.weather().most_of_a_part = Some(20_000);
    // The first parts arrive, then the connection is gone.
    for _ in 0..4 {
        let _ = desk.worker.flush().await;
        desk.link.weather().lost_parts = 1;
        if desk.link.weather().parts.iter().any(|(at, _)| *at > 0) {
            break;
        }
    }
    desk.link.weather().cut = true;
    let before = the_request(&desk).await;
    let desk = desk.reopened().await;
    desk.link.weather().cut = false;
    desk.link.weather().lost_parts = 0;
    desk.link.weather().most_of_a_part = None;
    desk.link.weather().parts.clear();
    sent(&desk).await;
    let request = the_request(&desk).await;
    assert_eq!(request.id, before.id);
    assert!(matches!(request.state, State::Sent(_)));
    let parts = desk.link.weather().parts.clone();
    assert!(parts.iter().all(|(offset, _)| *offset > 0), "{parts:?}");
}

#[tokio::test]
async fn what_is_damaged_on_the_way_begins_anew_once_and_then_asks_the_person() {
    let desk = agreed().await;
    desk.link.platform().requests.damage = 1;
    asked_with_photo(&desk).await;
    sent(&desk).await;
    assert!(matches!(the_request(&desk).await.state, State::Sent(_)));

    let desk = agreed().await;
    desk.link.platform().requests.damage = 2;
    asked_with_photo(&desk).await;
    sent(&desk).await;
    let request = the_request(&desk).await;
    assert_eq!(rejected(&request.state), "upload-damaged");
    assert_eq!(desk.worker.view().needs_you, 1);
    let form = desk.profile.correction_revise(&request.id).await.unwrap();
    assert_eq!(form.reason, "户口本上是乙。");
    assert_eq!(form.form.draft.unwrap()[0].text, ["测试市民乙"]);
    assert_eq!(form.attachments, request.attachments);
    assert!(is_kept(&desk, &request.attachments[0].id));
    let view = desk.profile.correction_discard(&NAME).await.unwrap();
    assert_eq!(view.requests, []);
    assert!(!is_kept(&desk, &request.attachments[0].id));
    sent(&desk).await;
    assert!(desk.link.platform().requests.uploads.is_empty());
}

/// A desk whose store lies in this file, in step with its platform, whose person has agreed.
async fn agreed_on(store: CitizenStore, link: SimulatedLink) -> Desk {
    let desk = Desk::on(store, KeepingTier::Keyring, link, Duration::ZERO);
    in_step(&desk).await;
    agree(&desk);
    desk
}

#[tokio::test]
async fn a_piece_that_does_not_open_sends_the_request_back_and_holds_up_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let kek = Kek::generate().unwrap();
    let (vault, header) = Vault::create(&kek, Tier::Keyring).unwrap();
    let place = StorePlace::File(path.clone());
    let store = CitizenStore::create(place, Arc::new(vault), &header).unwrap();
    let mut platform = platform();
    let sex = UnitKey::from("sex");
    platform.correct(&sex, Some(UnitValue::from([("sex", "female")])), true);
    let desk = agreed_on(store, SimulatedLink::to(platform)).await;
    desk.link.weather().cut = true;
    let damaged = asked_with_photo(&desk).await.requests[0].clone();
    // Another request waits behind it, with a photo of its own.
    let files = tempfile::tempdir().unwrap();
    let attached = desk.profile.correction_attach(&sex, photo(&files)).await;
    assert!(attached.unwrap().refused.is_empty());
    let mut other = input("", "证上不是这样");
    other.unit = sex.clone();
    other.fields = RawFields::from([("sex".to_owned(), RawValue::Text("male".to_owned()))]);
    desk.profile.correction_submit(other).await.unwrap();
    desk.worker.stop().await;
    desk.account.store.close().unwrap();
    // The second piece of the first photo.
    let connection = Connection::open(&path).unwrap();
    let cut = "UPDATE piece SET sealed = substr(sealed, 1, length(sealed) - 1)
        WHERE row = (SELECT row FROM piece ORDER BY rowid LIMIT 1 OFFSET 1)";
    assert_eq!(connection.execute(cut, []).unwrap(), 1);
    drop(connection);

    let vault = Vault::open(&CitizenStore::read_header(&path).unwrap(), &kek).unwrap();
    let store = CitizenStore::open(&path, Arc::new(vault)).unwrap();
    assert_eq!(store.lost(), 0);
    let desk = agreed_on(store, desk.link).await;
    desk.link.weather().cut = false;
    desk.edit_street("新测试街二号").await.unwrap();
    sent(&desk).await;
    let requests = desk.profile.corrections().await.unwrap().requests;
    let of = |unit: &UnitKey| requests.iter().find(|request| request.unit == *unit);
    let (name, sex) = (of(&NAME).unwrap(), of(&sex).unwrap());
    assert_eq!(rejected(&name.state), "attachment-lost");
    assert!(matches!(sex.state, State::Sent(_)), "{:?}", sex.state);
    assert_eq!(desk.worker.view().needs_you, 1, "the person is told");
    assert_eq!(desk.worker.view().waiting, 0);
    let street = desk.link.platform().value("address").cloned().unwrap();
    assert_eq!(street.text("street"), Some("新测试街二号"));
    assert!(!is_kept(&desk, &damaged.attachments[0].id));

    // The form does not offer what is not there any more, and the platform forgets what it had of it.
    let form = desk.profile.correction_revise(&name.id).await.unwrap();
    assert_eq!(
        (form.reason.as_str(), form.attachments.len()),
        ("户口本上是乙。", 0)
    );
    sent(&desk).await;
    assert_eq!(desk.link.platform().requests.uploads.len(), 1);
    asked_with_photo(&desk).await;
    sent(&desk).await;
    let requests = desk.profile.corrections().await.unwrap().requests;
    let arrived = |request: &CorrectionView| matches!(request.state, State::Sent(_));
    assert!(
        requests.len() == 2 && requests.iter().all(arrived),
        "{requests:?}"
    );
}

#[tokio::test]
async fn taken_back_on_its_way_it_leaves_nothing() {
    let desk = agreed().await;
    desk.link.weather().lost_parts = 1;
    let view = asked_with_photo(&desk).await;
    assert!(desk.worker.flush().await.is_err(), "a part is under way");
    assert_eq!(desk.link.platform().requests.uploads.len(), 1);
    let request = &view.requests[0];
    let view = desk.profile.correction_cancel(&request.id).await.unwrap();
    assert_eq!(view.requests, []);
    assert!(!is_kept(&desk, &request.attachments[0].id));
    sent(&desk).await;
    let platform = desk.link.platform();
    assert!(platform.requests.uploads.is_empty() && platform.requests.asked.is_empty());
}

#[tokio::test]
async fn what_the_platform_has_is_withdrawn_there() {
    let desk = agreed().await;
    asked_with_photo(&desk).await;
    sent(&desk).await;
    let request = the_request(&desk).await;
    desk.link.weather().cut = true;
    let view = desk.profile.correction_cancel(&request.id).await.unwrap();
    let State::Sent(state) = &view.requests[0].state else {
        panic!();
    };
    assert!(state.withdrawing);
    desk.profile.correction_cancel(&request.id).await.unwrap();
    desk.link.weather().cut = false;
    sent(&desk).await;
    let State::Sent(state) = the_request(&desk).await.state else {
        panic!();
    };
    assert_eq!(
        (state.progress, state.withdrawing),
        (RequestProgress::Withdrawn, false)
    );
    assert!(desk.link.platform().requests.uploads.is_empty());
    // Another one can be made now.
    let view = asked_with_photo(&desk).await;
    assert_eq!(view.requests.len(), 2);
}

#[tokio::test]
async fn what_a_restored_platform_has_lost_comes_back_to_the_person() {
    let desk = agreed().await;
    let earlier = desk.link.platform().clone();
    asked_with_photo(&desk).await;
    sent(&desk).await;
    let request = the_request(&desk).await;
    desk.link.platform().restore(&earlier);
    desk.worker.flush().await.unwrap();
    let lost = the_request(&desk).await;
    assert_eq!(
        (&lost.id, rejected(&lost.state)),
        (&request.id, "correction-lost")
    );
    let form = desk.profile.correction_revise(&lost.id).await.unwrap();
    assert_eq!(
        (form.reason.as_str(), form.attachments.len()),
        ("户口本上是乙。", 0)
    );
    asked_with_photo(&desk).await;
    sent(&desk).await;
    assert!(matches!(the_request(&desk).await.state, State::Sent(_)));
}

#[tokio::test]
async fn what_was_typed_and_attached_stays_until_it_is_discarded() {
    let desk = agreed().await;
    desk.profile
        .correction_keep(input("测试市", "写到一半"))
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("笔记.jpg");
    std::fs::write(&bad, "no picture").unwrap();
    let files = [photo(&folder), vec![bad]].concat();
    let attached = desk.profile.correction_attach(&NAME, files).await.unwrap();
    let refused: Vec<_> = attached
        .refused
        .iter()
        .map(|one| (&*one.name, &*one.code))
        .collect();
    assert_eq!(refused, [("笔记.jpg", "attachment-type")]);

    let desk = desk.reopened().await;
    let form = desk.profile.correction_form(&NAME).await.unwrap();
    assert_eq!(form.reason, "写到一半");
    assert_eq!(form.form.draft.as_ref().unwrap()[0].text, ["测试市"]);
    assert_eq!(form.attachments, attached.form.attachments);
    assert_eq!(the_request(&desk).await.state, State::Draft);

    let many = [photo(&folder), photo(&folder), photo(&folder)].concat();
    let attached = desk.profile.correction_attach(&NAME, many).await.unwrap();
    assert_eq!(attached.form.attachments.len(), 3);
    assert_eq!(attached.refused[0].code, "attachment-too-many");
    let first = &attached.form.attachments[0].id;
    let form = desk.profile.correction_detach(&NAME, first).await.unwrap();
    assert_eq!(form.attachments.len(), 2);
    assert!(!is_kept(&desk, first) && is_kept(&desk, &form.attachments[0].id));
    desk.profile.correction_discard(&NAME).await.unwrap();
    assert!(!is_kept(&desk, &form.attachments[0].id));
}

/// It cannot be saved any more, but it was not typed for nothing.
#[tokio::test]
async fn what_was_typed_before_the_value_was_verified_begins_the_request() {
    let desk = agreed().await;
    let typed = |name: &str| change("name", &[("name", name)], 0);
    let draft = async || {
        desk.profile
            .correction_form(&NAME)
            .await
            .unwrap()
            .form
            .draft
    };
    desk.profile.save_draft(typed("测试市民丙")).await.unwrap();
    assert_eq!(draft().await.unwrap()[0].text, ["测试市民丙"]);
    // A file does not make it forgotten, and it goes with the request that is given up.
    let folder = tempfile::tempdir().unwrap();
    desk.profile
        .correction_attach(&NAME, photo(&folder))
        .await
        .unwrap();
    assert_eq!(draft().await.unwrap()[0].text, ["测试市民丙"]);
    desk.profile.correction_discard(&NAME).await.unwrap();
    assert!(draft().await.is_none());
    // What is typed into the request takes its place.
    desk.profile.save_draft(typed("测试市民丙")).await.unwrap();
    desk.profile
        .correction_keep(input("测试市民乙", ""))
        .await
        .unwrap();
    assert_eq!(draft().await.unwrap()[0].text, ["测试市民乙"]);
    desk.profile.correction_discard(&NAME).await.unwrap();
    assert!(draft().await.is_none());
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_together() {
    let desk = agreed().await;
    let refused = desk.profile.correction_submit(input("乙2", "  ")).await;
    let Err(ClientError::Fields(problems)) = refused else {
        panic!();
    };
    let wrong: Vec<_> = problems
        .iter()
        .map(|problem| (&*problem.field, problem.code.as_str()))
        .collect();
    assert_eq!(
        wrong,
        [("name", "illegal_character"), ("reason", "required")]
    );
    let long = "字".repeat(501);
    let refused = desk
        .profile
        .correction_submit(input("测试市民乙", &long))
        .await;
    let Err(ClientError::Fields(problems)) = refused else {
        panic!();
    };
    assert_eq!(problems[0].code.as_str(), "too_long");
    // What can be edited is edited.
    let address = change("address", &[("region", "210102"), ("street", "新街")], 0);
    let open = CorrectionInput {
        unit: address.unit,
        fields: address.fields.unwrap(),
        reason: "因为".to_owned(),
    };
    let refused = desk.profile.correction_submit(open).await;
    assert!(matches!(refused, Err(ClientError::UnitNotVerified)));
}
