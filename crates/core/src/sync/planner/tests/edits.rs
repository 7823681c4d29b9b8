//! Edits: shown, joined, taken back, refused.

use super::*;

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
    replica.freeze(true);
    let first = serde_json::to_string(&replica.batch().unwrap()).unwrap();
    edit(&mut replica, &address(), street("更新街"));
    replica.freeze(true);
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
    replica.freeze(true);
    assert!(!replica.undo(&address()));
    edit(&mut replica, &address(), street("更新街"));
    assert!(replica.undo(&address()));
    assert_eq!(replica.shown_value(&address()), street("新街").as_ref());
}

#[test]
fn an_edit_behind_a_sent_one_follows_it() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze(true);
    edit(&mut replica, &address(), street("二街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
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
fn a_refused_edit_that_was_replaced_asks_nothing() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("拒绝路"));
    replica.freeze(true);
    edit(&mut replica, &address(), street("新街"));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("新街").as_ref());
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_request_that_is_refused_as_a_whole_parks_only_what_is_meant() {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze(true);
    let refusal = Problem::new(ProblemCode::InvalidFields);
    let mut replaced = replica.clone();
    assert_eq!(replica.refused(&refusal, AGAIN), Remedy::GoOn);
    assert!(matches!(
        phase(&replica, &address()),
        Some(Phase::Rejected { .. })
    ));
    assert_eq!(replica.line.next_seq, 1, "the number is free again");

    edit(&mut replaced, &address(), street("二街"));
    assert_eq!(replaced.refused(&refusal, AGAIN), Remedy::GoOn);
    assert_eq!(replaced.outbox.len(), 1, "what was replaced asks nothing");
    assert_eq!(phase(&replaced, &address()), Some(Phase::Waiting));
}

/// What stands differs from what was sent, and both are the person's own: nobody is asked.
#[test]
fn an_edit_behind_one_that_the_platform_wrote_in_another_form_follows_it() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("一街"));
    replica.freeze(true);
    edit(&mut replica, &address(), street("二街"));
    let (mut reply, _) = platform.push(&replica.batch().unwrap()).unwrap();
    for unit in &mut reply.changes.units {
        unit.value = street("一街（正式写法）");
    }
    replica.absorb(&reply.results, &reply.changes, &mut ids());
    assert_eq!(phase(&replica, &address()), Some(Phase::Waiting));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("二街").as_ref());
}
