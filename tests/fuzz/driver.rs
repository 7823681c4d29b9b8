//! Feeds a parser what nobody should send: every file of its corpus, then those files changed at random.
//!
//! The corpus of a target is the folder `tests/fuzz/corpus/<target>`: good inputs by which the deeper parts
//! are reached, and every input that once did harm. `cargo test` tries a fixed number of changes, the same
//! ones each time; with `SST_FUZZ_SECONDS` it goes on for so long, from `SST_SEED`. What fails is made as
//! small as possible and printed; it goes into the corpus with the mending.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::Value;

/// Changes that `cargo test` tries on each target.
const USUAL: u32 = 200;
/// So many between two looks at the clock.
const BATCH: u32 = 500;
/// Longer than this, and an input holds the program up.
const LONGEST: Duration = Duration::from_secs(5);
/// Larger inputs take time and show nothing new; nor does what is repeated for longer.
const LARGEST: usize = 64 * 1024;
const LONGEST_REPETITION: usize = 8 * 1024;

/// Texts that parsers trip over.
const TOKENS: &[&str] = &[
    "",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "测试",
    "𠮷",
    "é",
    "e\u{301}",
    "[",
    "]",
    "{",
    "}",
    "[[[[[[[[",
    "{\"a\":",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "1e-999",
    "-0",
    "4294967295",
    "18446744073709551616",
    "9007199254740993",
    "0.1",
    "NaN",
    "%00",
    "%",
    "%e6%b5",
    "//",
    "..",
    "?",
    "#",
    "&",
    "=",
    "@",
    "https://",
    "javascript:",
    "一、",
    "（一）",
    "1.",
    "⑴",
    "①",
];

/// Runs `check` on everything. It fails by panicking; what it returns is whether the input was taken, and each
/// file of the corpus whose name begins with `good` must be.
pub(crate) fn fuzz(target: &str, check: impl Fn(&[u8]) -> bool) {
    let corpus = corpus(target);
    for (name, bytes) in &corpus {
        let taken = timed(&check, bytes).unwrap_or_else(|error| panic!("{target}/{name}: {error}"));
        assert!(
            taken || !name.starts_with("good"),
            "{target}/{name} is not taken"
        );
    }
    let files: Vec<_> = corpus.into_iter().map(|(_, bytes)| bytes).collect();
    let input = input(files);
    let seconds = variable("SST_FUZZ_SECONDS");
    let (end, seed) = (
        Instant::now() + Duration::from_secs(seconds.unwrap_or(0)),
        variable("SST_SEED").unwrap_or(1),
    );
    let mut tried: u64 = 0;
    loop {
        let cases = if seconds.is_some() { BATCH } else { USUAL };
        let mut runner = runner(cases, seed + tried);
        let outcome = runner.run(&input, |bytes| {
            timed(&check, &bytes.0)
                .map(drop)
                .map_err(TestCaseError::fail)
        });
        if let Err(failure) = outcome {
            panic!("{target}, SST_SEED={}: {failure}", seed + tried);
        }
        tried += u64::from(cases);
        if Instant::now() >= end {
            break;
        }
    }
    if seconds.is_some() {
        // Past the test harness, which keeps what a passing test prints.
        let _ = writeln!(
            std::io::stderr(),
            "{target}: {tried} inputs, SST_SEED={seed}"
        );
    }
}

/// The files of a target that have to be taken.
#[allow(dead_code, reason = "not every crate compares")]
pub(crate) fn good(target: &str) -> Vec<Vec<u8>> {
    let corpus = corpus(target).into_iter();
    let good = corpus.filter(|(name, _)| name.starts_with("good"));
    good.map(|(_, bytes)| bytes).collect()
}

fn timed(check: impl Fn(&[u8]) -> bool, bytes: &[u8]) -> Result<bool, String> {
    let start = Instant::now();
    let taken = check(bytes);
    let took = start.elapsed();
    if took > LONGEST {
        return Err(format!("took {took:?}"));
    }
    Ok(taken)
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().expect("a number"))
}

/// The files of a target, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus");
    let mut files: Vec<_> = fuzz
        .join(target)
        .read_dir()
        .expect("the target's corpus")
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the corpus of {target} is empty");
    files
}

