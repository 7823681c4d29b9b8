//! What follows where the platform refuses a whole request.

use super::*;

fn name(text: &str) -> Option<UnitValue> {
    Some(UnitValue::from([("name", text)]))
}

/// Two edits are under way.
fn two() -> Replica {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("新街"));
    edit(&mut replica, &UnitKey::from("name"), name("测试市民甲"));
    replica.freeze(true);
    replica
}

#[test]
fn an_expired_cursor_is_given_up_once() {
    let mut replica = two();
    let expired = Problem::new(ProblemCode::CursorExpired);
    assert_eq!(replica.refused(&expired, AGAIN), Remedy::GoOn);
    let Step::Fetch(query) = replica.next_step(false, true) else {
        panic!();
    };
    assert_eq!(query.since, None);
    // There was none to expire: asking again would never end.
    assert_eq!(replica.refused(&expired, AGAIN), Remedy::StandStill);
}

#[test]
fn a_gap_that_the_numbers_do_not_have_is_not_closed_again_and_again() {
    let mut replica = two();
    let gap = |expected| Problem {
        expected,
        ..Problem::new(ProblemCode::SeqGap)
    };
    assert_eq!(replica.refused(&gap(Some(1)), AGAIN), Remedy::StandStill);
    assert_eq!(replica.refused(&gap(None), AGAIN), Remedy::StandStill);
    assert_eq!(replica.refused(&gap(Some(4)), AGAIN), Remedy::GoOn);
    assert_eq!(replica.batch().unwrap().mutations[0].seq, 4);
}

/// The platform knows an identifier with other bytes: somebody else may go by this computer's name.
#[test]
fn other_content_under_a_known_identifier_makes_the_line_begin_anew() {
    let mut replica = two();
    let sent = replica.batch().unwrap();
    let changed = Problem::new(ProblemCode::MutationChanged);
    assert_eq!(replica.refused(&changed, AGAIN), Remedy::GoOn);
    assert!(matches!(replica.next_step(false, true), Step::Register));
    replica.registered("another".to_owned());
    let again = replica.batch().unwrap();
    assert_eq!(again.mutations.len(), 1);
    assert_eq!(again.mutations[0].id, sent.mutations[0].id);
}

#[test]
fn where_one_of_several_is_meant_each_goes_alone_before_anybody_is_asked() {
    let mut replica = two();
    let refusal = Problem::new(ProblemCode::InvalidFields);
    assert_eq!(replica.refused(&refusal, AGAIN), Remedy::GoOn);
    assert_eq!(replica.needs_person(), 0);
    assert_eq!(replica.batch().unwrap().mutations.len(), 1);
    assert_eq!(replica.refused(&refusal, AGAIN), Remedy::GoOn);
    assert_eq!((replica.needs_person(), replica.waiting()), (1, 1));
}
