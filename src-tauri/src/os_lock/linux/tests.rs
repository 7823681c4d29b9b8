//! On a bus of the test's own, with services of the test's own.

use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedFd, OwnedObjectPath};

use super::*;

const SESSION_PATH: &str = "/org/freedesktop/login1/session/_31";

/// A bus that ends with the test.
struct PrivateBus {
    daemon: Child,
    address: String,
}

impl PrivateBus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is there");
        let mut address = String::new();
        let stdout = daemon.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        Self { daemon, address }
    }

    fn builder(&self) -> Builder<'static> {
        Builder::address(self.address.as_str()).unwrap()
    }

    /// Listens as the process does, and gives what it is told.
    fn heard(&self, bus: Bus) -> Receiver<OsEvent> {
        let (told, events) = channel();
        let builder = self.builder();
        apart(move || {
            let tell: Tell = Arc::new(move |event| told.send(event).unwrap_or_default());
            hear(bus, builder, &tell).unwrap();
        });
        // Its match rules are there when it has asked for the last of them.
        std::thread::sleep(Duration::from_millis(500));
        events
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn next(events: &Receiver<OsEvent>) -> Option<OsEvent> {
    events.recv_timeout(Duration::from_secs(5)).ok()
}

async fn emit(connection: &Connection, path: &str, interface: &str, member: &str, active: bool) {
    let nobody = None::<&str>;
    connection
        .emit_signal(nobody, path, interface, member, &active)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_screen_saver_that_locks_and_unlocks_is_heard() {
    let bus = PrivateBus::start();
    let events = bus.heard(Bus::Session);
    let saver = bus.builder().build().await.unwrap();
    for interface in ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"] {
        // Gone by a moved mouse, perhaps: that opens nothing.
        emit(&saver, "/saver", interface, "ActiveChanged", false).await;
        emit(&saver, "/saver", interface, "ActiveChanged", true).await;
        assert_eq!(next(&events), Some(OsEvent::Locked), "{interface}");
    }
    let nobody = None::<&str>;
    for (member, expected) in [("lock", OsEvent::Locked), ("unlock", OsEvent::Unlocked)] {
        let ukui = "org.ukui.ScreenSaver";
        saver
            .emit_signal(nobody, "/", ukui, member, &())
            .await
            .unwrap();
        assert_eq!(next(&events), Some(expected));
    }
    let changed = (
        "org.deepin.dde.SessionManager1",
        [("Locked", zbus::zvariant::Value::from(true))]
            .into_iter()
            .collect::<std::collections::HashMap<_, _>>(),
        Vec::<String>::new(),
    );
    let properties = "org.freedesktop.DBus.Properties";
    saver
        .emit_signal(nobody, "/", properties, "PropertiesChanged", &changed)
        .await
        .unwrap();
    assert_eq!(next(&events), Some(OsEvent::Locked));
    // What has the same name and is another's says nothing.
    emit(&saver, "/saver", "com.example.Saver", "ActiveChanged", true).await;
    let ours = "org.ukui.ScreenSaver";
    saver
        .emit_signal(nobody, "/", ours, "unlock", &())
        .await
        .unwrap();
    assert_eq!(next(&events), Some(OsEvent::Unlocked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_bus_that_comes_back_is_heard_again() {
    let first = PrivateBus::start();
    let address = Arc::new(Mutex::new(first.address.clone()));
    let (told, events) = channel();
    let at = Arc::clone(&address);
    apart(move || {
        let tell: Tell = Arc::new(move |event| told.send(event).unwrap_or_default());
        let builder = || Builder::address(at.lock().unwrap().as_str());
        keep_hearing(Bus::Session, builder, &tell, Duration::from_millis(50));
    });
    for bus in [None, Some(PrivateBus::start())] {
        let bus = match &bus {
            None => &first,
            Some(second) => {
                address.lock().unwrap().clone_from(&second.address);
                let first = first.daemon.id().to_string();
                Command::new("kill").arg(first).status().unwrap();
                second
            }
        };
        let saver = bus.builder().build().await.unwrap();
        let mut heard = None;
        for _ in 0..100 {
            let gnome = "org.gnome.ScreenSaver";
            emit(&saver, "/saver", gnome, "ActiveChanged", true).await;
            heard = events.recv_timeout(Duration::from_millis(100)).ok();
            if heard.is_some() {
                break;
            }
        }
        assert_eq!(heard, Some(OsEvent::Locked));
        while events.try_recv().is_ok() {}
    }
}

/// Hands out delay locks, and keeps their other ends.
#[derive(Default, Clone)]
struct Logind(Arc<Mutex<Vec<std::io::PipeReader>>>);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn get_session(&self, _id: &str) -> OwnedObjectPath {
        SESSION_PATH.try_into().unwrap()
    }

    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> OwnedFd {
        assert_eq!((what, mode), ("sleep", "delay"));
        let (reader, writer) = std::io::pipe().unwrap();
        self.0.lock().unwrap().push(reader);
        std::os::fd::OwnedFd::from(writer).into()
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sleep_waits_until_it_has_been_heard_and_the_lock_of_our_session_counts() {
    let bus = PrivateBus::start();
    let logind = Logind::default();
    let service = bus
        .builder()
        .name(signals::LOGIND)
        .unwrap()
        .serve_at(signals::LOGIND_PATH, logind.clone())
        .unwrap()
        .build()
        .await
        .unwrap();
    let events = bus.heard(Bus::System);
    let emitter = SignalEmitter::new(&service, signals::LOGIND_PATH).unwrap();

    Logind::prepare_for_sleep(&emitter, true).await.unwrap();
    assert_eq!(next(&events), Some(OsEvent::Suspending));
    let mut delay = logind
        .0
        .lock()
        .unwrap()
        .pop()
        .expect("a delay was asked for");
    // Ends when the last holder has let go.
    let let_go = std::thread::spawn(move || std::io::copy(&mut delay, &mut std::io::sink()));
    assert_eq!(let_go.join().unwrap().unwrap(), 0);
    Logind::prepare_for_sleep(&emitter, false).await.unwrap();
    assert_eq!(next(&events), Some(OsEvent::Resumed));

    let nobody = None::<&str>;
    for (path, member, expected) in [
        (SESSION_PATH, "Lock", OsEvent::Locked),
        (SESSION_PATH, "Unlock", OsEvent::Unlocked),
    ] {
        let session = "org.freedesktop.login1.Session";
        let others = "/org/freedesktop/login1/session/_32";
        for path in [others, path] {
            service
                .emit_signal(nobody, path, session, member, &())
                .await
                .unwrap();
        }
        assert_eq!(next(&events), Some(expected));
    }
    assert_eq!(events.recv_timeout(Duration::from_millis(200)).ok(), None);
    assert_eq!(logind.0.lock().unwrap().len(), 1, "asked for again");
}

#[test]
fn a_bus_that_does_not_answer_delays_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    // Takes connections, and never says a word.
    let silent = UnixListener::bind(&socket).unwrap();
    let asked = std::time::Instant::now();
    let address = format!("unix:path={}", socket.display());
    let (ended, end) = channel();
    apart(move || {
        let builder = Builder::address(address.as_str()).unwrap();
        let tell: Tell = Arc::new(|event| panic!("{event:?}"));
        let _ = ended.send(hear(Bus::Session, builder, &tell).is_ok());
    });
    assert!(asked.elapsed() < Duration::from_millis(100));
    let (_connection, _) = silent.accept().unwrap();
    assert!(
        end.recv_timeout(Duration::from_millis(300)).is_err(),
        "it still waits, and only its thread does"
    );
}

#[test]
fn no_bus_at_all_is_no_failure() {
    let builder = Builder::address("unix:path=/nowhere/bus").unwrap();
    let tell: Tell = Arc::new(|event| panic!("{event:?}"));
    assert!(hear(Bus::System, builder, &tell).is_err());
}
