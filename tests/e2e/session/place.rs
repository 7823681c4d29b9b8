//! The session's folders and environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use tempfile::TempDir;

/// Two sides: what belongs to the person (and is searched for leaks), and what belongs to the test.
pub(crate) struct Place {
    root: TempDir,
    variables: BTreeMap<&'static str, OsString>,
}

impl Place {
    /// Makes the folders. `SST_E2E_KEEP=1` leaves them behind for looking at.
    pub(super) fn new() -> anyhow::Result<Self> {
        // Short, because socket paths end at 108 bytes.
        let mut root = tempfile::Builder::new()
            .prefix("sst-")
            .tempdir_in("/tmp")
            .context("/tmp")?;
        if std::env::var_os("SST_E2E_KEEP").is_some() {
            root.disable_cleanup(true);
            eprintln!("kept: {}", root.path().display());
        }
        let mut place = Self {
            root,
            variables: BTreeMap::new(),
        };
        for (variable, below) in FOLDERS {
            let folder = place.person().join(below);
            fs::create_dir_all(&folder)?;
            fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
            place.variables.insert(variable, folder.into());
        }
        fs::create_dir_all(place.harness())?;
        for (variable, value) in FIXED {
            place.variables.insert(variable, value.into());
        }
        if let Some(path) = std::env::var_os("PATH") {
            place.variables.insert("PATH", path);
        }
        Ok(place)
    }

    /// Home, runtime and temporary folders: everything the app can be expected to write to.
    pub(crate) fn person(&self) -> PathBuf {
        self.root.path().join("person")
    }

    /// Logs, configuration and data of the test's own programs.
    pub(crate) fn harness(&self) -> PathBuf {
        self.root.path().join("harness")
    }

    /// The person's runtime folder (sockets).
    pub(crate) fn runtime(&self) -> PathBuf {
        self.person().join("run")
    }

    pub(super) fn set(&mut self, variable: &'static str, value: impl Into<OsString>) {
        self.variables.insert(variable, value.into());
    }

    /// A program with the session's environment and nothing else.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(&self.variables)
            .current_dir(self.person());
        command
    }
}

/// Each variable with its folder below `person`.
const FOLDERS: [(&str, &str); 7] = [
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "home/.config"),
    ("XDG_DATA_HOME", "home/.local/share"),
    ("XDG_STATE_HOME", "home/.local/state"),
    ("XDG_CACHE_HOME", "home/.cache"),
    ("XDG_RUNTIME_DIR", "run"),
    ("TMPDIR", "tmp"),
];

const FIXED: [(&str, &str); 3] = [
    ("LANG", "C.UTF-8"),
    // What a desktop session says of itself; without it GTK looks for portals first.
    ("XDG_SESSION_TYPE", "x11"),
    ("GDK_BACKEND", "x11"),
];
