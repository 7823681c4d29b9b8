//! What the person is told of: what waits, what asks for them.

use sst_domain::consent::{Bytes, SignedRecord};

use super::corrections::asked;
use super::*;

fn decide(replica: &mut Replica, before_login: bool) {
    let signed = SignedRecord {
        record: Bytes(b"{}".to_vec()),
        signature: Bytes(Vec::new()),
    };
    let intent = Intent::Consent {
        signed,
        notice: Bytes(b"{}".to_vec()),
        guardian: None,
        before_login,
    };
    replica.decide(Uuid::now_v7(), intent, AT);
}

#[test]
fn edits_requests_and_decisions_wait_and_marks_do_not() {
    let (mut replica, _) = in_step();
    let counts = |replica: &Replica| (replica.waiting(), replica.needs_person());
    assert_eq!(counts(&replica), (0, 0));
    edit(&mut replica, &address(), street("新街"));
    assert_eq!(counts(&replica), (1, 0));
    asked(&mut replica, &[]);
    assert_eq!(counts(&replica), (2, 0));
    decide(&mut replica, false);
    assert_eq!(counts(&replica), (3, 0));
    decide(&mut replica, true);
    replica.mark_read(&["notice".to_owned()], AT, &mut ids());
    replica.mark_revealed(&address(), AT, &mut ids());
    assert_eq!(counts(&replica), (3, 0));
    // Whether it arrived is not known.
    replica.freeze(true);
    assert_eq!(counts(&replica), (3, 0));
}

#[test]
fn what_was_refused_or_is_in_conflict_asks_the_person_and_does_not_wait() {
    let (mut replica, mut platform) = in_step();
    edit(&mut replica, &address(), street("我街"));
    asked(&mut replica, &[]);
    platform.correct(&address(), street("他街"), false);
    // The simulated platform refuses requests for what nobody has verified.
    run(&mut replica, &mut platform);
    assert_eq!((replica.waiting(), replica.needs_person()), (0, 2));
}

#[test]
fn how_far_each_decision_has_come_is_said_by_its_place() {
    let (mut replica, _) = in_step();
    edit(&mut replica, &address(), street("新街"));
    decide(&mut replica, false);
    decide(&mut replica, true);
    let waiting = Phase::Waiting;
    assert_eq!(replica.decisions(), [(2, &waiting), (3, &waiting)]);
}
