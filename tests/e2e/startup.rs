//! First paint, complete and memory, beside a bare window in the same run (`cargo xtask bench startup`).

mod keyring;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;

use crate::platform::Configuration;
use crate::session::{Built, Process, Session, wait_for};
use crate::window::Launch;

/// Measured starts of each window, after one that warms the disk cache.
const STARTS: usize = 9;
/// Left alone for this long before memory is counted.
const REST: Duration = Duration::from_secs(2);

#[test]
#[ignore = "a measurement: cargo xtask bench startup"]
fn startup() {
    let session = Session::start().unwrap();
    let nobody = Configuration::sample("http://127.0.0.1:9")
        .write(&session.place().harness())
        .unwrap();
    let measured = [("bare window", Built::bare()), ("盛事通", Built::app())];
    let mut starts: BTreeMap<&str, Vec<Start>> = BTreeMap::new();
    // Turn by turn, so that what disturbs the machine disturbs both.
    for turn in 0..=STARTS {
        for (name, program) in &measured {
            let start = start(&session, program, &nobody).unwrap();
            if turn > 0 {
                starts.entry(name).or_default().push(start);
            }
        }
    }
    let of = |name: &str, figure: Figure| median(starts[name].iter().map(figure));
    let aims: [(&str, &str, Figure, f64); 3] = [
        ("first paint", "ms", |start| start.first_paint, 1.25),
        ("complete", "ms", |start| start.complete, 1.25),
        ("memory (PSS)", "KiB", |start| start.memory, 1.15),
    ];
    eprintln!("median of {STARTS} starts    bare window    盛事通    ratio    aim");
    for (what, unit, figure, aim) in aims {
        let (bare, ours) = (of("bare window", figure), of("盛事通", figure));
        let ratio = ours as f64 / bare as f64;
        let verdict = if ratio <= aim { "met" } else { "MISSED" };
        eprintln!(
            "{what:<14} {bare:>10} {unit:<4} {ours:>10} {unit:<4} {ratio:>6.2} ≤ {aim} {verdict}"
        );
    }
}

struct Start {
    /// Milliseconds since the process started.
    first_paint: u64,
    complete: u64,
    /// Proportional set size of the process tree at rest, in KiB.
    memory: u64,
}

type Figure = fn(&Start) -> u64;

fn start(session: &Session, program: &Path, configuration: &Path) -> anyhow::Result<Start> {
    let place = session.place();
    let marks = place.harness().join("marks");
    let _ = fs::remove_file(&marks);
    let launch = Launch::new(program.to_owned(), place, configuration)
        .variable("SST_BENCH_MARKS", &marks.display().to_string());
    let mut command = session.command(&launch.script(place)?);
    let mut process = Process::start("window", &mut command, &place.harness())?;
    let mark = |name: &str| {
        let text = fs::read_to_string(&marks).unwrap_or_default();
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok())
    };
    let complete = wait_for("the complete window", Duration::from_secs(30), || {
        Ok(mark("complete "))
    })?;
    let first_paint = mark("first_paint ").context("no first paint was marked")?;
    std::thread::sleep(REST);
    let memory = memory(process.child().id())?;
    process.stop();
    Ok(Start {
        first_paint,
        complete,
        memory,
    })
}

/// Proportional set size of a process and all it started, in KiB.
fn memory(root: u32) -> anyhow::Result<u64> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc")?.filter_map(Result::ok) {
        let Some(process) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // Behind the name in brackets: state, then the parent.
        let parent = stat
            .rsplit_once(") ")
            .and_then(|(_, rest)| rest.split(' ').nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (process, parent)));
    }
    let below = |process: u32| {
        std::iter::successors(Some(process), |process| parents.get(process).copied())
            .any(|above| above == root)
    };
    let mut sum = 0;
    for process in parents.keys().copied().filter(|process| below(*process)) {
        let rollup =
            fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        sum += line
            .and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
            .unwrap_or(0);
    }
    anyhow::ensure!(sum > 0, "no memory was counted");
    Ok(sum)
}

fn median(values: impl Iterator<Item = u64>) -> u64 {
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    values[values.len() / 2]
}
