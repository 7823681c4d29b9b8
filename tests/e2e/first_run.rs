//! Before the person has answered: nothing goes out, no name is looked up, nothing of the person or the
//! machine is written. Recorded over the whole process tree, with a control that must be seen.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::canary::{Canary, search};
use crate::platform::{Configuration, Platform};
use crate::session::{Built, Process, Session, wait_for};
use crate::trace::{Peer, Trace};
use crate::window::{Launch, Window, driven};

/// How long the first-run screen is left standing: beyond the first retries of anything that gave up.
const STANDING: Duration = Duration::from_secs(12);

#[test]
#[ignore = "needs the window: cargo xtask test"]
fn nothing_goes_out_before_the_choice() {
    let session = Session::start().unwrap();
    let place = session.place();
    // Somebody who could be talked to, so that silence is the app's doing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let configuration = Configuration::sample(&url).write(&place.harness()).unwrap();
    let (recording, marks) = (place.harness().join("trace"), place.person().join("marks"));
    let launch = Launch::new(Built::app(), place, &configuration)
        .variable("SST_BENCH_MARKS", &marks.display().to_string())
        .traced(&recording);
    // Without the driver, which would talk to the window over loopback.
    let script = launch.script(place).unwrap();
    let mut app = Process::start("app", &mut session.command(&script), &place.harness()).unwrap();
    wait_for("the first screen", Duration::from_secs(60), || {
        Ok(fs::read_to_string(&marks)
            .unwrap_or_default()
            .contains("complete")
            .then_some(()))
    })
    .unwrap();
    std::thread::sleep(STANDING);
    app.stop();
    let trace = Trace::read(&recording).unwrap();

    let programs = trace.programs();
    assert!(
        programs
            .iter()
            .any(|name| name.ends_with("WebKitWebProcess")),
        "{programs:?}"
    );
    assert_eq!(
        trace.network().into_iter().collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    assert_eq!(
        trace.name_lookups().into_iter().collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    assert!(listener.accept().is_err(), "somebody connected");
    let strangers: Vec<Peer> = trace
        .peers()
        .into_iter()
        .filter(|peer| !is_of_the_session(peer, &place.person()))
        .collect();
    assert_eq!(strangers, []);

    let outside: Vec<PathBuf> = trace
        .written()
        .into_iter()
        .filter(|path| !is_expected(path, &place.person()))
        .collect();
    assert_eq!(outside, Vec::<PathBuf>::new());
    // What could tell this person or machine from another, the test's own machine standing in.
    let hits = search(&[place.person()], &of_this_machine()).unwrap();
    assert_eq!(hits, []);
}

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn the_same_recording_sees_what_goes_out_after_the_choice() -> anyhow::Result<()> {
    driven(what_goes_out_after_the_choice).await
}

async fn what_goes_out_after_the_choice() -> anyhow::Result<()> {
    let session = Session::start()?;
    let platform = Platform::start(&session.place().harness().join("platform"))?;
    let configuration = Configuration::sample(&platform.url()).write(&session.place().harness())?;
    let recording = session.place().harness().join("trace");
    let launch = Launch::new(Built::app(), session.place(), &configuration).traced(&recording);
    let window = Window::open(&session, launch).await?;
    window.find("first-run").await?;
    let address = platform.url().trim_start_matches("http://").to_owned();
    anyhow::ensure!(!Trace::read(&recording)?.network().contains(&address));
    window.click("refuse").await?;
    window.click("refuse-browse").await?;
    window.find("nav-home").await?;
    wait_for("the first connection", Duration::from_secs(15), || {
        Ok(Trace::read(&recording)?
            .network()
            .contains(&address)
            .then_some(()))
    })?;
    window.close().await?;
    Ok(())
}

/// The control for names and files: a program of the test's own, recorded in the same way, does both.
#[test]
#[ignore = "needs the window: cargo xtask test"]
fn the_same_recording_sees_a_look_up_and_a_file() {
    let session = Session::start().unwrap();
    let place = session.place();
    let planted = place.harness().join("planted");
    let program = place.harness().join("program.sh");
    let look_up = "getent hosts planted.invalid";
    fs::write(
        &program,
        format!(
            "#!/bin/sh\n{look_up}\necho leak > '{}'\n",
            planted.display()
        ),
    )
    .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let recording = place.harness().join("trace");
    let launch = Launch::new(program, place, &planted).traced(&recording);
    let mut command = session.command(&launch.script(place).unwrap());
    let mut program = Process::start("program", &mut command, &place.harness()).unwrap();
    wait_for("its end", Duration::from_secs(20), || {
        Ok(program.child().try_wait()?)
    })
    .unwrap();
    wait_for("the recording", Duration::from_secs(10), || {
        let seen = Trace::read(&recording).ok();
        Ok(seen
            .filter(|trace| trace.written().contains(&planted))
            .map(drop))
    })
    .unwrap();
    let trace = Trace::read(&recording).unwrap();
    assert!(!trace.name_lookups().is_empty(), "the look-up is seen");
    assert!(!is_expected(&planted, &place.person()));
}

/// The display, the session's own buses, and nothing else.
fn is_of_the_session(peer: &Peer, person: &Path) -> bool {
    match peer {
        Peer::Network(_) => false,
        Peer::Local(path) => {
            let path = Path::new(path.trim_start_matches('@'));
            path.starts_with("/tmp/.X11-unix") || path.starts_with(person)
        }
    }
}

/// The session's own folders, devices, and the kernel's view of the process.
fn is_expected(path: &Path, person: &Path) -> bool {
    [
        person,
        Path::new("/dev"),
        Path::new("/proc"),
        Path::new("/memfd:"),
    ]
    .iter()
    .any(|root| path.starts_with(root))
}

fn of_this_machine() -> Vec<Canary> {
    let id = fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let name = Command::new("uname")
        .arg("--nodename")
        .output()
        .map(|reply| reply.stdout)
        .unwrap_or_default();
    [
        ("the machine's id", id),
        (
            "the machine's name",
            String::from_utf8_lossy(&name).into_owned(),
        ),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.trim().to_owned()))
    .filter(|(_, value)| value.len() >= Canary::SHORTEST)
    .map(|(name, value)| Canary::new(name, &value))
    .collect()
}
