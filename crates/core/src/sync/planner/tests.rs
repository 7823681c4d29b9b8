//! Examples, one rule each.

use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{Changes, Mutation};
use sst_domain::profile::{Change, UnitKey, UnitValue};
use uuid::Uuid;

use super::*;
use crate::sync::simulated::Platform;

const AT: &str = "2026-11-24T00:00:00Z";

fn street(name: &str) -> Option<UnitValue> {
    Some(UnitValue::from([("region", "210102"), ("street", name)]))
}

fn address() -> UnitKey {
    UnitKey::from("address")
}

fn ids() -> impl FnMut() -> Uuid {
    Uuid::now_v7
}

fn edit(replica: &mut Replica, unit: &UnitKey, value: Option<UnitValue>) {
    let base_rev = replica.base_rev(unit);
    replica.edit(
        Change {
            unit: unit.clone(),
            value,
            base_rev,
        },
        AT,
        &mut ids(),
    );
}

/// Does what the planner says until it rests.
fn run(replica: &mut Replica, platform: &mut Platform) {
    let mut fetch = true;
    for _ in 0..100 {
        match replica.next_step(fetch) {
            Step::Rest => return,
            Step::Freeze => replica.freeze(),
            Step::Register => replica.registered(platform.register()),
            Step::Fetch(query) => match platform.changes(&query) {
                Ok(mut changes) => {
                    changes.snapshot |= query.since.is_none();
                    replica.absorb(&[], &changes, &mut ids());
                    fetch = changes.has_more;
                }
                Err(problem) => assert_eq!(replica.refused(&problem), Remedy::GoOn),
            },
            Step::Push(batch) => match platform.push(&batch) {
                Ok((reply, _)) => {
                    replica.absorb(&reply.results, &reply.changes, &mut ids());
                    fetch = false;
                }
                Err(problem) => assert_eq!(replica.refused(&problem), Remedy::GoOn),
            },
        }
    }
    panic!("the planner does not come to rest");
}

/// A platform that holds an address, and a replica in step with it.
fn in_step() -> (Replica, Platform) {
    let (mut replica, mut platform) = (Replica::default(), Platform::new());
    platform.correct(&address(), street("旧街"), false);
    run(&mut replica, &mut platform);
    (replica, platform)
}

fn phase(replica: &Replica, unit: &UnitKey) -> Option<Phase> {
    replica.newest_row(unit).map(|row| row.phase.clone())
}

#[test]
fn an_edit_is_shown_at_once_and_arrives() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    assert_eq!(replica.shown_value(&address()), street("新街").as_ref());
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("新街").as_ref());
    assert!(replica.outbox.is_empty());
}

#[test]
fn unsent_edits_of_a_unit_become_one() {
    let (mut replica, mut platform) = in_step();
    for name in ["一街", "二街", "三街"] {
        edit(&mut replica, &address(), street(name));
    }
    assert_eq!(replica.outbox.len(), 1);
    edit(&mut replica, &address(), street("旧街"));
    assert!(
        replica.outbox.is_empty(),
        "back to what the platform holds: nothing to send"
    );
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("旧街").as_ref());
}

#[test]
fn what_may_have_left_is_sent_again_in_the_same_bytes() {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    let first = serde_json::to_string(&replica.batch().unwrap()).unwrap();
    edit(&mut replica, &address(), street("更新街"));
    replica.freeze();
    assert_eq!(
        serde_json::to_string(&replica.batch().unwrap()).unwrap(),
        first
    );
    assert_eq!(replica.outbox.len(), 2);
    assert_eq!(replica.shown_value(&address()), street("更新街").as_ref());
}

#[test]
fn an_edit_can_be_taken_back_until_it_is_frozen() {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    assert!(!replica.undo(&address()));
    edit(&mut replica, &address(), street("更新街"));
    assert!(replica.undo(&address()));
    assert_eq!(replica.shown_value(&address()), street("新街").as_ref());
}

