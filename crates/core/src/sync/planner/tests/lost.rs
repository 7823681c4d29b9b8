//! What a platform lost as it was put back from a backup.

use sst_domain::profile::Origin;

use super::*;

fn saved(replica: &mut Replica, platform: &mut Platform, unit: &UnitKey, value: Option<UnitValue>) {
    edit(replica, unit, value);
    run(replica, platform);
    assert!(replica.outbox.is_empty());
}

#[test]
fn what_the_platform_lost_is_asked_about() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    let before = platform.value("address").cloned();
    saved(&mut replica, &mut platform, &address(), street("新街"));
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    let row = replica.newest_row(&address()).unwrap();
    assert!(row.phase == Phase::Conflict && row.lost);
    assert_eq!(row.value(), street("新街").as_ref());
    // What is shown is the platform's, beside which the other stands.
    assert_eq!(replica.shown_value(&address()), before.as_ref());
    assert!(replica.keep_mine(&address(), AT, &mut ids()));
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("address"), street("新街").as_ref());
    assert!(replica.outbox.is_empty());
}

/// Only the person's word makes it the platform's again.
#[test]
fn it_is_asked_about_until_the_person_decides() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    let before = platform.value("address").cloned();
    saved(&mut replica, &mut platform, &address(), street("新街"));
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    platform.correct(&address(), before.clone(), false);
    run(&mut replica, &mut platform);
    assert_eq!(
        replica.newest_row(&address()).unwrap().phase,
        Phase::Conflict
    );
    assert_eq!(platform.value("address"), before.as_ref());
}

#[test]
fn what_was_emptied_and_is_back_is_asked_about() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    saved(&mut replica, &mut platform, &address(), None);
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    let row = replica.newest_row(&address()).unwrap();
    assert!(row.phase == Phase::Conflict && row.lost && row.value().is_none());
}

/// There is nothing that the person would have to weigh.
#[test]
fn what_the_platform_never_had_is_sent_again() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    let name = UnitKey::from("name");
    let value = Some(UnitValue::from([("name", "测试市民甲")]));
    saved(&mut replica, &mut platform, &name, value.clone());
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("name"), value.as_ref());
    assert!(replica.outbox.is_empty());
}

#[test]
fn a_preference_is_sent_again() {
    let (mut replica, mut platform) = in_step();
    let language = UnitKey::from("language");
    let of = |code: &str| Some(UnitValue::from([("language", code)]));
    saved(&mut replica, &mut platform, &language, of("en"));
    let backup = platform.clone();
    saved(&mut replica, &mut platform, &language, of("zh-CN"));
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    assert_eq!(platform.value("language"), of("zh-CN").as_ref());
}

#[test]
fn against_what_is_verified_it_is_kept_as_refused() {
    let (mut replica, mut platform) = in_step();
    saved(&mut replica, &mut platform, &address(), street("新街"));
    let mut backup = platform.clone();
    backup.correct(&address(), street("核实街"), true);
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    let row = replica.newest_row(&address()).unwrap();
    let refused = matches!(&row.phase, Phase::Rejected { code, .. } if code == "unit-verified");
    assert!(refused && row.lost);
    assert_eq!(row.value(), street("新街").as_ref());
}

/// It is newer, and judged by itself.
#[test]
fn of_what_waits_nothing_older_comes_back() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    saved(&mut replica, &mut platform, &address(), street("一街"));
    edit(&mut replica, &address(), street("二街"));
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    let rows: Vec<_> = replica.outbox.values().collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].value(), street("二街").as_ref());
    assert!(!rows[0].lost);
}

/// What an official had entered is theirs to enter again; what changes online only was proved there.
#[test]
fn what_others_had_entered_is_not_brought_back() {
    let (mut replica, mut platform) = in_step();
    let backup = platform.clone();
    platform.correct(&address(), street("他街"), false);
    let phone = UnitKey::from("phone");
    let number = Some(UnitValue::from([("number", "13800000001")]));
    let device_id = "device-1".to_owned();
    platform.put(&phone, number, false, Origin::Device { device_id });
    run(&mut replica, &mut platform);
    platform.restore(&backup);
    run(&mut replica, &mut platform);
    assert!(replica.outbox.is_empty());
}

#[test]
fn where_the_platform_has_the_same_nothing_is_asked() {
    let (mut replica, mut platform) = in_step();
    saved(&mut replica, &mut platform, &address(), street("新街"));
    platform.restore(&platform.clone());
    run(&mut replica, &mut platform);
    assert_eq!(replica.line.epoch.as_deref(), Some("2"));
    assert!(replica.outbox.is_empty());
}
