//! 信息修正, from the form to the platform.

use std::time::Duration;

use sst_domain::identity::FieldCode;
use sst_domain::profile::{Disagreement, Origin, UnitKey, UnitValue};

use super::desk::{
    Desk, change, is_conflict, is_pending, is_rejected, is_synced, unit, with_address,
};
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::sync::simulated::SimulatedLink;
use crate::view::{KeepingTier, ResolveChoice, RevealedField, SyncStateView, UnitStateView};

static ADDRESS: std::sync::LazyLock<UnitKey> =
    std::sync::LazyLock::new(|| UnitKey::from("address"));

fn street(desk: &Desk) -> Option<String> {
    desk.link
        .platform()
        .value("address")
        .and_then(|value| value.text("street"))
        .map(str::to_owned)
}

#[tokio::test]
async fn an_edit_is_saved_then_sent_then_synced() {
    let mut desk = Desk::new(with_address());
    let before = desk.until("address", is_synced).await;
    assert!(matches!(
        before.changed_by.unwrap().origin,
        Origin::Official { .. }
    ));

    desk.link.weather().cut = true;
    let view = desk.edit_street("新测试街二号").await.unwrap();
    let saved = unit(&view, "address");
    assert!(is_pending(&saved.state) && saved.changed_by.is_none());
    assert!(
        saved
            .fields
            .iter()
            .any(|field| field.field == "street" && field.masked)
    );

    desk.link.weather().cut = false;
    desk.worker.flush().await.unwrap();
    let synced = desk.unit("address").await;
    assert_eq!(synced.state, UnitStateView::Synced);
    assert!(synced.rev > before.rev);
    assert_eq!(street(&desk).as_deref(), Some("新测试街二号"));
    let told = desk.told();
    let last = told.iter().rev().find_map(|event| match event {
        ClientEvent::Profile(view) => Some(unit(view, "address")),
        _ => None,
    });
    assert_eq!(last, Some(synced), "the screen was told without asking");
    assert_eq!(desk.worker.view().state, SyncStateView::Idle);
    assert_eq!(desk.worker.view().waiting, 0);
}

#[tokio::test]
async fn several_units_are_saved_together_or_not_at_all() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    let good = desk.street("新测试街二号").await;
    let bad = change("birthday", &[("date", "2999-01-01")], 0);
    let worse = change("sex", &[("sex", "?")], 0);
    let refused = desk
        .profile
        .edit(vec![good.clone(), bad.clone(), worse])
        .await;
    let Err(ClientError::Fields(problems)) = refused else {
        panic!()
    };
    assert_eq!(problems.len(), 2, "every problem at once");
    assert!(is_synced(&desk.unit("address").await.state));
    assert_eq!(desk.profile.check(good).await.unwrap(), []);
    assert_eq!(
        desk.profile.check(bad).await.unwrap()[0].code,
        FieldCode::DateInFuture
    );
}

#[tokio::test]
async fn a_mask_is_never_saved_as_a_value() {
    let desk = Desk::new(with_address());
    let shown = desk.until("address", is_synced).await;
    let mask = shown
        .fields
        .iter()
        .find(|field| field.field == "street")
        .unwrap()
        .text[0]
        .clone();
    let Err(ClientError::Fields(problems)) = desk.edit_street(&mask).await else {
        panic!()
    };
    assert_eq!(problems[0].code, FieldCode::MaskedValue);
}

