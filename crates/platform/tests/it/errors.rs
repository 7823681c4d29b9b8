//! `docs/errors.md` explains every code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sst_api::problem::ProblemCode;
use sst_domain::identity::FieldCode;
use sst_domain::policy::{
    BundleError, ChangeProblem, KeyProblem, PolicyProblemCode, ReasonCode, SidecarProblemCode,
};
use sst_platform::seed::SeedError;
use sst_platform::{CommandCode, OfficialError, StartError, StoreError};

/// One of each variant. A variant that is not named here does not compile.
macro_rules! one_of_each {
    ($($pattern:pat => $value:expr),+ $(,)?) => {{
        let values = vec![$($value),+];
        for value in &values {
            match value { $($pattern => {})+ }
        }
        values
    }};
}

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

/// Explains these codes and no others.
#[track_caller]
fn assert_explains_just(section: &str, codes: impl Iterator<Item = &'static str>) {
    let codes: BTreeSet<_> = codes.collect();
    assert_explained(section, codes.iter().copied());
    for code in rows(section).keys() {
        assert!(codes.contains(code.as_str()), "{code} does not exist");
    }
}

#[test]
fn every_code_of_a_field_has_its_cause_and_remedy() {
    assert_explains_just("Fields", FieldCode::ALL.iter().map(|code| code.as_str()));
}

#[test]
fn every_problem_of_a_policy_has_its_cause_and_remedy() {
    assert_explains_just(
        "Policy texts",
        PolicyProblemCode::ALL.iter().map(|code| code.as_str()),
    );
    let malformed = [CommandCode::SidecarMalformed.as_str()];
    let purposes = SidecarProblemCode::ALL.iter().map(|code| code.as_str());
    assert_explains_just("Purposes beside", purposes.chain(malformed));
}

fn bundle_errors() -> Vec<BundleError> {
    let no_json = serde_json::from_str::<u8>("x").unwrap_err();
    one_of_each![
        BundleError::TooLarge => BundleError::TooLarge,
        BundleError::Json(_) => BundleError::Json(no_json),
        BundleError::Encoding => BundleError::Encoding,
        BundleError::UnknownKey => BundleError::UnknownKey,
        BundleError::Signature => BundleError::Signature,
        BundleError::Schema { .. } => BundleError::Schema { found: 9 },
        BundleError::Identity => BundleError::Identity,
        BundleError::Hashes => BundleError::Hashes,
        BundleError::Sidecar { .. } => BundleError::Sidecar { problems: Vec::new() },
    ]
}

#[test]
fn every_problem_of_a_bundle_or_key_has_its_cause_and_remedy() {
    let bundles = bundle_errors();
    let keys = KeyProblem::ALL.iter().map(|problem| problem.code());
    let unreadable = [CommandCode::PolicyKeyUnreadable.as_str()];
    let codes = bundles.iter().map(BundleError::code).chain(keys);
    assert_explains_just("Signed policies", codes.chain(unreadable));
}

#[test]
fn no_variant_of_a_key_problem_is_forgotten() {
    let all = one_of_each![
        KeyProblem::NotOneKey => KeyProblem::NotOneKey,
        KeyProblem::UnknownAlgorithm => KeyProblem::UnknownAlgorithm,
        KeyProblem::BadKey => KeyProblem::BadKey,
    ];
    assert_eq!(KeyProblem::ALL, all);
}

fn change_problems() -> Vec<ChangeProblem> {
    one_of_each![
        ChangeProblem::NoteMissing => ChangeProblem::NoteMissing,
        ChangeProblem::NoteOfOtherText { .. } => {
            ChangeProblem::NoteOfOtherText { replaces: String::new() }
        },
        ChangeProblem::LabelTooLow { .. } => ChangeProblem::LabelTooLow { reasons: Vec::new() },
        ChangeProblem::NoteIncomplete { .. } => {
            ChangeProblem::NoteIncomplete { missing: Vec::new() }
        },
    ]
}

#[test]
fn every_reason_of_a_change_has_its_cause_and_what_follows() {
    let problems = change_problems();
    let reasons = ReasonCode::ALL.iter().map(|code| code.as_str());
    let codes = problems.iter().map(ChangeProblem::code).chain(reasons);
    assert_explains_just("Changes of a policy", codes);
}

fn store_errors() -> Vec<StoreError> {
    one_of_each![
        StoreError::Random(_) => StoreError::Random(getrandom::Error::UNSUPPORTED),
        StoreError::Database(_) => StoreError::Database(sqlx::Error::RowNotFound),
        StoreError::Migration(_) => {
            StoreError::Migration(sqlx::migrate::MigrateError::VersionMissing(1))
        },
        StoreError::Folder(_) => StoreError::Folder(std::io::ErrorKind::NotFound.into()),
        StoreError::Missing(_) => StoreError::Missing("x".into()),
        StoreError::Corrupt(_) => StoreError::Corrupt("x"),
    ]
}