#[test]
fn a_lost_reply_applies_nothing_twice() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    let (_, applied) = platform.push(&replica.batch().unwrap()).unwrap();
    assert_eq!(applied.len(), 1);
    let (_, applied) = platform.push(&replica.batch().unwrap()).unwrap();
    assert_eq!(applied.len(), 0);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_row_stays_until_the_changes_cover_its_number() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    let (reply, _) = platform.push(&replica.batch().unwrap()).unwrap();
    let uncovered = Changes {
        last_seq: 0,
        ..reply.changes.clone()
    };
    replica.absorb(&reply.results, &uncovered, &mut ids());
    assert_eq!(replica.outbox.len(), 1, "a result without its changes");
    replica.absorb(&[], &reply.changes, &mut ids());
    assert_eq!(replica.outbox.len(), 1, "changes without a result");
    replica.absorb(&reply.results, &reply.changes, &mut ids());
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_copy_of_this_computer_is_noticed_by_its_numbers() {
    let (mut replica, mut platform) = in_step();
    let mut copy = replica.clone();
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    let device = copy.line.device_id.clone();
    edit(
        &mut copy,
        &UnitKey::from("name"),
        Some(UnitValue::from([("name", "测试市民甲")])),
    );
    run(&mut copy, &mut platform);
    assert_ne!(copy.line.device_id, device);
    assert_eq!(
        platform.value("name").unwrap().text("name"),
        Some("测试市民甲")
    );
    assert_eq!(copy.base_value(&address()), street("新街").as_ref());
}

#[test]
fn the_person_decides_a_true_overlap() {
    for mine in [true, false] {
        let (mut replica, mut platform) = in_step();
        edit(&mut replica, &address(), street("我街"));
        platform.correct(&address(), street("他街"), false);
        run(&mut replica, &mut platform);
        assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
        assert_eq!(platform.value("address"), street("他街").as_ref());
        if mine {
            assert!(replica.keep_mine(&address(), AT, &mut ids()));
        } else {
            assert!(replica.keep_theirs(&address()));
        }
        run(&mut replica, &mut platform);
        let stands = if mine {
            street("我街")
        } else {
            street("他街")
        };
        assert_eq!(platform.value("address"), stands.as_ref());
        assert!(replica.outbox.is_empty());
    }
}

#[test]
fn the_same_change_on_both_sides_asks_nobody() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    platform.correct(&address(), street("新街"), false);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
}

#[test]
fn an_edit_behind_a_sent_one_follows_it() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze();
    edit(&mut replica, &address(), street("二街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_stale_form_is_a_conflict_at_once() {
    let (mut replica, mut platform) = in_step();
    let base_rev = replica.base_rev(&address());
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    let change = Change {
        unit: address(),
        value: street("我街"),
        base_rev,
    };
    replica.edit(change, AT, &mut ids());
    assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
}

#[test]
fn a_form_read_before_an_equal_revision_is_not_stale() {
    let (mut replica, mut platform) = in_step();
    let base_rev = replica.base_rev(&address());
    platform.correct(&address(), street("旧街"), false);
    run(&mut replica, &mut platform);
    assert!(replica.base_rev(&address()) > base_rev);
    let change = Change {
        unit: address(),
        value: street("我街"),
        base_rev,
    };
    replica.edit(change, AT, &mut ids());
    assert_eq!(phase(&replica, &address()), Some(Phase::Waiting));
}

#[test]
fn a_form_is_not_stale_by_the_persons_own_edits() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze();
    edit(&mut replica, &address(), street("二街"));
    let base_rev = replica.base_rev(&address());
    run(&mut replica, &mut platform);
    let change = Change {
        unit: address(),
        value: street("三街"),
        base_rev,
    };
    replica.edit(change, AT, &mut ids());
    assert_eq!(phase(&replica, &address()), Some(Phase::Waiting));
}

