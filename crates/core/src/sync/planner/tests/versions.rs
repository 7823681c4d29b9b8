//! What an earlier version of this program wrote down, and what is written to a log.

use serde_json::{Value, json, to_value};

use super::*;
use crate::sync::planner::{Line, OutboxRow};

/// As it was written before this field was known.
fn without(mut written: Value, pointer: &str, field: &str) -> Value {
    let object = written.pointer_mut(pointer).unwrap();
    assert!(object.as_object_mut().unwrap().remove(field).is_some());
    written
}

#[test]
fn a_line_of_before_sends_whole_batches() {
    let (replica, _) = in_step();
    let written = without(to_value(&replica.line).unwrap(), "", "most_at_once");
    let read: Line = serde_json::from_value(written).unwrap();
    assert_eq!(read, replica.line);
}

/// It does not say what the person had seen before, so an old form is not taken for one that had seen it.
#[test]
fn an_edit_of_before_does_not_let_an_old_form_overwrite_somebody_else() {
    let (mut replica, mut platform) = in_step();
    let old_form = replica.base_rev(&address());
    platform.correct(&address(), street("他街"), false);
    run(&mut replica, &mut platform);
    edit(&mut replica, &address(), street("我街"));
    let row = replica.outbox.get_mut(&1).unwrap();
    let written = without(to_value(&*row).unwrap(), "/intent/base", "since");
    *row = serde_json::from_value::<OutboxRow>(written).unwrap();
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("我街").as_ref());
    edit_at(&mut replica, street("又一街"), old_form);
    assert_eq!(phase(&replica, &address()), Some(Phase::Conflict));
}

#[test]
fn a_log_says_how_far_a_row_has_come_and_not_what_is_in_it() {
    let phases = [
        (json!({ "kind": "waiting" }), "Waiting"),
        (
            json!({ "kind": "frozen", "seq": 3, "body": "新街" }),
            "Frozen(3)",
        ),
        (json!({ "kind": "conflict" }), "Conflict"),
        (
            json!({ "kind": "rejected", "code": "too-large", "fields": [] }),
            "Rejected(too-large)",
        ),
    ];
    for (phase, said) in phases {
        let phase: Phase = serde_json::from_value(phase).unwrap();
        assert_eq!(format!("{phase:?}"), said);
    }
}
