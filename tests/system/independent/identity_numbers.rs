//! Numbers of resident identity cards, judged by this client and by two libraries that share nothing with it: a
//! crate, and Debian's `python3-stdnum`. Each disagreement has to be one of those that are explained here.

use std::fmt::Write as _;
use std::process::Command;

use jiff::civil::{Date, date};
use sst_domain::identity::{DocumentKind, FieldCode, document_facts, parse_number};

use super::python;

const CASES: usize = 120_000;
const TODAY: Date = date(2026, 11, 29);
/// Codes of provinces, and some that are none.
const PROVINCES: [&str; 38] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83", "91", "10", "99",
];

fn judged(number: &str) -> Result<(), FieldCode> {
    parse_number(DocumentKind::ResidentId, number, TODAY).map(|_| ())
}

/// Numbers of every kind: most of them right but for one thing, some right, some of chance alone. The same ones
/// each time.
fn cases() -> Vec<String> {
    let mut dice = fastrand::Rng::with_seed(20_261_129);
    (0..CASES).map(|_| case(&mut dice)).collect()
}

fn case(dice: &mut fastrand::Rng) -> String {
    let province = PROVINCES[dice.usize(..PROVINCES.len())];
    // Counties that exist are near the beginning of each hundred.
    let county = format!("{:02}{:02}", dice.u8(1..30), dice.u8(1..35));
    let year = dice.u16(1850..2040);
    let (month, day) = (dice.u8(0..14), dice.u8(0..33));
    let mut number = format!(
        "{province}{county}{year}{month:02}{day:02}{:03}",
        dice.u16(..1000)
    );
    number.push(check_character(&number));
    match dice.u8(..8) {
        // One character is another one.
        0 => {
            let at = dice.usize(..18);
            let other = char::from(b"0123456789XxAO"[dice.usize(..14)]);
            number.replace_range(at..=at, &other.to_string());
        }
        // Two neighbours have changed places.
        1 => {
            let at = dice.usize(..17);
            let pair: String = number[at..at + 2].chars().rev().collect();
            number.replace_range(at..at + 2, &pair);
        }
        // Too short or too long.
        2 => number.truncate(dice.usize(..18)),
        3 => number.push(char::from(b'0' + dice.u8(..10))),
        _ => {}
    }
    number
}

/// Another way than the client's: the sum of the digits, each doubled so often as it stands from the right, is 1
/// by 11 (ISO 7064).
fn check_character(digits: &str) -> char {
    let sum = digits
        .bytes()
        .fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap(),
    }
}

/// What the client says otherwise than a library that knows form, provinces, days and the check character, but
/// neither today nor other cards of the same form.
fn is_stricter(ours: Result<(), FieldCode>) -> bool {
    use FieldCode::{DateInFuture, DateTooOld, OtherDocumentKind};
    matches!(
        ours,
        // Nobody was born tomorrow, or lives so long. 81, 82 and 83 begin the number of a residence permit, which
        // is another card, and 9 that of a foreigner's.
        Err(DateInFuture | DateTooOld | OtherDocumentKind)
    )
}

#[test]
fn numbers_agree_with_a_crate() {
    let mut counts = [0; 3];
    for number in cases() {
        let (ours, theirs) = (judged(&number), cinv::is_valid(&number));
        if ours.is_ok() == theirs {
            counts[usize::from(theirs)] += 1;
            continue;
        }
        counts[2] += 1;
        // Its list has no 71, which GB/T 2260 gives to Taiwan.
        let unlisted = ours.is_ok() && number.starts_with("71");
        assert!(
            unlisted || (theirs && is_stricter(ours)),
            "{number}: {ours:?}, {theirs}"
        );
    }
    let [wrong, right, explained] = counts;
    assert!(wrong > 10_000 && right > 10_000, "{counts:?}");
    assert!(explained > 0, "{counts:?}");
}

/// Prints for each line the birth date in it, or why it is wrong.
const SCRIPT: &str = "
import sys
from stdnum.cn import ric
from stdnum import exceptions
for line in sys.stdin.read().split('\\n')[:-1]:
    try:
        ric.validate(line)
        print('right', ric.get_birth_date(line))
    except exceptions.InvalidComponent:
        try:
            ric.get_birth_date(line)
            print('place')
        except exceptions.InvalidComponent:
            print('date')
    except exceptions.ValidationError:
        print('form')
";

#[test]
#[ignore = "needs Python with stdnum: cargo xtask test"]
fn numbers_agree_with_stdnum() {
    let cases = cases();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers");
    let mut lines = String::new();
    for number in &cases {
        writeln!(lines, "{number}").unwrap();
    }
    std::fs::write(&path, lines).unwrap();
    let judge = Command::new(python())
        .args(["-c", SCRIPT])
        .stdin(std::fs::File::open(&path).unwrap())
        .output()
        .unwrap();
    assert!(
        judge.status.success(),
        "{}",
        String::from_utf8_lossy(&judge.stderr)
    );
    let said = String::from_utf8(judge.stdout).unwrap();
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said.len(), cases.len());

    let mut counts = [0; 3];
    for (number, theirs) in cases.iter().zip(said) {
        let (ours, right) = (judged(number), theirs.starts_with("right"));
        if ours.is_ok() == right {
            counts[usize::from(right)] += 1;
            if right {
                let parsed = parse_number(DocumentKind::ResidentId, number, TODAY).unwrap();
                let born = document_facts(&parsed).unwrap().birth_date;
                assert_eq!(format!("right {born}"), theirs);
            }
            continue;
        }
        counts[2] += 1;
        // It knows the counties of each year, as far as they are known to it. The client takes any of a province:
        // old cards name counties that no list has any longer.
        let unknown_county = ours.is_ok() && theirs == "place";
        assert!(
            unknown_county || (right && is_stricter(ours)),
            "{number}: {ours:?}, {theirs}"
        );
    }
    let [wrong, right, explained] = counts;
    assert!(wrong > 10_000 && right > 1_000, "{counts:?}");
    assert!(explained > 0, "{counts:?}");
}