#[test]
fn a_form_over_a_refused_value_does_not_overwrite_what_came_since() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("拒绝路"));
    run(&mut replica, &mut platform);
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    // The form is filled in with the refused value; nothing on the screen says what the official wrote.
    assert_eq!(replica.shown_value(&address()), street("拒绝路").as_ref());
    let change = Change {
        unit: address(),
        value: street("我街"),
        base_rev: replica.shown_rev(&address()),
    };
    replica.edit(change, AT, &mut ids());
    assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("他街").as_ref());
}

#[test]
fn a_refused_value_of_another_epoch_overwrites_nothing() {
    let (mut replica, mut platform) = in_step();
    let earlier = platform.clone();
    edit(&mut replica, &address(), street("拒绝路"));
    run(&mut replica, &mut platform);
    platform.restore(&earlier);
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    let change = Change {
        unit: address(),
        value: street("我街"),
        base_rev: replica.shown_rev(&address()),
    };
    replica.edit(change, AT, &mut ids());
    assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
}

#[test]
fn preferences_follow_the_last_write() {
    let (mut replica, mut platform) = in_step();
    let unit = UnitKey::from("language");
    let language = |code: &str| Some(UnitValue::from([("language", code)]));
    edit(&mut replica, &unit, language("en"));
    platform.correct(&unit, language("zh-CN"), false);
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("language"), language("en").as_ref());
    assert!(replica.outbox.is_empty());
}

#[test]
fn what_was_refused_is_kept_with_its_reason() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("拒绝路"));
    run(&mut replica, &mut platform);
    let Some(Phase::Rejected { code, .. }) = phase(&replica, &address()) else {
        panic!()
    };
    assert_eq!(code, "invalid-fields");
    assert_eq!(replica.shown_value(&address()), street("拒绝路").as_ref());
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("新街").as_ref());
}

#[test]
fn a_verified_value_wins() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("我街"));
    platform.correct(&address(), street("核实街"), true);
    run(&mut replica, &mut platform);
    let Some(Phase::Rejected { code, .. }) = phase(&replica, &address()) else {
        panic!()
    };
    assert_eq!(code, "unit-verified");
    assert_eq!(platform.value("address"), street("核实街").as_ref());
}

#[test]
fn an_older_revision_is_ignored() {
    let (mut replica, mut platform) = in_step();
    let older = platform.clone();
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    let Step::Fetch(mut query) = replica.next_step(true) else {
        panic!()
    };
    query.since = None;
    let changes = Changes {
        snapshot: false,
        ..older.changes(&query).unwrap()
    };
    replica.absorb(&[], &changes, &mut ids());
    assert_eq!(replica.base_value(&address()), street("他街").as_ref());
}

#[test]
fn a_unit_of_tomorrow_is_kept() {
    let (mut replica, mut platform) = in_step();
    let unit = UnitKey::from("hobbies");
    platform.correct(&unit, Some(UnitValue::from([("tea", "绿茶")])), false);
    run(&mut replica, &mut platform);
    assert_eq!(replica.base_value(&unit).unwrap().text("tea"), Some("绿茶"));
}

