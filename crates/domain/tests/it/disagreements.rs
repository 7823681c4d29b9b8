//! A document whose number says another birthday or sex than the profile.

use jiff::civil::{Date, date};
use sst_domain::profile::{
    Disagreement::{self, Birthday, Sex},
    RawFields, RawValue, UnitValue, document_disagreements, typed_disagreements,
};

const TODAY: Date = date(2026, 11, 24);
/// A man, born 2000-02-29.
const MAN: &str = "210102200002290018";

/// What is found, whether the document is typed or stands already.
fn found(kind: &str, number: &str, birthday: &str, sex: &str) -> Vec<Disagreement> {
    let birthday = UnitValue::from([("date", birthday)]);
    let sex = UnitValue::from([("sex", sex)]);
    let raw = |text: &str| RawValue::Text(text.to_owned());
    let typed = RawFields::from([
        ("kind".to_owned(), raw(kind)),
        ("number".to_owned(), raw(number)),
    ]);
    let held = UnitValue::from([("kind", kind), ("number", number)]);
    let found = typed_disagreements(&typed, Some(&birthday), Some(&sex), TODAY);
    let also = document_disagreements(&held, Some(&birthday), Some(&sex), TODAY);
    assert_eq!(found, also, "{kind} {number}");
    found
}

#[test]
fn each_is_found_alone_and_both_together() {
    let resident = |birthday, sex| found("resident_id", MAN, birthday, sex);
    assert_eq!(resident("2000-02-29", "male"), []);
    assert_eq!(resident("2000-02-28", "male"), [Birthday]);
    assert_eq!(resident("2000-02-29", "female"), [Sex]);
    assert_eq!(resident("2001-02-28", "female"), [Birthday, Sex]);
}

#[test]
fn every_number_that_carries_them_is_compared() {
    for (kind, number, birthday, sex) in [
        (
            "resident_id",
            " 110105 19491231 002ｘ ",
            "1949-12-31",
            "female",
        ),
        (
            "hmt_residence_permit",
            "810000199408230021",
            "1994-08-23",
            "female",
        ),
        (
            "hmt_residence_permit",
            "820000199003070017",
            "1990-03-07",
            "male",
        ),
        (
            "foreign_resident_card",
            "932682198501010017",
            "1985-01-01",
            "male",
        ),
    ] {
        assert_eq!(found(kind, number, birthday, sex), [], "{number}");
        let other = if sex == "male" { "female" } else { "male" };
        assert_eq!(found(kind, number, "1970-01-01", other), [Birthday, Sex]);
    }
}

#[test]
fn what_says_nothing_disagrees_with_nothing() {
    for (kind, number) in [
        ("passport", "E00000001"),
        ("hk_macao_permit", "H00000001"),
        ("taiwan_permit", "00000001"),
        ("foreign_resident_card", "USA110000000001"),
        // Of 15 digits, invalid since 2013: refused as it is.
        ("resident_id", "210102000229001"),
        ("resident_id", "2****************8"),
        ("resident_id", "210102200002290019"),
        ("resident_id", ""),
        ("passport", MAN),
        ("driving_licence", MAN),
        ("", MAN),
    ] {
        assert_eq!(found(kind, number, "1970-01-01", "female"), [], "{number}");
    }
    let none = RawFields::new();
    assert_eq!(typed_disagreements(&none, None, None, TODAY), []);
}

#[test]
fn what_the_profile_leaves_open_disagrees_with_nothing() {
    let resident = |birthday, sex| found("resident_id", MAN, birthday, sex);
    assert_eq!(resident("2000-02-29", "unspecified"), []);
    assert_eq!(resident("2000-02-29", "of_a_newer_platform"), []);
    assert_eq!(resident("****-**-**", "female"), [Sex]);
    assert_eq!(resident("1970-01-01", ""), [Birthday]);
    let document = UnitValue::from([("kind", "resident_id"), ("number", MAN)]);
    assert_eq!(document_disagreements(&document, None, None, TODAY), []);
    let sex = UnitValue::from([("sex", "female")]);
    let found = document_disagreements(&document, None, Some(&sex), TODAY);
    assert_eq!(found, [Sex]);
}

#[test]
fn their_names_on_the_wire() {
    let json = serde_json::to_value([Birthday, Sex]).unwrap();
    assert_eq!(json, serde_json::json!(["birthday", "sex"]));
}
