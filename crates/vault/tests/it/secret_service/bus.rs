//! A session bus of its own, and a GNOME keyring on it.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// No service folders: on this bus nothing starts by itself.
const CONFIG: &str = r#"<busconfig>
  <type>session</type>
  <listen>ADDRESS</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

pub(super) struct Bus {
    _daemon: Running,
    address: String,
    folder: PathBuf,
}

impl Bus {
    /// A bus that listens on [`Bus::address_in`] `folder` and keeps its files there. `None` only where
    /// the environment says that there is no Secret Service to test with.
    pub(super) fn start(folder: &Path) -> Option<Self> {
        let config = folder.join("bus.conf");
        std::fs::write(
            &config,
            CONFIG.replace("ADDRESS", &Self::address_in(folder)),
        )
        .unwrap();
        let mut command = Command::new("dbus-daemon");
        command
            .arg("--config-file")
            .arg(config)
            .args(["--nofork", "--print-address=1"]);
        let mut daemon = spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let mut address = String::new();
        BufReader::new(daemon.0.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        assert!(!address.is_empty(), "dbus-daemon did not start");
        Some(Self {
            _daemon: daemon,
            address: address.trim_end().to_owned(),
            folder: folder.to_owned(),
        })
    }

    pub(super) fn address_in(folder: &Path) -> String {
        format!("unix:path={}", Self::socket_in(folder).display())
    }

    pub(super) fn socket_in(folder: &Path) -> PathBuf {
        folder.join("bus")
    }

    pub(super) fn connect(&self) -> zbus::blocking::Connection {
        zbus::blocking::connection::Builder::address(self.address.as_str())
            .and_then(|builder| builder.build())
            .unwrap()
    }

    /// A connection that serves `interface` at `path`.
    pub(super) fn serve(
        &self,
        path: &str,
        interface: impl zbus::object_server::Interface,
    ) -> zbus::blocking::Connection {
        zbus::blocking::connection::Builder::address(self.address.as_str())
            .and_then(|builder| builder.serve_at(path, interface)?.build())
            .unwrap()
    }

    /// From now on the bus lets nobody call the keyring, as that of a sandbox does.
    pub(super) fn deny_keyring(&self) {
        let denied = r#"<deny send_destination="org.freedesktop.secrets"/></policy>"#;
        self.reload(&CONFIG.replace("</policy>", denied));
    }

    /// From now on it lets everybody again.
    pub(super) fn allow_keyring(&self) {
        self.reload(CONFIG);
    }

    fn reload(&self, config: &str) {
        let address = Self::address_in(&self.folder);
        let file = self.folder.join("bus.conf");
        std::fs::write(file, config.replace("ADDRESS", &address)).unwrap();
        let connection = self.connect();
        let bus = zbus::blocking::fdo::DBusProxy::new(&connection).unwrap();
        bus.reload_config().unwrap();
    }

    /// Starts a GNOME keyring, unlocked with `password`, on the files of any earlier one.
    pub(super) fn start_keyring(&self, password: &str) -> Option<Running> {
        let home = &self.folder;
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args([
                "--foreground",
                "--unlock",
                "--components=secrets",
                "--control-directory",
            ])
            .arg(home.join("control"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("XDG_DATA_HOME", home)
            .env_remove("DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut daemon = spawn(&mut command)?;
        daemon
            .0
            .stdin
            .take()
            .unwrap()
            .write_all(password.as_bytes())
            .unwrap();
        self.wait_for_keyring(true);
        Some(daemon)
    }

    /// Waits until the name of the Secret Service is taken, or free.
    pub(super) fn wait_for_keyring(&self, there: bool) {
        let connection = self.connect();
        let bus = zbus::blocking::fdo::DBusProxy::new(&connection).unwrap();
        let started = Instant::now();
        while bus
            .name_has_owner("org.freedesktop.secrets".try_into().unwrap())
            .unwrap()
            != there
        {
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "no keyring after 10 s"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A process that ends with the test.
pub(super) struct Running(Child);

impl Running {
    /// It keeps its connections and reads nothing more.
    pub(super) fn stand_still(&self) {
        self.signal(Signal::STOP);
    }

    /// It goes on where it stood.
    pub(super) fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn spawn(command: &mut Command) -> Option<Running> {
    match command.spawn() {
        Ok(child) => Some(Running(child)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let program = command.get_program().display();
            let excused = std::env::var_os("SST_NO_SECRET_SERVICE").is_some_and(|set| set == "1");
            assert!(
                excused,
                "{program} is not installed. Install gnome-keyring and dbus, or set \
                 SST_NO_SECRET_SERVICE=1 where there can be no Secret Service."
            );
            eprintln!("NOT TESTED: {program} is missing and SST_NO_SECRET_SERVICE=1 is set");
            None
        }
        Err(error) => panic!("{error}"),
    }
}