#[tokio::test]
async fn a_conflict_shows_both_sides_and_is_decided() {
    for (choice, stands) in [
        (ResolveChoice::Mine, "我的测试街"),
        (ResolveChoice::Theirs, "别人的测试街"),
    ] {
        let desk = Desk::new(with_address());
        desk.until("address", is_synced).await;
        desk.link.weather().cut = true;
        desk.edit_street("我的测试街").await.unwrap();
        let UnitStateView::Pending { since } = desk.until("address", is_pending).await.state else {
            panic!()
        };
        let theirs = UnitValue::from([("region", "210102"), ("street", "别人的测试街")]);
        desk.link.platform().correct(&ADDRESS, Some(theirs), false);
        desk.link.weather().cut = false;
        // The exchange goes well; its outcome is a question to the person.
        desk.worker.flush().await.unwrap();
        let parked = desk.until("address", is_conflict).await;
        let UnitStateView::Conflict(conflict) = parked.state else {
            panic!()
        };
        assert!(matches!(
            conflict.changed_by.origin,
            Origin::Official { verified: false }
        ));
        assert_ne!(conflict.mine, []);
        assert_eq!(conflict.since, since);
        assert_eq!(conflict.theirs, parked.fields);
        assert_eq!(desk.worker.view().needs_you, 1);
        assert!(!parked.undoable);

        // What the person saw is not what the platform has.
        let stale = desk.profile.resolve(&ADDRESS, choice, parked.rev - 1).await;
        assert!(matches!(stale, Err(ClientError::NotApplicable)));
        desk.profile
            .resolve(&ADDRESS, choice, parked.rev)
            .await
            .unwrap();
        desk.worker.flush().await.unwrap();
        desk.until("address", is_synced).await;
        assert_eq!(street(&desk).as_deref(), Some(stands));
        let now = desk.unit("address").await.rev;
        let again = desk.profile.resolve(&ADDRESS, choice, now).await;
        assert!(matches!(again, Err(ClientError::NotApplicable)));
    }
}

#[tokio::test]
async fn what_the_platform_refuses_is_kept_until_it_is_discarded() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    desk.edit_street("拒绝路").await.unwrap();
    let parked = desk.until("address", is_rejected).await;
    let UnitStateView::Rejected { code, stands, .. } = parked.state else {
        panic!()
    };
    assert_eq!(code, "invalid-fields");
    // What the platform has is shown beside what it refused, masked and, on request, in clear.
    let region = stands.iter().find(|field| field.field == "region");
    assert_eq!(region.unwrap().text, ["210102"]);
    let clear = desk.profile.reveal(&ADDRESS).await.unwrap();
    let street_of = |fields: &[RevealedField]| {
        let street = fields.iter().find(|field| field.field == "street");
        street.unwrap().text.concat()
    };
    assert_eq!(street_of(&clear.fields), "拒绝路");
    assert_eq!(street_of(&clear.stands.unwrap()), "旧测试街一号");
    assert_eq!(desk.account.store.unsent().unwrap(), 1);
    desk.profile.discard(&ADDRESS).await.unwrap();
    assert!(is_synced(&desk.unit("address").await.state));
    assert_eq!(street(&desk).as_deref(), Some("旧测试街一号"));
}

#[tokio::test]
async fn a_verified_unit_is_not_edited() {
    let mut platform = with_address();
    let name = UnitKey::from("name");
    platform.correct(&name, Some(UnitValue::from([("name", "测试市民甲")])), true);
    let desk = Desk::new(platform);
    assert!(desk.until("name", is_synced).await.verified);
    let edit = desk
        .profile
        .edit(vec![change("name", &[("name", "测试市民乙")], 9)])
        .await;
    assert!(matches!(edit, Err(ClientError::UnitVerified)));
    let phone = desk
        .profile
        .edit(vec![change("phone", &[("number", "13800000001")], 0)])
        .await;
    assert!(matches!(phone, Err(ClientError::NotApplicable)));
}

#[tokio::test]
async fn an_edit_is_taken_back_within_its_time() {
    let link = SimulatedLink::to(with_address());
    let desk = Desk::with(link, KeepingTier::Keyring, Duration::from_secs(600));
    desk.until("address", is_synced).await;
    let view = desk.edit_street("新测试街二号").await.unwrap();
    assert!(unit(&view, "address").undoable);
    let view = desk.profile.undo(&ADDRESS).await.unwrap();
    assert!(is_synced(&unit(&view, "address").state));
    assert!(matches!(
        desk.profile.undo(&ADDRESS).await,
        Err(ClientError::NotApplicable)
    ));
    assert_eq!(desk.link.weather().pushes, 0);

    desk.edit_street("新测试街三号").await.unwrap();
    desk.worker.flush().await.unwrap();
    assert!(matches!(
        desk.profile.undo(&ADDRESS).await,
        Err(ClientError::NotApplicable)
    ));
}

