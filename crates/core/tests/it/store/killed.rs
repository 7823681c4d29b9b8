//! A process that is killed at any moment loses nothing that it has acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use fastrand::Rng;
use sst_core::store::{StoreError, remove_files};

use super::Safe;
use super::ledger::{Ledger, freeze, number, write_number};
use crate::soak;

/// Tells the test that it is the child, and where its store is.
const CHILD: &str = "SST_KILLED_CHILD";
/// How many kills.
const KILLS: &str = "SST_KILLS";

#[test]
fn fault_26_acknowledged_edits_survive_a_kill() {
    if let Some(folder) = std::env::var_os(CHILD) {
        edit_for_ever(&Safe::new(Path::new(&folder)));
    }
    let kills = soak::rounds(KILLS, 50);
    let mut chance = soak::chance("kills");
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    safe.create().unwrap().close().unwrap();
    let mut ledger = Ledger::default();
    for kill in 0..kills {
        let said = kill_amidst(
            "fault_26_acknowledged_edits_survive_a_kill",
            &safe,
            &mut chance,
        );
        if let Some(Step::Kept(number)) = said {
            ledger.acknowledged = number;
        }
        if let Err(what) = ledger.check(&safe) {
            panic!("kill {kill}: {what}");
        }
    }
    let edits = ledger.acknowledged;
    assert!(edits > kills, "the child got nowhere: {edits} edits");
}

#[test]
fn a_kill_leaves_a_store_whole_or_no_store() {
    if let Some(folder) = std::env::var_os(CHILD) {
        make_and_remove_for_ever(&Safe::new(Path::new(&folder)));
    }
    let kills = soak::rounds(KILLS, 50);
    let mut chance = soak::chance("kills while a store is made and removed");
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    let mut whole = 0;
    for kill in 0..kills {
        let said = kill_amidst(
            "a_kill_leaves_a_store_whole_or_no_store",
            &safe,
            &mut chance,
        );
        match (safe.open(), said) {
            (Ok(store), Some(Step::Kept(kept))) => {
                let found = number(&store);
                assert!(found == kept || found == kept + 1, "{found} of {kept}");
                whole += 1;
            }
            (Err(error), Some(Step::Kept(_))) => panic!("kill {kill}: {error:?}"),
            // Whoever removes has noted it first, and whoever makes has too: what is left of it goes.
            (Ok(_) | Err(StoreError::Missing | StoreError::Corrupt), _) => {}
            (Err(error), _) => panic!("kill {kill}, {said:?}: {error:?}"),
        }
        remove_files(&safe.path).unwrap();
    }
    assert!(whole > 0, "the child got nowhere");
}

/// What the child says it has done.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// This edit is on the disk.
    Kept(u64),
    /// From here on the store is being removed.
    Removing,
    Gone,
}

impl Step {
    /// A line that was cut off, without its full stop, was not said.
    fn parse(line: &str) -> Option<Self> {
        let (verb, number) = line.strip_suffix('.')?.split_once(' ')?;
        match verb {
            "kept" => Some(Self::Kept(number.parse().ok()?)),
            "removing" => Some(Self::Removing),
            "gone" => Some(Self::Gone),
            _ => None,
        }
    }
}

fn say(verb: &str, number: u64) {
    let mut out = std::io::stdout();
    writeln!(out, "{verb} {number}.").unwrap();
    out.flush().unwrap();
}

/// Starts this test again as a child, and kills it some steps and some moments later. Returns the last step
/// that it has taken for sure.
fn kill_amidst(test: &str, safe: &Safe, chance: &mut Rng) -> Option<Step> {
    let (mut child, mut lines) = start(test, safe);
    let steps = chance.usize(0..30);
    let before = lines.by_ref().take(steps).last();
    std::thread::sleep(Duration::from_micros(chance.u64(0..3000)));
    child.kill().unwrap();
    child.wait().unwrap();
    lines.last().or(before)
}

fn start(test: &str, safe: &Safe) -> (Child, impl Iterator<Item = Step>) {
    let folder = safe.path.parent().unwrap().parent().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("store::killed::{test}"), "--nocapture"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out: ChildStdout = child.stdout.take().unwrap();
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    // The harness speaks first. Steps are counted from the child's own first word.
    let steps = std::iter::from_fn(move || lines.find_map(|line| Step::parse(&line)));
    (child, steps)
}

fn edit_for_ever(safe: &Safe) -> ! {
    let store = safe.open().unwrap();
    for next in number(&store) + 1.. {
        write_number(&store, next).unwrap();
        say("kept", next);
        if next.is_multiple_of(5) {
            freeze(&store).unwrap();
        }
    }
    unreachable!()
}

fn make_and_remove_for_ever(safe: &Safe) -> ! {
    loop {
        let store = safe.create().unwrap();
        for next in 1..=3 {
            write_number(&store, next).unwrap();
            say("kept", next);
        }
        store.close().unwrap();
        say("removing", 0);
        remove_files(&safe.path).unwrap();
        say("gone", 0);
    }
}
