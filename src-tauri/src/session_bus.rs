//! A session bus that takes connections and never answers. GTK, WebKit and whoever finds the first instance
//! wait for it without end, before there is a window; one that does not answer in time is done without.

use std::sync::mpsc;
use std::time::Duration;

use crate::environment::Variable;

/// Names the bus to every program of the session.
const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
/// An address that nothing connects to and that fails at once.
const NONE: &str = "disabled:";
/// Longest time that the bus may take to say hello.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// What keeps everybody from a bus that does not answer. To be asked before anything else asks the bus: there
/// is no telling GTK once it has begun to wait.
pub(crate) fn variable() -> Option<Variable> {
    if answers() {
        return None;
    }
    tracing::warn!("the session bus does not answer; going on without");
    Some((ADDRESS, NONE.into()))
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
