//! Units of another version, marks of what was read and shown.

use super::*;

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
    replica.freeze(true);
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
