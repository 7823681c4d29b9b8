//! Who wins, and when the person is asked.

use super::*;

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
    replica.freeze(true);
    platform.correct(&address(), street("新街"), false);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_stale_form_is_a_conflict_at_once() {
    let (mut replica, mut platform) = in_step();
    let base_rev = replica.base_rev(&address());
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    edit_at(&mut replica, street("我街"), base_rev);
    assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
}

#[test]
fn a_form_read_before_an_equal_revision_is_not_stale() {
    let (mut replica, mut platform) = in_step();
    let base_rev = replica.base_rev(&address());
    platform.correct(&address(), street("旧街"), false);
    run(&mut replica, &mut platform);
    assert!(replica.base_rev(&address()) > base_rev);
    edit_at(&mut replica, street("我街"), base_rev);
    assert_eq!(phase(&replica, &address()), Some(Phase::Waiting));
}

#[test]
fn a_form_is_not_stale_by_the_persons_own_edits() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze(true);
    edit(&mut replica, &address(), street("二街"));
    let base_rev = replica.base_rev(&address());
    run(&mut replica, &mut platform);
    edit_at(&mut replica, street("三街"), base_rev);
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
    let base_rev = replica.shown_rev(&address());
    edit_at(&mut replica, street("我街"), base_rev);
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
    let base_rev = replica.shown_rev(&address());
    edit_at(&mut replica, street("我街"), base_rev);
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

/// The form shows the value that is under way; the one that somebody else wrote meanwhile is not in view.
#[test]
fn a_form_over_a_value_that_is_under_way_does_not_overwrite_what_came_since() {
    for behind in [false, true] {
        let (mut replica, mut platform) = in_step();
        edit(&mut replica, &address(), street("一街"));
        replica.freeze(true);
        if behind {
            edit(&mut replica, &address(), street("二街"));
        }
        platform.correct(&address(), street("他街"), false);
        // The push is lost, a fetch is answered.
        let query = ChangesQuery {
            device_id: replica.line.device_id.clone().unwrap(),
            since: replica.line.cursor.clone(),
            limit: 200,
        };
        replica.absorb(&[], &platform.changes(&query).unwrap(), &mut ids());
        assert_ne!(replica.shown_value(&address()), street("他街").as_ref());
        let base_rev = replica.shown_rev(&address());
        run(&mut replica, &mut platform);
        edit_at(&mut replica, street("三街"), base_rev);
        assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
        run(&mut replica, &mut platform);
        assert_eq!(platform.value("address"), street("他街").as_ref());
    }
}

/// A form that was open while the person's own edit arrived shows nothing that somebody else changed since.
#[test]
fn a_form_is_not_stale_by_an_edit_that_came_out_the_same() {
    // Somebody else wrote the very same; the platform wrote the person's value in another form.
    for (by_official, becomes) in [(true, "一街"), (false, "一街（正式写法）")] {
        let (mut replica, mut platform) = in_step();
        let base_rev = replica.base_rev(&address());
        edit(&mut replica, &address(), street("一街"));
        replica.freeze(true);
        if by_official {
            platform.correct(&address(), street("一街"), false);
        }
        let (mut reply, _) = platform.push(&replica.batch().unwrap()).unwrap();
        for unit in &mut reply.changes.units {
            unit.value = street(becomes);
        }
        replica.absorb(&reply.results, &reply.changes, &mut ids());
        edit_at(&mut replica, street("二街"), base_rev);
        assert_eq!(phase(&replica, &address()), Some(Phase::Waiting));
    }
}

#[test]
fn a_unit_that_came_by_its_own_request_is_learnt_and_what_waits_is_judged() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("我街"));
    platform.correct(&address(), street("他街"), false);
    replica.learn(&platform.units[&address()], &mut ids());
    assert_eq!(replica.base_value(&address()), street("他街").as_ref());
    assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
}

/// Its own value is on the screen, and nothing else has come.
#[test]
fn a_form_over_a_value_that_waits_is_not_stale() {
    let (mut replica, mut platform) = in_step();
    assert_eq!(replica.shown_rev(&address()), replica.base_rev(&address()));
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    edit(&mut replica, &address(), street("一街"));
    let shown = replica.shown_rev(&address());
    assert_eq!(shown, replica.base_rev(&address()));
    edit_at(&mut replica, street("二街"), shown);
    assert_eq!(phase(&replica, &address()), Some(Phase::Waiting));
}

#[test]
fn to_give_way_in_one_unit_leaves_the_others() {
    let (mut replica, mut platform) = in_step();
    let name = UnitKey::from("name");
    let named = |text| Some(UnitValue::from([("name", text)]));
    edit(&mut replica, &address(), street("我街"));
    edit(&mut replica, &name, named("测试市民甲"));
    platform.correct(&address(), street("他街"), false);
    platform.correct(&name, named("测试市民乙"), false);
    run(&mut replica, &mut platform);
    assert_eq!(replica.needs_person(), 2);
    let interests = UnitKey::from("interests");
    edit(
        &mut replica,
        &interests,
        Some(UnitValue::from([("topics", "health")])),
    );
    assert!(!replica.keep_theirs(&interests), "nobody disputes it");
    assert!(replica.keep_theirs(&address()));
    assert_eq!(phase(&replica, &name), Some(Phase::Conflict));
    assert_eq!(phase(&replica, &interests), Some(Phase::Waiting));
}
