//! From a form to a change: every fault of every field together, and no mask saved as a value.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use sst_domain::identity::FieldCode;
use sst_domain::profile::{
    ChangeInput, FieldKind, RawValue, UNITS, UnitKey, UnitValue, mask_unit, parse_change, unit_spec,
};

const TODAY: Date = date(2026, 11, 24);

fn input(unit: &'static str, fields: &[(&str, &str)]) -> ChangeInput {
    let text = |value: &str| RawValue::Text(value.to_owned());
    let fields: BTreeMap<_, _> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), text(value)))
        .collect();
    ChangeInput {
        unit: UnitKey::from(unit),
        fields: Some(fields),
        base_rev: 3,
    }
}

fn codes(input: &ChangeInput, current: Option<&UnitValue>) -> Vec<(String, FieldCode)> {
    let problems = parse_change(input, current, TODAY).unwrap_err();
    problems
        .into_iter()
        .map(|problem| (problem.field, problem.code))
        .collect()
}

#[test]
fn what_is_typed_becomes_canonical() {
    let change = parse_change(
        &input("phone", &[("number", "＋86 138 0000 0001")]),
        None,
        TODAY,
    );
    assert_eq!(
        change.unwrap().value.unwrap().text("number"),
        Some("13800000001")
    );
    let fields = [
        ("kind", "resident_id"),
        ("number", "11010519491231002x"),
        ("valid_until", "2030/1/2"),
    ];
    let value = parse_change(&input("id_document", &fields), None, TODAY)
        .unwrap()
        .value
        .unwrap();
    assert_eq!(value.text("number"), Some("11010519491231002X"));
    assert_eq!(value.text("valid_until"), Some("2030-01-02"));
}

#[test]
fn an_emptied_unit_has_one_form() {
    let blank = || RawValue::Text("  ".to_owned());
    let none = || RawValue::List(Vec::new());
    let nothing = [
        None,
        Some(BTreeMap::new()),
        Some(BTreeMap::from([("topics".to_owned(), none())])),
        Some(BTreeMap::from([
            ("topics".to_owned(), blank()),
            ("services".to_owned(), none()),
        ])),
    ];
    for fields in nothing {
        let unit = UnitKey::from("interests");
        let input = ChangeInput {
            unit,
            fields,
            base_rev: 3,
        };
        let change = parse_change(&input, None, TODAY).unwrap();
        assert_eq!(change.value, None);
    }
}

#[test]
fn every_fault_is_reported_at_once() {
    let fields = [("region", "999999"), ("postcode", "1"), ("colour", "red")];
    assert_eq!(
        codes(&input("address", &fields), None),
        [
            ("colour".to_owned(), FieldCode::UnknownField),
            ("region".to_owned(), FieldCode::UnknownOption),
            ("street".to_owned(), FieldCode::Required),
            ("postcode".to_owned(), FieldCode::BadLength),
        ]
    );
    assert_eq!(
        codes(&input("customer_code", &[("code", "1")]), None),
        [(String::new(), FieldCode::ReadOnly)]
    );
    assert_eq!(
        codes(&input("soul", &[]), None),
        [(String::new(), FieldCode::UnknownUnit)]
    );
    assert_eq!(
        codes(&input("id_document", &[("number", "1")]), None).last(),
        Some(&("number".to_owned(), FieldCode::DocumentKindMissing))
    );
}

#[test]
fn what_a_newer_platform_put_beside_it_stays() {
    let held = r#"{"region":"210104","street":"旧路1号","house_code":"H-77","at":{"x":1}}"#;
    let held: UnitValue = serde_json::from_str(held).unwrap();
    let typed = [("region", "210104"), ("street", "新路2号")];
    let edit =
        |fields: &[(&str, &str)]| parse_change(&input("address", fields), Some(&held), TODAY);
    let value = edit(&typed).unwrap().value.unwrap();
    assert_eq!(value.text("street"), Some("新路2号"));
    assert_eq!(value.text("house_code"), Some("H-77"));
    assert_eq!(value.field("at"), held.field("at"));
    // As a client sends it back, and not in any other way.
    let back = [typed[0], typed[1], ("house_code", "H-77")];
    assert!(edit(&back).is_ok());
    let other = [typed[0], typed[1], ("house_code", "H-78")];
    assert_eq!(
        codes(&input("address", &other), Some(&held)),
        [("house_code".to_owned(), FieldCode::UnknownField)]
    );
    assert_eq!(
        edit(&[("region", ""), ("street", "")]).unwrap_err().len(),
        2
    );
}

