//! A process that is killed at any moment loses nothing that it has acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use sst_core::store::CitizenStore;

use super::{Safe, edit_street, street};

/// Tells the test that it is the child, and where its store is.
const CHILD: &str = "SST_KILLED_CHILD";
/// Asks for more rounds than the usual.
const ROUNDS: &str = "SST_KILLS";

#[test]
fn acknowledged_edits_survive_a_kill() {
    if let Some(folder) = std::env::var_os(CHILD) {
        edit_for_ever(&Safe::new(Path::new(&folder)));
    }
    let rounds = std::env::var(ROUNDS)
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(25);
    let folder = tempfile::tempdir().unwrap();
    let safe = Safe::new(folder.path());
    safe.create().unwrap().close().unwrap();
    let mut edits = 0;
    for round in 0..rounds {
        let acknowledged = kill_amidst(folder.path(), Duration::from_millis(round * 7 % 60));
        let store = safe.open().unwrap();
        let kept = number(&store);
        // The last one may be on the disk without having been acknowledged.
        assert!(
            kept == acknowledged || kept == acknowledged + 1,
            "{kept} kept of {acknowledged}"
        );
        assert_eq!(store.unsent().unwrap(), 1 + u32::from(has_frozen(&store)));
        store.close().unwrap();
        check_pages(&safe);
        edits = kept;
    }
    assert!(edits > rounds, "the child got nowhere: {edits} edits");
}

/// Starts a child, lets it edit for a while and kills it. Returns the last number that it acknowledged.
fn kill_amidst(folder: &Path, after: Duration) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "store::killed::acknowledged_edits_survive_a_kill",
            "--nocapture",
        ])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged = |line: &str| line.strip_prefix("kept ")?.strip_suffix(".")?.parse().ok();
    let first: u64 = lines.find_map(|line| acknowledged(&line.unwrap())).unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    // A line that was cut off, without its full stop, was not acknowledged.
    lines
        .map_while(Result::ok)
        .filter_map(|line| acknowledged(&line))
        .last()
        .unwrap_or(first)
}

fn edit_for_ever(safe: &Safe) -> ! {
    let store = safe.open().unwrap();
    let mut out = std::io::stdout();
    for number in number(&store) + 1.. {
        edit_street(&store, &format!("测试街 {number} 号")).unwrap();
        writeln!(out, "kept {number}.").unwrap();
        out.flush().unwrap();
        if number % 5 == 0 {
            freeze(&store);
        }
    }
    unreachable!()
}

fn freeze(store: &CitizenStore) {
    let frozen = store.write(|tx| {
        let mut replica = tx.replica();
        replica.freeze();
        tx.put_replica(replica)
    });
    frozen.unwrap();
}

fn has_frozen(store: &CitizenStore) -> bool {
    let rows = store.read(|tx| Ok::<_, sst_core::store::StoreError>(tx.replica().outbox));
    let rows = rows.unwrap();
    rows.len() > 1 && rows.values().any(|row| row.is_frozen())
}

fn number(store: &CitizenStore) -> u64 {
    let street = street(store).unwrap_or_default();
    street
        .split(' ')
        .nth(1)
        .map_or(0, |number| number.parse().unwrap())
}

fn check_pages(safe: &Safe) {
    let raw = rusqlite::Connection::open(&safe.path).unwrap();
    let found: String = raw
        .pragma_query_value(None, "integrity_check", |row| row.get(0))
        .unwrap();
    assert_eq!(found, "ok");
}
