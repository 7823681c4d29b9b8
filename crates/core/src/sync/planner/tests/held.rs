//! A store that was put back from a copy.

use sst_domain::consent::{Bytes, SignedRecord};

use super::*;
use crate::sync::planner::Correction;

fn name() -> UnitKey {
    UnitKey::from("name")
}

fn named(name: &'static str) -> Option<UnitValue> {
    Some(UnitValue::from([("name", name)]))
}

/// A copy in which an edit of the name waits, and the platform after the computer has gone on without the copy: there
/// the edit was taken back, and an address was sent.
fn put_back() -> (Replica, Platform) {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &name(), named("测试市民甲"));
    let copy = replica.clone();
    assert!(replica.undo(&name()));
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    (copy, platform)
}

#[test]
fn what_waits_in_a_copy_is_not_sent_and_can_be_taken_back() {
    let (mut copy, mut platform) = put_back();
    run(&mut copy, &mut platform);
    assert_eq!((copy.held(), copy.waiting()), (1, 1));
    assert_eq!(platform.value("name"), None);
    assert_eq!(
        copy.base_value(&address()),
        street("新街").as_ref(),
        "it fetches"
    );
    assert!(copy.undo(&name()), "no byte of it was taken");
    assert_eq!(copy.held(), 0);
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("name"), None);
}

#[test]
fn once_the_person_has_said_so_it_is_sent_under_its_identifier() {
    let (mut copy, mut platform) = put_back();
    let id = copy.newest_row(&name()).unwrap().id;
    run(&mut copy, &mut platform);
    copy.send_held();
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("name"), named("测试市民甲").as_ref());
    assert!(platform.stored.contains_key(&id) && copy.outbox.is_empty());
}

/// The person edited the unit again while its first batch was refused: one edit of it waits, the newer one.
#[test]
fn what_was_edited_behind_a_batch_that_nobody_took_replaces_it() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    assert!(replica.freeze(true));
    edit(&mut replica, &address(), street("二街"));
    platform.forget_devices();
    let refused = Problem::new(ProblemCode::UnknownDevice);
    replica.refused(&refused, Asked::Push { first: true });
    assert_eq!(replica.outbox.len(), 1);
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 1);
    replica.send_held();
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
    assert!(replica.outbox.is_empty());
}

/// What is held has not gone through: that a line takes more than before is not known from it.
#[test]
fn a_batch_does_not_grow_while_something_is_held() {
    let (mut copy, mut platform) = put_back();
    run(&mut copy, &mut platform);
    copy.line.most_at_once = 12;
    run(&mut copy, &mut platform);
    assert_eq!((copy.held(), copy.line.most_at_once), (1, 12));
    copy.send_held();
    run(&mut copy, &mut platform);
    assert_eq!((copy.held(), copy.line.most_at_once), (0, 24));
}

/// Nothing waits at first, so a fetch shows it.
#[test]
fn an_edit_beside_a_fetch_that_shows_the_copy_is_held() {
    let (mut copy, mut platform) = put_back();
    let Step::Freeze = copy.next_step(true, true) else {
        panic!();
    };
    let query = ChangesQuery {
        device_id: copy.line.device_id.clone().unwrap(),
        since: copy.line.cursor.clone(),
        limit: 200,
    };
    let changes = platform.changes(&query).unwrap();
    copy.absorb(&[], &changes, &mut ids());
    assert_eq!((copy.held(), copy.line.device_id.is_none()), (1, true));
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("name"), None);
}

#[test]
fn what_is_edited_after_it_goes_and_so_do_decisions_and_marks() {
    let (mut copy, mut platform) = put_back();
    run(&mut copy, &mut platform);
    let id = Uuid::now_v7();
    let signed = SignedRecord {
        record: Bytes(b"{}".to_vec()),
        signature: Bytes(Vec::new()),
    };
    let intent = Intent::Consent {
        signed,
        notice: Bytes(b"{}".to_vec()),
        guardian: None,
        before_login: false,
    };
    copy.decide(id, intent, AT);
    copy.mark_revealed(&address(), AT, &mut ids());
    edit(&mut copy, &address(), street("后街"));
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("address"), street("后街").as_ref());
    assert!(platform.stored.contains_key(&id));
    assert_eq!((copy.outbox.len(), copy.held()), (1, 1));
    // What is edited anew was seen.
    edit(&mut copy, &name(), named("测试市民乙"));
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("name"), named("测试市民乙").as_ref());
}

/// The copy was made while a batch was under way. Whether it arrived nobody knows, so it stays what it is.
#[test]
fn a_batch_that_was_under_way_waits_as_it_is() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &name(), named("测试市民甲"));
    replica.freeze(true);
    let mut copy = replica.clone();
    let frozen = copy.batch().unwrap();
    platform.forget_devices();
    run(&mut copy, &mut platform);
    assert_eq!(copy.held(), 1);
    assert_eq!(platform.value("name"), None);
    assert!(copy.batch().is_none() && !copy.undo(&name()));
    assert!(copy.holds_batch(), "a decision goes its own way");
    copy.send_held();
    assert!(!copy.holds_batch());
    let batch = copy.batch().unwrap();
    assert_eq!(batch.mutations[0].id, frozen.mutations[0].id);
    assert_eq!(
        batch.mutations[0].body.get(),
        frozen.mutations[0].body.get()
    );
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("name"), named("测试市民甲").as_ref());
}