#[test]
fn a_code_that_stands_and_is_in_no_list_does_not_block_the_form() {
    let held = UnitValue::from([("region", "219999"), ("street", "旧路1号")]);
    let edit = |region, held| {
        let typed = input("address", &[("region", region), ("street", "新路2号")]);
        parse_change(&typed, held, TODAY)
    };
    let value = edit("219999", Some(&held)).unwrap().value.unwrap();
    assert_eq!(value.text("region"), Some("219999"));
    assert_eq!(value.text("street"), Some("新路2号"));
    // Another one that is in no list, or the same where it does not stand.
    let known = UnitValue::from([("region", "210104"), ("street", "旧路1号")]);
    for (region, held) in [
        ("219998", Some(&held)),
        ("219999", Some(&known)),
        ("219999", None),
    ] {
        let problem = &edit(region, held).unwrap_err()[0];
        assert_eq!(problem.code, FieldCode::UnknownOption, "{region}");
    }
    let abroad = UnitValue::from([("country", "XXX")]);
    let nationality = |code| {
        let typed = input("nationality", &[("country", code)]);
        parse_change(&typed, Some(&abroad), TODAY)
    };
    assert_eq!(nationality("XXX").unwrap().value, Some(abroad.clone()));
    assert!(nationality("YYY").is_err());
    // What stands is no excuse for a field that comes from no list.
    let phone = UnitValue::from([("number", "1")]);
    let typed = input("phone", &[("number", "1")]);
    assert!(parse_change(&typed, Some(&phone), TODAY).is_err());
}

/// One value for each unit that has something to hide.
fn samples() -> [(&'static str, UnitValue); 6] {
    [
        ("name", UnitValue::from([("name", "测试市民甲")])),
        ("birthday", UnitValue::from([("date", "2000-02-29")])),
        ("phone", UnitValue::from([("number", "13800000001")])),
        ("email", UnitValue::from([("address", "test@example.com")])),
        (
            "address",
            UnitValue::from([
                ("region", "210102"),
                ("street", "测试路1号"),
                ("postcode", "110000"),
            ]),
        ),
        (
            "id_document",
            UnitValue::from([("kind", "resident_id"), ("number", "210102200002290018")]),
        ),
    ]
}

#[test]
fn a_mask_is_never_saved_as_a_value() {
    for (unit, value) in samples() {
        let spec = unit_spec(unit).unwrap();
        let masks = mask_unit(spec, &value);
        let typed: Vec<_> = masks
            .iter()
            .map(|mask| (mask.field.as_str(), mask.text[0].as_str()))
            .collect();
        let found = codes(&input(unit, &typed), Some(&value));
        let hidden = masks.iter().filter(|mask| mask.masked).count();
        let refused = found
            .iter()
            .filter(|(_, code)| *code == FieldCode::MaskedValue)
            .count();
        assert!(hidden > 0 && refused == hidden, "{unit}: {found:?}");
    }
}

#[test]
fn every_personal_text_of_every_unit_has_a_mask() {
    for spec in UNITS {
        for field in spec.fields {
            let personal = matches!(
                field.kind,
                FieldKind::PersonName
                    | FieldKind::Phone
                    | FieldKind::Email
                    | FieldKind::DocumentNumber
                    | FieldKind::PastDate
                    | FieldKind::Postcode
                    | FieldKind::Text { .. }
            );
            let value = UnitValue::from([(field.name, "任意文字")]);
            let masks = mask_unit(spec, &value);
            assert_eq!(
                masks.iter().any(|mask| mask.masked),
                personal,
                "{} {}",
                spec.key,
                field.name
            );
        }
    }
}
