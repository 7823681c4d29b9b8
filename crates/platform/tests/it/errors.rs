//! `docs/errors.md` explains every code.

use std::collections::BTreeMap;
use std::path::Path;

use sst_api::problem::ProblemCode;
use sst_domain::policy::{PolicyProblemCode, SidecarProblemCode};

/// The rows of one section, by code.
fn rows(heading: &str) -> BTreeMap<String, Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    let text = std::fs::read_to_string(file).unwrap();
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with(heading))
        .unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = |row: &str| {
        row.split('|')
            .map(|cell| cell.trim().to_owned())
            .collect::<Vec<_>>()
    };
    rows.map(cells)
        .map(|row| (row[0].trim_matches('`').to_owned(), row))
        .collect()
}

/// A cell in Chinese and English.
fn is_bilingual(cell: &str) -> bool {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    cell.split_once(" / ").is_some_and(|(chinese, english)| {
        chinese.chars().any(is_chinese) && english.chars().any(|c| c.is_ascii_alphabetic())
    })
}

#[track_caller]
fn assert_explained(section: &str, codes: impl Iterator<Item = &'static str>) {
    let rows = rows(section);
    for code in codes {
        let row = rows
            .get(code)
            .unwrap_or_else(|| panic!("{code} is not explained"));
        let [.., cause, remedy, _] = row.as_slice() else {
            panic!("{code}: no cells")
        };
        assert!(
            is_bilingual(cause) && is_bilingual(remedy),
            "{code}: {cause} | {remedy}"
        );
    }
}

#[test]
fn every_problem_has_its_cause_and_remedy() {
    let section = "Problems of the platform";
    assert_explained(section, ProblemCode::ALL.iter().map(|code| code.as_str()));
    let rows = rows(section);
    assert_eq!(
        rows.len(),
        ProblemCode::ALL.len(),
        "no code that does not exist"
    );
    for code in ProblemCode::ALL {
        let row = &rows[code.as_str()];
        assert_eq!(row[1], code.status().to_string(), "{}", code.as_str());
        assert_eq!(row[2], format!("{} / {}", code.chinese(), code.english()));
    }
}

#[test]
fn every_problem_of_a_policy_has_its_cause_and_remedy() {
    assert_explained(
        "Policy texts",
        PolicyProblemCode::ALL.iter().map(|code| code.as_str()),
    );
    assert_explained(
        "Purposes beside",
        SidecarProblemCode::ALL.iter().map(|code| code.as_str()),
    );
}

#[test]
fn every_refusal_of_a_command_has_its_cause_and_remedy() {
    let codes = [
        "no-such-citizen",
        "no-such-unit",
        "unit-of-owner",
        "invalid-fields",
        "ground-missing",
        "text-missing",
        "incident-incomplete",
        "policy-version-taken",
        "policy-chinese-missing",
        "audit-broken",
        "internal",
        "unavailable",
    ];
    assert_explained("Commands of officials", codes.into_iter());
}
