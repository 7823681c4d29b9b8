//! A disk that loses its power at any step loses nothing that was acknowledged.

mod disk;
mod vfs;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use fastrand::Rng;
use sst_core::store::StoreError;

use super::Safe;
use super::ledger::{Ledger, freeze, number, write_number};
use crate::soak;
use disk::Disk;

/// How many losses of power.
const LOSSES: &str = "SST_POWER_LOSSES";

#[test]
fn acknowledged_edits_survive_a_loss_of_power() {
    let losses = soak::rounds(LOSSES, 100);
    let mut chance = soak::chance("loss of power");
    let bench = Bench::new(true);
    let mut ledger = bench.begin();
    let mut edits = 0;
    for loss in 0..losses {
        edits += bench.edit_until_the_power_goes(&mut ledger, &mut chance);
        bench.restart(&mut chance);
        if let Err(what) = ledger.check(&bench.safe) {
            panic!("loss {loss}: {what}");
        }
    }
    assert!(edits > losses, "the power went too early: {edits} edits");
}

/// The same on a disk that says of a sync that it is done, and has done nothing.
#[test]
fn a_disk_that_does_not_sync_is_found_out() {
    let mut chance = soak::chance("disk that does not sync");
    let found = (0..20).any(|_| {
        let bench = Bench::new(false);
        let mut ledger = bench.begin();
        bench.edit_until_the_power_goes(&mut ledger, &mut chance);
        bench.restart(&mut chance);
        ledger.check(&bench.safe).is_err()
    });
    assert!(found, "twenty losses, and nothing is missing");
}

#[test]
fn a_store_that_was_being_made_is_whole_or_refused() {
    let losses = soak::rounds(LOSSES, 100);
    let mut chance = soak::chance("loss of power while a store is made");
    let (mut whole, mut refused) = (0, 0);
    for loss in 0..losses {
        let bench = Bench::new(true);
        bench.disk().lose_power_at(chance.u64(1..80));
        let made = bench.safe.create().map(drop);
        bench.restart(&mut chance);
        match bench.safe.open() {
            Ok(store) => {
                assert_eq!(number(&store), 0);
                write_number(&store, 1).unwrap();
                whole += 1;
            }
            // Neither is taken for a store; what is half made is removed and made anew.
            Err(StoreError::Corrupt | StoreError::Missing) if made.is_err() => refused += 1,
            Err(error) => panic!("loss {loss}: {error:?} after {made:?}"),
        }
    }
    assert!(whole > 0 && refused > 0, "{whole} whole, {refused} refused");
}

/// A store on a disk of its own.
struct Bench {
    folder: tempfile::TempDir,
    disk: vfs::Shared,
    safe: Safe,
}

impl Bench {
    fn new(honest: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(Mutex::new(Disk::new(honest)));
        // As SQLite will call it.
        let root = folder.path().canonicalize().unwrap();
        let safe = Safe::new(&root);
        vfs::mount(safe.path.parent().unwrap(), &disk);
        Self { folder, disk, safe }
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    fn begin(&self) -> Ledger {
        self.safe.create().unwrap().close().unwrap();
        assert_eq!(self.real_length(), 0, "it lies on the simulated disk");
        Ledger::default()
    }

    fn real_length(&self) -> u64 {
        let file: &Path = &self.safe.path;
        assert!(file.starts_with(self.folder.path().canonicalize().unwrap()));
        file.metadata().unwrap().len()
    }

    /// Opens the store and edits until the power goes, at a step that chance chooses: mostly soon, now and
    /// then after the log was written back. Returns how many edits were acknowledged.
    fn edit_until_the_power_goes(&self, ledger: &mut Ledger, chance: &mut Rng) -> u64 {
        let most = if chance.u8(0..12) == 0 { 3000 } else { 200 };
        self.disk().lose_power_at(chance.u64(1..most));
        let before = ledger.acknowledged;
        // An error is the power that went, wherever it was.
        let _: Result<(), StoreError> = (|| {
            loop {
                let store = self.safe.open()?;
                for _ in 0..chance.u32(1..400) {
                    let next = ledger.acknowledged + 1;
                    write_number(&store, next)?;
                    ledger.acknowledged = next;
                    if next.is_multiple_of(5) {
                        freeze(&store)?;
                    }
                }
                store.close()?;
            }
        })();
        ledger.acknowledged - before
    }

    fn restart(&self, chance: &mut Rng) {
        self.disk().restart(chance);
    }
}
