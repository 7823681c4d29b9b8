//! Tests in a session of their own.
//!
//! `keyring` finds its bus by the environment, and a process has one environment for all its tests:
//! so each test runs again, alone, in a child process that knows another bus.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the folder of the session to the child.
const FOLDER: &str = "SST_TEST_SESSION_FOLDER";
const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Runs `body`, the whole of the test that calls this, in a session whose bus is to listen on
/// `Bus::address_in` the folder that `body` is given. Nothing listens there yet.
pub(super) fn in_session<F: FnOnce(&Path)>(body: F) {
    in_session_of::<F>(body);
}

/// The same for a test whose own closure is `F`, which `body` runs.
pub(super) fn in_session_of<F>(body: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let address = super::bus::Bus::address_in(folder.path());
    in_child::<F>(&address, folder.path(), body);
}

/// The same as [`in_session`], in a session whose bus is said to be at `address`.
pub(super) fn in_session_at<F: FnOnce(&Path)>(address: &str, folder: &Path, body: F) {
    in_child::<F>(address, folder, body);
}

fn in_child<F>(address: &str, folder: &Path, body: impl FnOnce(&Path)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        body(&PathBuf::from(folder));
        return;
    }
    let name = test_name::<F>();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ADDRESS, address)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    eprint!("{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name} failed in its session");
    assert!(
        said.contains("test result: ok. 1 passed;"),
        "{name} was not run"
    );
}

/// The name of the test is that of the function whose closure `F` is.
fn test_name<F>() -> &'static str {
    let closure = std::any::type_name::<F>();
    let (_crate_name, path) = closure.split_once("::").unwrap();
    path.split("::{{closure}}").next().unwrap()
}
