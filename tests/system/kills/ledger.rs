//! What the child has said, and what has to be true for it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};
use sst_core::store::{CitizenStore, StoreError};
use sst_domain::profile::UnitKey;

/// What is edited. The last two are preferences: the platform asks for no base, the last write wins.
pub(super) const UNITS: [&str; 5] = ["address", "name", "birthday", "presentation", "language"];
/// The field of each that bears the number of the edit.
const FIELDS: [&str; 5] = ["street", "name", "date", "mode", "language"];
/// So many never have a value again that they had before.
const DISTINCT: usize = 2;
/// So many are nobody else's. An official writes the last one, too, between a kill and the next start: a change
/// that is applied once more then shows, for it overwrites what came since.
const OWN: usize = 4;

/// A line of the child: unit and number of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The edit begins.
    Making(usize, u64),
    /// The edit is acknowledged.
    Kept(usize, u64),
}

impl Said {
    /// A line that was cut off, without its full stop, was not said.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let mut words = line.strip_suffix('.')?.split(' ');
        let (verb, unit, number) = (words.next()?, words.next()?, words.next()?);
        let (unit, number) = (unit.parse().ok()?, number.parse().ok()?);
        match verb {
            "making" => Some(Self::Making(unit, number)),
            "kept" => Some(Self::Kept(unit, number)),
            _ => None,
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Making(unit, number) => write!(f, "making {unit} {number}."),
            Self::Kept(unit, number) => write!(f, "kept {unit} {number}."),
        }
    }
}

/// How the number of an edit is written in its unit.
fn text(unit: usize, number: u64) -> String {
    // Names have no digits.
    let stem = |digit: char| {
        "甲乙丙丁戊己庚辛壬癸"
            .chars()
            .nth(digit.to_digit(10)? as usize)
    };
    match UNITS[unit] {
        "address" => format!("场景路{number}号"),
        "name" => {
            let stems: String = number.to_string().chars().filter_map(stem).collect();
            format!("测试{stems}")
        }
        // 28 to a month, twelve months to a year, a hundred years: all of them days of grown-up people.
        "birthday" => {
            let (year, month, day) = (number / 336 % 100, number / 28 % 12 + 1, number % 28 + 1);
            format!("19{year:02}-{month:02}-{day:02}")
        }
        "presentation" => ["standard", "elder"][usize::from(number % 2 == 1)].to_owned(),
        _ => ["zh-CN", "en"][usize::from(number % 2 == 1)].to_owned(),
    }
}

/// The form of an edit.
pub(super) fn fields(unit: usize, number: u64) -> Value {
    let text = text(unit, number);
    match UNITS[unit] {
        "address" => json!({"region": "210104", "street": text}),
        _ => json!({ FIELDS[unit]: text }),
    }
}

/// What an official makes of the unit that is theirs, too, where this was found.
pub(super) fn official_s(found: &[String; UNITS.len()]) -> (&'static str, Value) {
    let number = u64::from(found[OWN] == text(OWN, 0));
    (UNITS[OWN], fields(OWN, number))
}

/// What is known of one unit.
#[derive(Default)]
struct Page {
    /// The last edit that was acknowledged or has been seen to be there.
    kept: u64,
    /// Those begun since: they may be there, or not.
    begun: Vec<u64>,
    /// All that were begun, by what they wrote.
    made: BTreeMap<String, u64>,
}

/// Everything that was said.
#[derive(Default)]
pub(super) struct Ledger {
    pages: [Page; UNITS.len()],
    last: u64,
    /// Edits that were acknowledged.
    pub(super) acknowledged: u64,
}

impl Ledger {
    /// Number of the next edit.
    pub(super) fn next(&self) -> u64 {
        self.last + 1
    }

    /// Writes down what was said.
    pub(super) fn note(&mut self, said: Said) {
        match said {
            Said::Making(unit, number) => {
                self.last = number;
                let page = &mut self.pages[unit];
                page.begun.push(number);
                page.made.insert(text(unit, number), number);
            }
            Said::Kept(unit, number) => {
                self.acknowledged += 1;
                self.pages[unit].kept = number;
                self.pages[unit].begun.clear();
            }
        }
    }

    /// Each unit is as the last acknowledged edit left it, or one that was begun since.
    pub(super) fn check(&mut self, place: &str, found: &[String; UNITS.len()]) {
        for (unit, found) in found.iter().enumerate().take(OWN) {
            let page = &mut self.pages[unit];
            let kept = page.kept;
            let mut possible = page.begun.iter().rev().copied().chain([kept]);
            let there = possible.find(|number| text(unit, *number) == *found);
            drop(possible);
            let Some(there) = there else {
                let (unit, begun) = (UNITS[unit], &page.begun);
                panic!("{place}: {unit} is {found}, acknowledged was {kept}, begun {begun:?}");
            };
            page.kept = there;
            page.begun.clear();
        }
    }

    /// What was written on the platform came in the order in which it was made, each at most once.
    pub(super) fn check_history(&self, history: &[(String, Value)]) {
        for (unit, page) in self.pages.iter().enumerate().take(DISTINCT) {
            let mut before = 0;
            for (_, value) in history.iter().filter(|(key, _)| key == UNITS[unit]) {
                let text = value[FIELDS[unit]].as_str().unwrap();
                let Some(&number) = page.made.get(text) else {
                    continue; // From before the first edit.
                };
                assert!(number > before, "{text} came after number {before}");
                before = number;
            }
        }
    }
}

/// What this computer shows of each unit.
pub(super) fn shown(store: &CitizenStore) -> [String; UNITS.len()] {
    let read = |tx: &sst_core::store::Tx<'_>| {
        let replica = tx.replica();
        let mut unit = 0..;
        Ok::<_, StoreError>(UNITS.map(|key| {
            let field = FIELDS[unit.next().unwrap()];
            let value = replica.shown_value(&UnitKey::from(key));
            let text = value.and_then(|value| value.text(field));
            text.unwrap_or_default().to_owned()
        }))
    };
    store.read(read).unwrap()
}

/// The number-bearing field of each unit.
pub(super) fn texts(units: &BTreeMap<String, Value>) -> [String; UNITS.len()] {
    std::array::from_fn(|unit| {
        let value = units.get(UNITS[unit]).map(|value| &value[FIELDS[unit]]);
        let text = value.and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    })
}
