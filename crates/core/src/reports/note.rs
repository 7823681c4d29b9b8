//! What the program writes down in the moment in which it fails.
//!
//! There is no time to seal anything then: the note is a small plain file with a place in code, a version and a day. It
//! is written only while an account is open whose person agreed to reports, and taken up or forgotten when the next
//! account opens.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sst_api::report::Part;
use sst_domain::report::is_place;
use sst_vault::VaultId;

use super::report::{About, Report};
use crate::clock::Clock;
use crate::consent::{CrashReports, Grants};

const FILE: &str = "failure.json";
/// More than a note can have, in bytes.
const MOST_BYTES: u64 = 4 * 1024;

/// Writes down where the program fails.
#[derive(Debug)]
pub struct CrashWatch {
    file: PathBuf,
    app: String,
    clock: Arc<dyn Clock>,
    whose: Mutex<Option<(VaultId, Grants)>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    account: String,
    app: String,
    day: Date,
    place: String,
}

impl CrashWatch {
    pub(crate) fn new(folder: &Path, app: &str, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self {
            file: folder.join(FILE),
            app: app.to_owned(),
            clock,
            whose: Mutex::default(),
        })
    }

    /// From now on it writes for this account, or not at all. An account in memory leaves nothing on the disk.
    pub(crate) fn follow(&self, whose: Option<(VaultId, Grants)>) {
        *self.whose.lock().unwrap_or_else(PoisonError::into_inner) = whose;
    }

    /// The program fails at `place`, as the compiler names it. Writes it down if the person agreed to reports. It is
    /// called by a panic: it waits for no lock, for the disk alone, and never fails.
    pub fn failed_at(&self, place: &str) {
        let whose = match self.whose.try_lock() {
            Ok(whose) => whose,
            Err(TryLockError::Poisoned(whose)) => whose.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let Some((account, grants)) = &*whose else {
            return;
        };
        let place = short(place);
        if !grants.try_granted::<CrashReports>() || !is_place(&place) {
            return;
        }
        let note = Note {
            account: account.to_string(),
            app: self.app.clone(),
            day: self.clock.today_in_shenyang(),
            place,
        };
        let Ok(note) = serde_json::to_vec(&note) else {
            return;
        };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        if let Ok(mut file) = options.open(&self.file) {
            let _ = file.write_all(&note).and_then(|()| file.sync_all());
        }
    }

    /// What was written down: `None` where nothing was, `Some(None)` where it is not this account's, or cannot be read.
    pub(super) fn read(&self) -> Option<Option<Report>> {
        fs::metadata(&self.file).ok()?;
        let note = self.note();
        let whose = self.whose.lock().unwrap_or_else(PoisonError::into_inner);
        let account = whose.as_ref().map(|(account, _)| account.to_string());
        Some(
            note.filter(|note| Some(&note.account) == account.as_ref() && is_place(&note.place))
                .map(|note| {
                    let about = About::Crash {
                        day: note.day,
                        part: Part::Program,
                        place: note.place,
                        trail: Vec::new(),
                    };
                    Report::new(&note.app, about)
                }),
        )
    }

    /// Deletes what was written down for this account.
    pub(crate) fn forget_of(&self, account: VaultId) {
        if self
            .note()
            .is_some_and(|note| note.account == account.to_string())
        {
            self.forget();
        }
    }

    fn note(&self) -> Option<Note> {
        let length = fs::metadata(&self.file).ok()?.len();
        let bytes = (length <= MOST_BYTES).then(|| fs::read(&self.file).ok())??;
        serde_json::from_slice(&bytes).ok()
    }

    /// Deletes what was written down.
    pub(crate) fn forget(&self) {
        let _ = fs::remove_file(&self.file);
    }
}

/// A place without the folder in which somebody built the program.
fn short(place: &str) -> String {
    let place = place.replace('\\', "/");
    for folder in [
        "/registry/src/",
        "/git/checkouts/",
        "/rustc/",
        "/toolchains/",
    ] {
        if let Some((_, below)) = place.split_once(folder) {
            // What follows is the name of a registry, or of a commit.
            return below
                .split_once('/')
                .map_or_else(String::new, |(_, path)| path.to_owned());
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sst_domain::consent::Control;

    use super::*;
    use crate::clock::SystemClock;

    fn agreed(controls: &[Control]) -> Grants {
        let grants = Grants::default();
        grants.set(controls.iter().copied().collect::<BTreeSet<_>>());
        grants
    }

    fn account(digit: u8) -> VaultId {
        char::from(digit).to_string().repeat(32).parse().unwrap()
    }

    #[test]
    fn nothing_is_written_without_consent() {
        let folder = tempfile::tempdir().unwrap();
        let watch = CrashWatch::new(folder.path(), "0.1.0", Arc::new(SystemClock));
        let place = "crates/core/src/sync/worker.rs:12:5";
        watch.failed_at(place);
        watch.follow(Some((account(b'a'), agreed(&[Control::UsageStatistics]))));
        watch.failed_at(place);
        let grants = agreed(&[Control::CrashReports]);
        watch.follow(Some((account(b'a'), grants.clone())));
        grants.close(Control::CrashReports);
        watch.failed_at(place);
        watch.follow(None);
        watch.failed_at(place);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(watch.read().is_none());
    }

    #[test]
    fn a_note_is_taken_up_for_the_account_that_was_open_only() {
        let folder = tempfile::tempdir().unwrap();
        let watch = CrashWatch::new(folder.path(), "0.1.0", Arc::new(SystemClock));
        let grants = agreed(&[Control::CrashReports]);
        watch.follow(Some((account(b'a'), grants.clone())));
        watch.failed_at("crates/core/src/sync/worker.rs:12:5");
        let report = watch.read().unwrap().unwrap();
        assert!(matches!(
            report.about,
            About::Crash { part: Part::Program, ref place, .. } if place.ends_with("worker.rs:12:5")
        ));
        watch.follow(Some((account(b'b'), grants)));
        assert!(watch.read().unwrap().is_none());
        watch.forget_of(account(b'b'));
        assert!(watch.read().is_some());
        watch.forget_of(account(b'a'));
        assert!(watch.read().is_none());
        fs::write(folder.path().join(FILE), vec![b' '; 5000]).unwrap();
        assert!(watch.read().unwrap().is_none());
    }

    #[test]
    fn a_place_does_not_say_where_the_program_was_built() {
        for (compiled, shown) in [
            ("crates/core/src/a.rs:1:2", "crates/core/src/a.rs:1:2"),
            (
                "/home/someone/.cargo/registry/src/index.crates.io-1949/tokio-1.2.3/src/a.rs:1:2",
                "tokio-1.2.3/src/a.rs:1:2",
            ),
            (
                "/rustc/59807/library/std/src/a.rs:1:2",
                "library/std/src/a.rs:1:2",
            ),
            (r"src-tauri\src\start.rs:1:2", "src-tauri/src/start.rs:1:2"),
        ] {
            assert_eq!(short(compiled), shown);
        }
    }
}
