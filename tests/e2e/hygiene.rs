//! What the process tree leaves lying about: nothing that others may read, no core, no second instance.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::platform::Configuration;
use crate::session::{Built, Process, Session, wait_for};
use crate::trace::Trace;
use crate::window::{Launch, Window, driven};

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn files_are_the_persons_alone_and_no_core_is_dumped() -> anyhow::Result<()> {
    driven(private_files_and_no_core).await
}

async fn private_files_and_no_core() -> anyhow::Result<()> {
    let session = Session::start()?;
    let place = session.place();
    let configuration = Configuration::sample("http://127.0.0.1:9").write(&place.harness())?;
    let recording = place.harness().join("trace");
    let before = folders_below(&place.person())?;
    let launch = Launch::new(Built::app(), place, &configuration).traced(&recording);
    let window = Window::open(&session, launch).await?;
    // A decision is recorded, so that there is a store and a log.
    window.find("first-run").await?;
    window.click("refuse").await?;
    window.click("refuse-browse").await?;
    window.find("nav-home").await?;

    let tree = window.processes()?;
    ensure!(
        tree.len() >= 3,
        "the webview's processes are not seen: {tree:?}"
    );
    for process in &tree {
        let limits = limits_of_cores(&process.as_raw_nonzero().to_string())?;
        ensure!(limits == ["0", "0"], "process {process:?}: {limits:?}");
    }
    // The control: the limit is ours, and not that of whoever started the test.
    let here = limits_of_cores("self")?;
    ensure!(
        here[1] != "0",
        "cores are forbidden to everybody here, so nothing is shown"
    );
    window.close().await?;

    let person = place.person();
    let written = Trace::read(&recording)?.written();
    let kept: BTreeSet<PathBuf> = written
        .into_iter()
        // The harness itself has the app's output written there.
        .filter(|path| path.starts_with(&person) && !path.ends_with("app.log"))
        .flat_map(|path| path.ancestors().map(Path::to_owned).collect::<Vec<_>>())
        .filter(|path| path.starts_with(&person) && !before.contains(path))
        .collect();
    let open = others_may_enter(&kept)?;
    ensure!(open.is_empty(), "not the person's alone: {open:#?}");
    let data = person.join("home/.local/share/cn.shenyang.shengshitong");
    for name in ["device.db", "log.txt"] {
        ensure!(
            kept.contains(&data.join(name)),
            "{name} is not among {kept:#?}"
        );
    }
    // The control.
    let planted = data.join("planted");
    fs::write(&planted, "x")?;
    fs::set_permissions(&planted, fs::Permissions::from_mode(0o644))?;
    ensure!(
        others_may_enter(&[planted.clone()].into())? == [planted],
        "blind"
    );
    Ok(())
}

/// The soft limit on the size of a core, which can be raised up to the hard one, which comes second.
fn limits_of_cores(process: &str) -> anyhow::Result<[String; 2]> {
    let limits = fs::read_to_string(format!("/proc/{process}/limits"))?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"));
    let mut words = line.context("a limit on cores")?.split_whitespace();
    let mut next = || words.next().map(str::to_owned).context("a limit");
    Ok([next()?, next()?])
}

/// The folder itself and all within it.
fn folders_below(folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::from([folder.to_owned()]);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(folders_below(&path)?);
        }
    }
    Ok(found)
}

/// Those that are still there, and that somebody else may read, write or enter.
fn others_may_enter(paths: &BTreeSet<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
    let mut open = Vec::new();
    for path in paths {
        let Ok(metadata) = fs::symlink_metadata(path) else {
            continue;
        };
        let kind = metadata.file_type();
        if (kind.is_file() || kind.is_dir()) && metadata.permissions().mode() & 0o077 != 0 {
            open.push(path.clone());
        }
    }
    Ok(open)
}

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn fault_29_a_second_start_shows_the_first_window() -> anyhow::Result<()> {
    driven(second_start).await
}

async fn second_start() -> anyhow::Result<()> {
    let session = Session::start()?;
    let place = session.place();
    let configuration = Configuration::sample("http://127.0.0.1:9").write(&place.harness())?;
    let launch = Launch::new(Built::app(), place, &configuration);
    let window = Window::open(&session, launch).await?;
    window.find("first-run").await?;
    let first = window.pid()?;
    // Another window takes the keyboard, as another program of the person would.
    window.minimize().await?;
    ensure!(!window.is_visible().await?, "the window is still there");

    let mut command = session.command(&Built::app());
    command.env("SST_CONFIG", &configuration);
    let mut second = Process::start("second", &mut command, &place.harness())?;
    let status = wait_for("the end of the second", Duration::from_secs(10), || {
        Ok(second.child().try_wait()?)
    })?;
    ensure!(status.success(), "the second start failed: {status}");
    wait_for_async("the first window", async || window.is_visible().await).await?;
    ensure!(window.pid()? == first, "another process answers");
    window.close().await
}

#[test]
#[ignore = "needs the window: cargo xtask test"]
fn a_bus_that_never_answers_holds_up_no_start() {
    let session = Session::start().unwrap();
    let place = session.place();
    let configuration = Configuration::sample("http://127.0.0.1:9")
        .write(&place.harness())
        .unwrap();
    // The kernel takes the connections, and nobody reads them.
    let socket = place.runtime().join("silent");
    let silent = UnixListener::bind(&socket).unwrap();
    silent.set_nonblocking(true).unwrap();
    let marks = place.harness().join("marks");
    let launch = Launch::new(Built::app(), place, &configuration)
        .variable("SST_BENCH_MARKS", &marks.display().to_string())
        .variable(
            "DBUS_SESSION_BUS_ADDRESS",
            &format!("unix:path={}", socket.display()),
        );
    let script = launch.script(place).unwrap();
    let mut app = Process::start("app", &mut session.command(&script), &place.harness()).unwrap();
    wait_for("the first screen", Duration::from_secs(20), || {
        let marks = fs::read_to_string(&marks).unwrap_or_default();
        Ok(marks.contains("complete").then_some(()))
    })
    .unwrap();
    assert!(app.child().try_wait().unwrap().is_none(), "it runs");
    assert!(silent.accept().is_ok(), "control: the bus was asked");
    app.stop();
}

async fn wait_for_async(
    what: &str,
    ask: impl AsyncFn() -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    for _ in 0..100 {
        if ask().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("{what}: nothing within 5 s")
}