/// Left by another version, to which the unit was known: `frozen` says whether it may have left already.
fn left_by_another_version(frozen: bool) {
    let (mut replica, mut platform) = in_step();
    let unit = UnitKey::from("preference.notice_sms");
    let on = Some(UnitValue::from([("on", "true")]));
    edit(&mut replica, &unit, on.clone());
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    if frozen {
        let row = replica.outbox.values_mut().next().unwrap();
        row.phase = Phase::Frozen {
            seq: replica.line.next_seq,
            body: r#"{"type":"profile.edit","unit":"preference.notice_sms"}"#.to_owned(),
        };
        replica.line.next_seq += 1;
        // The answer to the other one was lost.
        let mut sent = replica.batch().unwrap();
        sent.mutations
            .retain(|mutation| mutation.body.get().contains("address"));
        platform.push(&sent).unwrap();
    }
    run(&mut replica, &mut platform);
    edit(&mut replica, &address(), street("又一街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("又一街").as_ref());
    assert_eq!((replica.waiting(), replica.needs_person()), (0, 0));
    let left: Vec<_> = replica.outbox.values().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(
        (left[0].unit(), left[0].value()),
        (Some(&unit), on.as_ref())
    );
    assert_eq!(left[0].phase, Phase::Waiting);
    assert!(platform.value("preference.notice_sms").is_none());
}

#[test]
fn an_edit_of_an_unknown_unit_stays_and_keeps_nothing_back() {
    left_by_another_version(false);
    left_by_another_version(true);
}

#[test]
fn a_refused_edit_of_an_unknown_unit_asks_the_person_nothing() {
    let (mut replica, mut platform) = in_step();
    let unit = UnitKey::from("preference.notice_sms");
    edit(&mut replica, &unit, Some(UnitValue::from([("on", "true")])));
    replica.outbox.values_mut().next().unwrap().phase = Phase::Rejected {
        code: "unit-unknown".to_owned(),
        fields: Vec::new(),
    };
    run(&mut replica, &mut platform);
    assert_eq!((replica.waiting(), replica.needs_person()), (0, 0));
}

#[test]
fn a_forgotten_device_registers_anew_and_sends_the_same_mutation() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze();
    let before = replica.batch().unwrap();
    platform.push(&before).unwrap();
    platform.forget_devices();
    assert_eq!(
        replica.refused(&Problem::new(ProblemCode::UnknownDevice)),
        Remedy::GoOn
    );
    replica.registered(platform.register());
    let after = replica.batch().unwrap();
    assert_ne!(after.device_id, before.device_id);
    assert_eq!(after.mutations[0].seq, 1, "numbers begin anew");
    assert_eq!(after.mutations[0].id, before.mutations[0].id);
    assert_eq!(
        after.mutations[0].body.get(),
        before.mutations[0].body.get()
    );
    let (_, applied) = platform.push(&after).unwrap();
    assert!(applied.is_empty());
}

#[test]
fn an_edit_behind_a_sent_one_follows_it_to_a_new_device() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze();
    platform.push(&replica.batch().unwrap()).unwrap();
    edit(&mut replica, &address(), street("二街"));
    platform.forget_devices();
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
    assert!(replica.outbox.is_empty(), "both were the person's own");
}

#[test]
fn a_refused_edit_that_was_replaced_asks_nothing() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("拒绝路"));
    replica.freeze();
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("新街").as_ref());
    assert!(replica.outbox.is_empty());
}

#[test]
fn the_mutation_that_the_platform_knows_with_other_content_is_singled_out() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    edit(
        &mut replica,
        &UnitKey::from("name"),
        Some(UnitValue::from([("name", "测试市民甲")])),
    );
    replica.freeze();
    let mut other = replica.clone();
    if let Some(Phase::Frozen { body, .. }) = other.outbox.get_mut(&1).map(|row| &mut row.phase) {
        *body = body.replace("新街", "别街");
    }
    platform.push(&other.batch().unwrap()).unwrap();
    run(&mut replica, &mut platform);
    let Some(Phase::Rejected { code, .. }) = phase(&replica, &address()) else {
        panic!()
    };
    assert_eq!(code, "mutation-changed");
    assert_eq!(replica.outbox.len(), 1);
    assert!(replica.line.most_at_once > 1);
}

#[test]
fn a_batch_that_the_line_is_too_slow_for_goes_in_halves_and_grows_again() {
    let (mut replica, mut platform) = in_step();
    let unit = UnitKey::from("name");
    for _ in 0..60 {
        let shown = Intent::Revealed { unit: unit.clone() };
        replica.append(Uuid::now_v7(), shown, AT, Phase::Waiting);
    }
    replica.freeze();
    let first = replica.batch().unwrap();
    assert_eq!(first.mutations.len(), 50);
    replica.too_slow(50);
    let half = replica.batch().unwrap();
    assert_eq!(half.mutations.len(), 25);
    replica.too_slow(25);
    replica.too_slow(12);
    assert_eq!(replica.batch().unwrap().mutations.len(), 6);
    for _ in 0..9 {
        replica.too_slow(1);
    }
    let one = replica.batch().unwrap();
    let whole = |mutation: &Mutation| (mutation.seq, mutation.id, mutation.body.get().to_owned());
    assert_eq!(one.mutations.len(), 1);
    assert_eq!(whole(&one.mutations[0]), whole(&first.mutations[0]));
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
    assert!(replica.line.most_at_once > 1);
}