fn runner(cases: u32, seed: u64) -> TestRunner {
    let config = Config {
        cases,
        // What fails goes into the corpus, which everybody has.
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// An input; shown as text, with what is no text escaped.
#[derive(Clone)]
struct Input(Vec<u8>);

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// A file of the corpus, changed one to eight times.
fn input(files: Vec<Vec<u8>>) -> impl Strategy<Value = Input> {
    let changes = prop::collection::vec(change(), 1..8);
    (any::<Index>(), changes).prop_map(move |(file, changes)| {
        let mut bytes = file.get(&files).clone();
        for change in &changes {
            change.apply(&mut bytes, &files);
            bytes.truncate(LARGEST);
        }
        Input(bytes)
    })
}

#[derive(Debug, Clone)]
enum Change {
    Flip {
        at: Index,
        bit: u8,
    },
    Set {
        at: Index,
        byte: u8,
    },
    Cut {
        from: Index,
        to: Index,
    },
    Repeat {
        from: Index,
        to: Index,
        times: usize,
    },
    Insert {
        at: Index,
        token: Index,
    },
    /// The rest comes from another file.
    Splice {
        at: Index,
        file: Index,
        from: Index,
    },
    /// If it is JSON: one value of it becomes another, or a member goes.
    Value {
        which: Index,
        by: Index,
        other: Index,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), 0..8_u8).prop_map(|(at, bit)| Change::Flip { at, bit }),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set { at, byte }),
        2 => (at(), at()).prop_map(|(from, to)| Change::Cut { from, to }),
        2 => (at(), at(), 1..200_usize).prop_map(|(from, to, times)| Change::Repeat { from, to, times }),
        4 => (at(), at()).prop_map(|(at, token)| Change::Insert { at, token }),
        2 => (at(), at(), at()).prop_map(|(at, file, from)| Change::Splice { at, file, from }),
        6 => (at(), at(), at()).prop_map(|(which, by, other)| Change::Value { which, by, other }),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>, files: &[Vec<u8>]) {
        let range = |bytes: &[u8], one: Index, other: Index| {
            let (one, other) = (one.index(bytes.len() + 1), other.index(bytes.len() + 1));
            one.min(other)..one.max(other)
        };
        match *self {
            Self::Flip { at, bit } if !bytes.is_empty() => *at.get_mut(bytes) ^= 1 << bit,
            Self::Set { at, byte } if !bytes.is_empty() => *at.get_mut(bytes) = byte,
            Self::Flip { .. } | Self::Set { .. } => {}
            Self::Cut { from, to } => drop(bytes.drain(range(bytes, from, to))),
            Self::Repeat { from, to, times } => {
                let range = range(bytes, from, to);
                let times = times.min(LONGEST_REPETITION / range.len().max(1));
                let part = bytes[range.clone()].repeat(times);
                bytes.splice(range.start..range.start, part);
            }
            Self::Insert { at, token } => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, token.get::<&str>(TOKENS).bytes());
            }
            Self::Splice { at, file, from } => {
                let other = file.get(files);
                bytes.truncate(at.index(bytes.len() + 1));
                bytes.extend_from_slice(&other[from.index(other.len() + 1)..]);
            }
            Self::Value { which, by, other } => change_value(bytes, which, by, other),
        }
    }
}

fn change_value(bytes: &mut Vec<u8>, which: Index, by: Index, other: Index) {
    let Ok(mut json) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let count = count(&json);
    let donor = nth(&mut json, &mut other.index(count)).map(|value| value.clone());
    let Some(value) = nth(&mut json, &mut which.index(count)) else {
        return;
    };
    let long = Value::from("长".repeat(1000));
    let values = [
        Value::Null,
        Value::from(true),
        Value::from(-1),
        Value::from(0),
        Value::from(u64::MAX),
        Value::from(1e300),
        Value::from(""),
        Value::from(*other.get::<&str>(TOKENS)),
        long,
        Value::Array(Vec::new()),
        Value::Object(serde_json::Map::new()),
        Value::from(vec![value.clone(); 3]),
        donor.unwrap_or_default(),
    ];
    let by = by.index(values.len() + 2);
    match (values.get(by), &mut *value) {
        (Some(new), _) => *value = new.clone(),
        (None, Value::Object(members)) if !members.is_empty() => {
            let name = other
                .get(&members.keys().cloned().collect::<Vec<_>>())
                .clone();
            members.remove(&name);
        }
        (None, Value::String(text)) => text.push_str(other.get::<&str>(TOKENS)),
        (None, _) => {}
    }
    *bytes = serde_json::to_vec(&json).expect("JSON again");
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The value with this number, counted from the outermost inwards.
fn nth<'a>(value: &'a mut Value, number: &mut usize) -> Option<&'a mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth(value, number)),
        Value::Object(members) => members.values_mut().find_map(|value| nth(value, number)),
        _ => None,
    }
}