#[tokio::test]
async fn in_memory_nothing_is_called_saved_before_the_platform_has_it() {
    let link = SimulatedLink::to(with_address());
    let desk = Desk::with(link, KeepingTier::Memory, Duration::from_secs(600));
    desk.until("address", is_synced).await;
    desk.link.weather().cut = true;
    let view = desk.edit_street("新测试街二号").await.unwrap();
    assert_eq!(unit(&view, "address").state, UnitStateView::Unsaved);
    desk.link.weather().cut = false;
    desk.worker.wake().now();
    desk.until("address", is_synced).await;
}

#[tokio::test]
async fn a_draft_waits_sealed_for_the_form() {
    let desk = Desk::new(with_address());
    desk.until("address", is_synced).await;
    assert!(desk.profile.form(&ADDRESS).await.unwrap().draft.is_none());
    let draft = desk.street("写了一半").await;
    desk.profile.save_draft(draft.clone()).await.unwrap();
    let form = desk.profile.form(&ADDRESS).await.unwrap();
    let names: Vec<&str> = form
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(names, ["region", "street", "postcode"]);
    assert_eq!(form.draft.unwrap()[1].text, ["写了一半"]);

    desk.profile.clear_draft(&ADDRESS).await.unwrap();
    assert!(desk.profile.form(&ADDRESS).await.unwrap().draft.is_none());
    desk.profile.save_draft(draft.clone()).await.unwrap();
    desk.profile.edit(vec![draft]).await.unwrap();
    assert!(
        desk.profile.form(&ADDRESS).await.unwrap().draft.is_none(),
        "saved, so forgotten"
    );
}

#[tokio::test]
async fn the_second_reveal_needs_a_recent_authentication() {
    let mut platform = with_address();
    let name = UnitKey::from("name");
    platform.correct(
        &name,
        Some(UnitValue::from([("name", "测试市民甲")])),
        false,
    );
    let desk = Desk::new(platform);
    desk.until("name", is_synced).await;
    let revealed = desk.profile.reveal(&name).await.unwrap();
    assert_eq!(revealed.fields[0].text, ["测试市民甲"]);
    assert_eq!(revealed.seconds, 30);
    assert!(!format!("{:?}", revealed.fields).contains("测试市民甲"));
    let second = desk.profile.reveal(&ADDRESS).await;
    assert_eq!(second.err().unwrap().code(), "step-up-required");
    desk.clock.advance(jiff::SignedDuration::from_secs(301));
    assert_eq!(desk.profile.reveal(&ADDRESS).await.unwrap().fields.len(), 2);
}

/// It is asked, and nothing is overwritten.
#[tokio::test]
async fn a_change_that_disagrees_with_the_document_is_told() {
    let mut platform = with_address();
    let document = UnitValue::from([("kind", "resident_id"), ("number", "11010519491231002X")]);
    let unit = UnitKey::from("id_document");
    platform.correct(&unit, Some(document), false);
    let sex = UnitKey::from("sex");
    platform.correct(&sex, Some(UnitValue::from([("sex", "male")])), false);
    let desk = Desk::new(platform);
    desk.until("id_document", is_synced).await;
    let told = async |unit: &'static str, fields: &[(&str, &str)]| {
        let change = change(unit, fields, 0);
        desk.profile.disagreements(change).await.unwrap()
    };
    assert_eq!(told("birthday", &[("date", "1949-12-31")]).await, []);
    assert_eq!(
        told("birthday", &[("date", "19500101")]).await,
        [Disagreement::Birthday]
    );
    assert_eq!(told("sex", &[("sex", "female")]).await, []);
    assert_eq!(told("sex", &[("sex", "male")]).await, [Disagreement::Sex]);
    let typed = [("kind", "resident_id"), ("number", "11010519491231002X")];
    assert_eq!(told("id_document", &typed).await, [Disagreement::Sex]);
    assert_eq!(told("name", &[("name", "测试市民甲")]).await, []);
}