#[test]
fn another_epoch_brings_everything_anew_and_keeps_what_waits() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    platform.correct(
        &UnitKey::from("name"),
        Some(UnitValue::from([("name", "测试市民甲")])),
        false,
    );
    run(&mut replica, &mut platform);
    edit(&mut replica, &address(), street("新街"));
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    assert_eq!(replica.line.epoch.as_deref(), Some("2"));
    assert_eq!(replica.base_value(&UnitKey::from("name")), None);
    assert_eq!(platform.value("address"), street("新街").as_ref());
}

#[test]
fn only_the_newest_of_two_edits_survives_another_epoch() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze();
    edit(&mut replica, &address(), street("二街"));
    platform.restore(&platform.clone());
    let device_id = replica.line.device_id.clone().unwrap();
    let everything = ChangesQuery {
        device_id,
        since: None,
        limit: 200,
    };
    let changes = platform.changes(&everything).unwrap();
    replica.absorb(&[], &changes, &mut ids());
    assert_eq!(replica.outbox.len(), 1);
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
}

#[test]
fn a_request_that_is_refused_as_a_whole_parks_only_what_is_meant() {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze();
    let refusal = Problem::new(ProblemCode::MalformedRequest);
    let mut replaced = replica.clone();
    assert_eq!(replica.refused(&refusal), Remedy::GoOn);
    assert!(matches!(
        phase(&replica, &address()),
        Some(Phase::Rejected { .. })
    ));
    assert_eq!(replica.line.next_seq, 1, "the number is free again");

    edit(&mut replaced, &address(), street("二街"));
    assert_eq!(replaced.refused(&refusal), Remedy::GoOn);
    assert_eq!(replaced.outbox.len(), 1, "what was replaced asks nothing");
    assert_eq!(phase(&replaced, &address()), Some(Phase::Waiting));
}

#[test]
fn a_gap_is_closed_from_the_expected_number() {
    let (mut replica, mut platform) = in_step();
    replica.line.next_seq = 7;
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("新街").as_ref());
    assert_eq!(replica.line.next_seq, 2);
}

#[test]
fn a_thousand_rows_that_cannot_join_take_twenty_batches() {
    let (mut replica, mut platform) = in_step();
    for number in 0..1000 {
        let unit = UnitKey::from(format!("unit-{number}"));
        replica.mark_revealed(&unit, AT, &mut ids());
    }
    let mut batches = 0;
    while !replica.outbox.is_empty() {
        replica.freeze();
        let (reply, _) = platform.push(&replica.batch().unwrap()).unwrap();
        replica.absorb(&reply.results, &reply.changes, &mut ids());
        batches += 1;
    }
    assert_eq!(batches, 20);
}

#[test]
fn read_marks_gather_and_arrive() {
    let (mut replica, mut platform) = in_step();
    let marks: Vec<String> = (0..450).map(|number| format!("notice-{number}")).collect();
    for pair in marks.chunks(2) {
        replica.mark_read(pair, AT, &mut ids());
    }
    assert_eq!(replica.outbox.len(), 3, "at most 200 in one mutation");
    assert_eq!(replica.read_marks().len(), 450);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_reveal_is_told_once_and_is_no_edit() {
    let (mut replica, mut platform) = in_step();
    let name = UnitKey::from("name");
    for _ in 0..3 {
        replica.mark_revealed(&name, AT, &mut ids());
    }
    assert_eq!((replica.outbox.len(), replica.waiting()), (1, 0));
    assert!(replica.newest_row(&name).is_none());
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
}
