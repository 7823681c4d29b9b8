//! Numbers, devices, repetitions, epochs, batches.

use super::*;

#[test]
fn a_lost_reply_applies_nothing_twice() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze(true);
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
    replica.freeze(true);
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

/// Its pages came from copies of the platform that did not stand at the same point. A unit that is emptied keeps its
/// revision, so one that is not named has not gone; only in another epoch it may never have been.
#[test]
fn a_whole_state_that_lacks_a_unit_takes_it_away_only_in_another_epoch() {
    let (mut replica, mut platform) = in_step();
    let query = ChangesQuery {
        device_id: replica.line.device_id.clone().unwrap(),
        since: None,
        limit: 200,
    };
    let lacking = Changes {
        units: Vec::new(),
        ..platform.changes(&query).unwrap()
    };
    replica.absorb(&[], &lacking, &mut ids());
    assert_eq!(replica.base_value(&address()), street("旧街").as_ref());
    platform.restore(&Platform::new());
    run(&mut replica, &mut platform);
    assert_eq!(replica.base_value(&address()), None);
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
    assert_eq!(platform.value("name"), None, "the person sees it first");
    copy.send_held();
    run(&mut copy, &mut platform);
    assert_eq!(
        platform.value("name").unwrap().text("name"),
        Some("测试市民甲")
    );
    assert_eq!(copy.base_value(&address()), street("新街").as_ref());
}

#[test]
fn an_older_revision_is_ignored() {
    let (mut replica, mut platform) = in_step();
    let older = platform.clone();
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    let Step::Fetch(mut query) = replica.next_step(true, true) else {
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
fn a_forgotten_device_registers_anew_and_sends_the_same_mutation() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze(true);
    let before = replica.batch().unwrap();
    platform.push(&before).unwrap();
    platform.forget_devices();
    assert_eq!(
        replica.refused(&Problem::new(ProblemCode::UnknownDevice), AGAIN),
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
    replica.freeze(true);
    platform.push(&replica.batch().unwrap()).unwrap();
    edit(&mut replica, &address(), street("二街"));
    platform.forget_devices();
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 2);
    replica.send_held();
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
    assert!(replica.outbox.is_empty(), "both were the person's own");
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
    replica.freeze(true);
    let mut other = replica.clone();
    if let Some(Phase::Frozen { body, .. }) = other.outbox.get_mut(&1).map(|row| &mut row.phase) {
        *body = body.replace("新街", "别街");
    }
    platform.push(&other.batch().unwrap()).unwrap();
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 2, "the person is asked once");
    replica.send_held();
    run(&mut replica, &mut platform);
    assert_eq!(replica.held(), 0);
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
    replica.freeze(true);
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
    replica.freeze(true);
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
    for _ in 0..20 {
        replica.freeze(true);
        let (reply, _) = platform.push(&replica.batch().unwrap()).unwrap();
        replica.absorb(&reply.results, &reply.changes, &mut ids());
    }
    assert!(replica.outbox.is_empty());
}

/// The disk of a computer was cloned while an edit was under way. Both go by one identifier, so what the other
/// wrote after it looks like this person's own.
#[test]
fn what_a_copy_of_this_computer_wrote_is_somebody_else_s() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze(true);
    let mut copy = replica.clone();
    edit(&mut copy, &address(), street("二街"));
    edit(&mut replica, &address(), street("三街"));
    run(&mut replica, &mut platform);
    run(&mut copy, &mut platform);
    assert_eq!(platform.value("address"), street("三街").as_ref());
    assert_eq!(phase(&copy, &address()), Some(Phase::Conflict));
    assert_ne!(copy.line.device_id, replica.line.device_id);
}

#[test]
fn a_batch_grows_to_twice_as_many_at_a_time() {
    let (mut replica, mut platform) = in_step();
    replica.line.most_at_once = 12;
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    assert_eq!(replica.line.most_at_once, 24);
}

