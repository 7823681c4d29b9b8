//! Feeds a parser what nobody should send: every file of its corpus, then those files changed at random.
//!
//! The corpus of a target is the folder `tests/fuzz/corpus/<target>`: good inputs by which the deeper parts
//! are reached, and every input that once did harm. `cargo test` tries a fixed number of changes, the same
//! ones each time; with `SST_FUZZ_SECONDS` it goes on for so long, from `SST_SEED`. What fails is made as
//! small as possible and printed; it goes into the corpus with the mending.

mod change;

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use change::{LARGEST, change};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Changes that `cargo test` tries on each target.
const USUAL: u32 = 200;
/// So many between two looks at the clock.
const BATCH: u32 = 500;
/// Longer than this, and an input holds the program up.
const LONGEST: Duration = Duration::from_secs(5);
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
