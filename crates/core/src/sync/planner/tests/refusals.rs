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

/// Something before the platform has another limit, or the platform's cursors have come to look otherwise.
#[test]
fn a_fetch_that_is_refused_gives_up_its_cursor_once_and_touches_no_edit() {
    for code in [ProblemCode::MalformedRequest, ProblemCode::TooLarge] {
        for asked in [Asked::Fetch, Asked::Page] {
            let mut replica = two();
            let before = replica.clone();
            let refusal = Problem::new(code);
            assert_eq!(replica.refused(&refusal, asked), Remedy::GoOn);
            assert_eq!(replica.line.cursor, None);
            assert_eq!(replica.refused(&refusal, asked), Remedy::StandStill);
            assert_eq!(replica.outbox, before.outbox);
            assert_eq!(replica.line.most_at_once, before.line.most_at_once);
        }
    }
}

#[test]
fn what_only_a_batch_can_be_refused_for_changes_nothing_elsewhere() {
    let gap = Problem {
        expected: Some(9),
        ..Problem::new(ProblemCode::SeqGap)
    };
    let mut refusals = vec![gap];
    let codes = [
        ProblemCode::MutationChanged,
        ProblemCode::TooManyMutations,
        ProblemCode::InvalidFields,
        ProblemCode::UnitUnknown,
    ];
    refusals.extend(codes.map(Problem::new));
    for refusal in refusals {
        for asked in [Asked::Fetch, Asked::Page, Asked::Other] {
            let mut replica = two();
            let before = replica.clone();
            assert_eq!(replica.refused(&refusal, asked), Remedy::StandStill);
            assert_eq!(replica, before, "{:?} {asked:?}", refusal.code);
        }
    }
}

/// A registration has neither a cursor nor a number.
#[test]
fn a_registration_that_is_refused_changes_nothing() {
    for code in [
        ProblemCode::CursorExpired,
        ProblemCode::UnknownDevice,
        ProblemCode::MalformedRequest,
    ] {
        let mut replica = two();
        let before = replica.clone();
        let remedy = replica.refused(&Problem::new(code), Asked::Other);
        assert_eq!((remedy, replica), (Remedy::StandStill, before));
    }
}

/// The platform was put back while it was asked for a whole state: its pages go on nowhere, so the first is asked for.
#[test]
fn a_page_that_leads_nowhere_makes_the_fetch_begin_anew() {
    let mut replica = two();
    replica.line.cursor = None;
    let expired = Problem::new(ProblemCode::CursorExpired);
    let before = replica.clone();
    assert_eq!(replica.refused(&expired, Asked::Page), Remedy::GoOn);
    assert_eq!(replica, before);
    assert_eq!(replica.refused(&expired, Asked::Fetch), Remedy::StandStill);
}

/// The cursor goes with a batch too, and the platform does not say which of the two it cannot read.
#[test]
fn a_malformed_batch_goes_once_more_with_another_cursor_before_anybody_is_asked() {
    let (mut replica, mut platform) = in_step();
    let malformed = Problem::new(ProblemCode::MalformedRequest);
    for expected in [0, 1] {
        edit(&mut replica, &address(), street("新街"));
        replica.freeze(true);
        let before = replica.outbox.clone();
        assert_eq!(replica.refused(&malformed, AGAIN), Remedy::GoOn);
        assert_eq!(
            (replica.line.cursor.as_ref(), &replica.outbox),
            (None, &before)
        );
        let Step::Fetch(query) = replica.next_step(false, true) else {
            panic!();
        };
        let changes = platform.changes(&query).unwrap();
        replica.absorb(&[], &changes, &mut ids());
        if expected == 1 {
            assert_eq!(replica.refused(&malformed, AGAIN), Remedy::GoOn);
        }
        assert_eq!(replica.needs_person(), expected);
        run(&mut replica, &mut platform);
        platform.correct(&address(), street("旧街"), false);
        run(&mut replica, &mut platform);
    }
}