/// The same number stands for another value in the new epoch.
#[test]
fn a_revision_of_another_epoch_is_not_compared() {
    for was_refused in [false, true] {
        let (mut replica, mut platform) = in_step();
        let mine = if was_refused { "拒绝路" } else { "我街" };
        edit(&mut replica, &address(), street(mine));
        if was_refused {
            run(&mut replica, &mut platform);
        }
        platform.restore(&Platform::new());
        platform.correct(&address(), street("他街"), false);
        assert_eq!(platform.units[&address()].rev, replica.base_rev(&address()));
        run(&mut replica, &mut platform);
        if was_refused {
            let base_rev = replica.shown_rev(&address());
            edit_at(&mut replica, street("我街"), base_rev);
        }
        assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
        run(&mut replica, &mut platform);
        assert_eq!(platform.value("address"), street("他街").as_ref());
    }
}

#[test]
fn an_edit_that_a_restored_platform_still_has_is_found_again() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze(true);
    platform.push(&replica.batch().unwrap()).unwrap();
    edit(&mut replica, &address(), street("二街"));
    let backup = platform.clone();
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty(), "nobody is asked");
    assert_eq!(platform.value("address"), street("二街").as_ref());
    // Numbers go on from those that the platform remembers.
    assert_eq!(replica.line.next_seq, 3);
}

#[test]
fn a_batch_keeps_within_the_limit_of_a_push() {
    let (mut replica, mut platform) = in_step();
    let units = ["address", "interests", "name"].map(UnitKey::from);
    for unit in &units {
        edit(&mut replica, unit, street(&"测".repeat(30 * 1024)));
    }
    for _ in 0..2 {
        replica.freeze(true);
        let batch = replica.batch().unwrap();
        let size = serde_json::to_vec(&batch).unwrap().len();
        assert!(size <= MAX_PUSH_BYTES, "{size}");
        let (reply, _) = platform.push(&batch).unwrap();
        replica.absorb(&reply.results, &reply.changes, &mut ids());
    }
    assert!(matches!(replica.next_step(false, true), Step::Rest));
}

#[test]
fn what_no_push_can_hold_is_parked() {
    // The second one would fit if nothing surrounded it.
    for bytes in [2 * MAX_PUSH_BYTES, MAX_PUSH_BYTES - 1024] {
        let (mut replica, _) = in_step();
        edit(&mut replica, &address(), street(&"x".repeat(bytes)));
        replica.freeze(true);
        let code = "too-large".to_owned();
        let fields = Vec::new();
        let parked = Phase::Rejected { code, fields };
        assert_eq!(phase(&replica, &address()), Some(parked));
    }
}

#[test]
fn a_batch_with_a_long_cursor_keeps_within_the_limit() {
    let (mut replica, _) = in_step();
    replica.line.cursor = Some("x".repeat(3000));
    for unit in ["address", "name"].map(UnitKey::from) {
        edit(
            &mut replica,
            &unit,
            street(&"x".repeat(MAX_PUSH_BYTES / 2 - 1300)),
        );
    }
    replica.freeze(true);
    let batch = replica.batch().unwrap();
    let size = serde_json::to_vec(&batch).unwrap().len();
    assert!(size <= MAX_PUSH_BYTES, "{size}");
}

/// The first page has the results, and would cover the row; the unit itself was to come with the second, which a copy
/// answered that does not have it.
#[test]
fn a_page_of_a_copy_that_lags_behind_settles_nothing() {
    let (mut replica, mut platform) = in_step();
    let name = UnitKey::from("name");
    let value = Some(UnitValue::from([("name", "测试市民甲")]));
    platform.correct(&name, value, false);
    let older = platform.clone();
    edit(&mut replica, &address(), street("新街"));
    replica.freeze(true);
    platform.page = 1;
    let (reply, _) = platform.push(&replica.batch().unwrap()).unwrap();
    assert!(reply.changes.has_more);
    let mut all = reply.changes.clone();
    let rest = ChangesQuery {
        device_id: replica.line.device_id.clone().unwrap(),
        since: Some(all.next.clone()),
        limit: 200,
    };
    let page = older.changes(&rest).unwrap();
    assert!(page.units.is_empty() && !page.has_more);
    join(&mut all, page).unwrap();
    replica.absorb(&reply.results, &all, &mut ids());
    assert_eq!(replica.shown_value(&address()), street("新街").as_ref());
    assert_eq!(replica.outbox.len(), 1);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
    assert_eq!(replica.base_value(&address()), street("新街").as_ref());
}
