//! A session bus that takes connections and never answers. GTK, WebKit and whoever finds the first instance
//! wait for it without end, before there is a window; one that does not answer in time is done without.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

/// Names the bus to every program of the session.
const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
/// An address that nothing connects to and that fails at once.
const NONE: &str = "disabled:";
/// Longest time that the bus may take to say hello.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Starts this program anew, in the same process, without a bus, where the bus does not answer. To be called
/// before anything else asks the bus. There is no telling GTK once it has begun to wait.
pub(crate) fn do_without_a_silent_one() {
    if std::env::var_os(ADDRESS).is_some_and(|address| address == OsStr::new(NONE)) || answers() {
        return;
    }
    tracing::warn!("the session bus does not answer; going on without");
    let mut arguments = std::env::args_os();
    let mut again = match std::env::current_exe() {
        Ok(own) => Command::new(own),
        Err(error) => return tracing::warn!(%error, "and yet with it"),
    };
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let error = again.args(arguments).env(ADDRESS, NONE).exec();
    tracing::warn!(%error, "and yet with it");
}

/// Whether the bus says anything at all: that there is none is an answer, too.
fn answers() -> bool {
    let (answer, answered) = mpsc::channel();
    let asking = std::thread::Builder::new()
        .name("session-bus".to_owned())
        .spawn(move || {
            let connected = zbus::blocking::Connection::session().is_ok();
            // Nobody may be waiting any more.
            let _ = answer.send(connected);
        });
    asking.is_err() || answered.recv_timeout(ANSWER_WITHIN).is_ok()
}