fn start_errors() -> Vec<StartError> {
    let address = ([127, 0, 0, 1], 0).into();
    one_of_each![
        StartError::Store(_) => StartError::Store(StoreError::Corrupt("x")),
        StartError::Listen { .. } => {
            StartError::Listen { address, source: std::io::ErrorKind::AddrInUse.into() }
        },
        StartError::NotLoopback(_) => StartError::NotLoopback(address),
        StartError::Temporary(_) => StartError::Temporary(std::io::ErrorKind::NotFound.into()),
        StartError::Random(_) => StartError::Random(getrandom::Error::UNSUPPORTED),
        StartError::Sample(_) => StartError::Sample(BundleError::Hashes),
        StartError::Argon2(_) => StartError::Argon2(argon2::password_hash::Error::Crypto),
    ]
}

fn seed_errors() -> Vec<SeedError> {
    one_of_each![
        SeedError::Store(_) => SeedError::Store(StoreError::Corrupt("x")),
        SeedError::Sample(_) => SeedError::Sample("x"),
        SeedError::Random(_) => SeedError::Random(getrandom::Error::UNSUPPORTED),
        SeedError::Argon2(_) => SeedError::Argon2(argon2::password_hash::Error::Crypto),
    ]
}

fn official_errors() -> Vec<OfficialError> {
    one_of_each![
        OfficialError::NoSuchCitizen => OfficialError::NoSuchCitizen,
        OfficialError::NoSuchUnit(_) => OfficialError::NoSuchUnit(String::new()),
        OfficialError::UnitOfOwner => OfficialError::UnitOfOwner,
        OfficialError::Fields(_) => OfficialError::Fields(Vec::new()),
        OfficialError::GroundMissing => OfficialError::GroundMissing,
        OfficialError::DayToCome => OfficialError::DayToCome,
        OfficialError::GroundUnknown(_) => OfficialError::GroundUnknown(String::new()),
        OfficialError::NoSuchKind(_) => OfficialError::NoSuchKind(String::new()),
        OfficialError::NoSuchRequest => OfficialError::NoSuchRequest,
        OfficialError::NoSuchAttachment => OfficialError::NoSuchAttachment,
        OfficialError::RequestClosed => OfficialError::RequestClosed,
        OfficialError::TextMissing => OfficialError::TextMissing,
        OfficialError::IncidentIncomplete(_) => OfficialError::IncidentIncomplete(Vec::new()),
        OfficialError::ArticleKindUnknown => OfficialError::ArticleKindUnknown,
        OfficialError::ArticleTimeMalformed => OfficialError::ArticleTimeMalformed,
        OfficialError::Bundle(_) => OfficialError::Bundle(BundleError::Hashes),
        OfficialError::PolicyVersionTaken => OfficialError::PolicyVersionTaken,
        OfficialError::PolicyChineseMissing => OfficialError::PolicyChineseMissing,
        OfficialError::PolicyChange(_) => OfficialError::PolicyChange(ChangeProblem::NoteMissing),
        OfficialError::Store(_) => OfficialError::Store(StoreError::Corrupt("x")),
        OfficialError::Random(_) => OfficialError::Random(getrandom::Error::UNSUPPORTED),
    ]
}

/// Sections that explain what commands of the operator print.
const OPERATOR: [&str; 4] = [
    "Commands of the operator",
    "Purposes beside",
    "Changes of a policy",
    "Signed policies",
];

#[test]
fn every_refusal_of_a_command_has_its_cause_and_remedy() {
    let codes = CommandCode::ALL.iter().map(|code| code.as_str());
    let codes: BTreeSet<&str> = codes
        .chain(store_errors().iter().map(StoreError::code))
        .chain(start_errors().iter().map(StartError::code))
        .chain(seed_errors().iter().map(SeedError::code))
        .chain(official_errors().iter().map(OfficialError::code))
        .collect();
    for code in &codes {
        let section = OPERATOR
            .into_iter()
            .find(|section| rows(section).contains_key(*code));
        let section = section.unwrap_or_else(|| panic!("{code} is not explained"));
        assert_explained(section, std::iter::once(*code));
    }
    for code in rows(OPERATOR[0]).keys() {
        assert!(codes.contains(code.as_str()), "{code} does not exist");
    }
}

#[test]
fn what_a_command_says_of_itself_is_chinese_first() {
    for code in CommandCode::ALL {
        let said = code.say("x");
        let words = said.strip_prefix(&format!("[{}] ", code.as_str())).unwrap();
        assert!(is_bilingual(words), "{said}");
    }
    let chinese = (store_errors().iter().map(StoreError::chinese))
        .chain(start_errors().iter().map(StartError::chinese))
        .chain(seed_errors().iter().map(SeedError::chinese))
        .chain(official_errors().iter().map(OfficialError::chinese))
        .collect::<Vec<_>>();
    for words in chinese {
        assert!(
            words
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{words}"
        );
    }
}