/// The device is unknown because the platform was put back, not the store.
#[test]
fn a_platform_that_was_put_back_holds_nothing_here() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &name(), named("测试市民甲"));
    platform.restore(&Platform::new());
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 0);
    assert_eq!(platform.value("name"), named("测试市民甲").as_ref());
}

/// A copy of the platform that lags behind does not know a computer that is new.
#[test]
fn a_fetch_that_does_not_know_the_device_holds_nothing() {
    let (mut replica, mut platform) = in_step();
    platform.forget_devices();
    run(&mut replica, &mut platform);
    edit(&mut replica, &name(), named("测试市民甲"));
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 0);
    assert_eq!(platform.value("name"), named("测试市民甲").as_ref());
}

/// Nor does one that is asked for the rest of what a batch was answered with. The batch was taken.
#[test]
fn a_page_that_does_not_know_the_device_holds_nothing() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &name(), named("测试市民甲"));
    edit(&mut replica, &address(), street("新街"));
    replica.freeze(true);
    let (_, applied) = platform.push(&replica.batch().unwrap()).unwrap();
    assert_eq!(applied.len(), 2);
    edit(&mut replica, &address(), street("后街"));
    let before = replica.outbox.clone();
    let unknown = Problem::new(ProblemCode::UnknownDevice);
    assert_eq!(replica.refused(&unknown, Asked::Page), Remedy::GoOn);
    assert_eq!(replica.outbox, before, "nothing thaws");
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty() && replica.held() == 0);
    assert_eq!(platform.value("address"), street("后街").as_ref());
}

#[test]
fn what_is_attached_to_a_request_waits_with_it() {
    let (mut replica, mut platform) = in_step();
    let correction = Correction {
        unit: name(),
        value: UnitValue::from([("name", "测试市民乙")]),
        reason: "因为".to_owned(),
        attachments: vec![corrections::attachment(1)],
    };
    assert!(replica.ask_for_correction(correction, AT, &mut ids()));
    replica.withdraw_correction(Uuid::now_v7(), AT, &mut ids());
    edit(&mut replica, &address(), street("新街"));
    platform.forget_devices();
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 3);
    assert!(matches!(replica.next_step(false, true), Step::Rest));
    replica.send_held();
    assert!(matches!(replica.next_step(false, true), Step::Freeze));
    assert!(replica.next_upload(true).is_some());
}

#[test]
fn a_request_that_is_taken_back_waits_for_the_person_only_in_a_copy() {
    let (mut copy, mut platform) = put_back();
    let [one, other] = [1, 2].map(Uuid::from_u128);
    copy.withdraw_correction(one, AT, &mut ids());
    assert!(
        !copy.holds_withdrawal(one),
        "nobody has said yet that it is one"
    );
    run(&mut copy, &mut platform);
    // An edit is held beside it.
    assert_eq!(copy.held(), 2);
    assert!(copy.holds_withdrawal(one) && !copy.holds_withdrawal(other));
    copy.send_held();
    assert!(!copy.holds_withdrawal(one));

    // Alone.
    let (mut replica, mut platform) = in_step();
    replica.withdraw_correction(one, AT, &mut ids());
    platform.forget_devices();
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 1);
    assert!(replica.holds_withdrawal(one) && !replica.holds_withdrawal(other));
}

/// A batch that waits to be numbered is none.
#[test]
fn what_waits_beside_a_held_edit_is_no_held_batch() {
    let (mut copy, mut platform) = put_back();
    run(&mut copy, &mut platform);
    assert_eq!((copy.held(), copy.holds_batch()), (1, false));
    edit(&mut copy, &address(), street("后街"));
    copy.freeze(true);
    assert!(!copy.holds_batch(), "it was edited since");
}

/// A mark that was made before the copy says what has happened, and a store that is no copy holds nothing.
#[test]
fn what_waits_is_held_in_a_copy_alone_and_a_mark_never() {
    let (mut copy, mut platform) = put_back();
    copy.mark_read(&["notice".to_owned()], AT, &mut ids());
    assert_eq!(copy.held(), 0, "nobody has said yet that it is one");
    run(&mut copy, &mut platform);
    assert_eq!(copy.held(), 1);
    let left: Vec<_> = copy.outbox.values().map(OutboxRow::unit).collect();
    assert_eq!(left, [Some(&name())], "the mark was sent");
}

#[test]
fn where_nothing_waits_no_batch_is_made() {
    let (mut replica, _) = in_step();
    assert!(!replica.freeze(true));
    edit(&mut replica, &address(), street("新街"));
    assert!(replica.freeze(true));
    assert!(!replica.freeze(true), "it is the same one");
}
