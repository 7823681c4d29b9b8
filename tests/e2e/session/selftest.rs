//! The session itself, before anything is concluded from it.

use std::path::Path;
use std::time::Duration;

use super::{Session, wait_for};

#[test]
#[ignore = "needs the window: cargo xtask test"]
fn a_notification_is_shown_and_seen_on_the_bus() {
    let session = Session::start().unwrap();
    let title = "你好";
    let mut call = session.command(Path::new("gdbus"));
    call.args(["call", "--session", "--dest=org.freedesktop.Notifications"])
        .args(["--object-path=/org/freedesktop/Notifications"])
        .args([
            "--method=org.freedesktop.Notifications.Notify",
            "harness",
            "0",
            "",
            title,
            "text",
        ])
        .args(["[]", "{}", "2000"]);
    assert!(call.status().unwrap().success());
    let toast = wait_for("the toast", Duration::from_secs(5), || {
        Ok(session.toasts()?.pop())
    })
    .unwrap();
    assert_eq!(
        (
            toast.app.as_str(),
            toast.title.as_str(),
            toast.body.as_str()
        ),
        ("harness", title, "text")
    );
    let shown = session
        .command(Path::new("dunstctl"))
        .arg("history")
        .output()
        .unwrap();
    let waiting = session
        .command(Path::new("dunstctl"))
        .args(["count", "displayed"])
        .output()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&shown.stdout).contains(title) || waiting.stdout.starts_with(b"1")
    );
}

#[test]
#[ignore = "needs the window: cargo xtask test"]
fn nothing_that_was_started_outlives_the_session() {
    let session = Session::start().unwrap();
    let folder = session.place().person();
    let mark = folder.as_os_str().as_encoded_bytes().to_vec();
    assert!(
        count(&mark) >= 6,
        "the session's programs are told by their environment"
    );
    drop(session);
    wait_for("the session's end", Duration::from_secs(5), || {
        Ok((count(&mark) == 0).then_some(()))
    })
    .unwrap();
    assert!(!folder.exists());
}

/// How many processes carry the session's folder in their environment.
fn count(mark: &[u8]) -> usize {
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|process| std::fs::read(process.path().join("environ")).ok())
        .filter(|environment| environment.windows(mark.len()).any(|part| part == mark))
        .count()
}
