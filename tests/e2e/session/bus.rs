//! A session bus, and on it a notification daemon with somebody listening to what it is asked to show.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::place::Place;
use super::process::{Process, wait_for};

pub(super) struct Bus {
    _daemon: Process,
}

impl Bus {
    /// Starts the bus and puts its address into the session's environment.
    pub(super) fn start(place: &mut Place) -> anyhow::Result<Self> {
        let socket = place.runtime().join("bus");
        let address = format!("unix:path={}", socket.display());
        let mut command = place.command(Path::new("dbus-daemon"));
        command
            .args(["--session", "--nofork", "--nopidfile", "--nosyslog"])
            .arg(format!("--address={address}"));
        let daemon = Process::start("dbus-daemon", &mut command, &place.harness())?;
        wait_for("the session bus", Duration::from_secs(5), || {
            Ok(socket.exists().then_some(()))
        })?;
        place.set("DBUS_SESSION_BUS_ADDRESS", address);
        Ok(Self { _daemon: daemon })
    }
}

/// One request to show a notification, as it went over the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) app: String,
    pub(crate) title: String,
    pub(crate) body: String,
}

pub(super) struct Notifications {
    _monitor: Process,
    _daemon: Process,
    log: PathBuf,
}

impl Notifications {
    pub(super) fn start(place: &Place) -> anyhow::Result<Self> {
        let daemon = Process::start(
            "dunst",
            &mut place.command(Path::new("dunst")),
            &place.harness(),
        )?;
        wait_for("the notification daemon", Duration::from_secs(10), || {
            let reply = place.command(Path::new("dunstctl")).arg("count").output()?;
            Ok(reply.status.success().then_some(()))
        })?;
        let mut command = place.command(Path::new("dbus-monitor"));
        command.args([
            "--session",
            "interface='org.freedesktop.Notifications',member='Notify'",
        ]);
        let monitor = Process::start("dbus-monitor", &mut command, &place.harness())?;
        let log = place.harness().join("dbus-monitor.log");
        wait_for("the bus monitor", Duration::from_secs(5), || {
            Ok(fs::read_to_string(&log)?
                .contains("NameAcquired")
                .then_some(()))
        })?;
        Ok(Self {
            _monitor: monitor,
            _daemon: daemon,
            log,
        })
    }

    pub(super) fn toasts(&self) -> anyhow::Result<Vec<Toast>> {
        Ok(parse(&fs::read_to_string(&self.log)?))
    }
}

/// Reads `dbus-monitor`'s text: a call's first strings are app, icon, title and body.
fn parse(text: &str) -> Vec<Toast> {
    text.split("method call ")
        .skip(1)
        .filter(|call| {
            call.lines()
                .next()
                .is_some_and(|head| head.contains("member=Notify"))
        })
        .filter_map(|call| {
            // Depth one: hints and actions are indented further.
            let mut strings = call
                .lines()
                .filter_map(|line| line.strip_prefix("   string \""));
            let (app, _icon) = (strings.next()?, strings.next()?);
            let (title, body) = (strings.next()?, strings.next()?);
            let plain = |line: &str| line.trim_end_matches('"').to_owned();
            Some(Toast {
                app: plain(app),
                title: plain(title),
                body: plain(body),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notify_call_is_read_from_the_monitor_and_other_lines_are_not() {
        let text = "\
signal time=1.0 sender=org.freedesktop.DBus -> destination=:1.5 serial=2 path=/ interface=a; member=NameAcquired
   string \":1.5\"
method call time=2.0 sender=:1.7 -> destination=:1.3 serial=9 path=/ interface=a; member=Notify
   string \"盛事通\"
   uint32 0
   string \"\"
   string \"您有一条新通知\"
   string \"打开盛事通查看\"
   array [
      string \"default\"
   ]
   int32 -1
method call time=3.0 sender=:1.7 -> destination=:1.3 serial=9 path=/ interface=a; member=Other
   string \"1\"
   string \"2\"
   string \"3\"
   string \"4\"
";
        let toast = Toast {
            app: "盛事通".into(),
            title: "您有一条新通知".into(),
            body: "打开盛事通查看".into(),
        };
        assert_eq!(parse(text), [toast]);
    }
}
