//! The program as somebody starts it from a terminal without a display: it says what it can do, and what is wrong.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops where something does not work"
)]

use std::process::Command;

/// Exit code, standard output and standard error.
fn run(arguments: &[&str], display: Option<&str>) -> (i32, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_shengshitong"));
    program
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .args(arguments);
    if let Some(display) = display {
        program.env("DISPLAY", display);
    }
    let output = program.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn help_and_version_open_no_window() {
    for help in ["--help", "-h"] {
        let (code, out, err) = run(&[help], None);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("用法 / usage: shengshitong") && out.contains("receipt verify"));
    }
    let (code, out, _) = run(&["--version"], None);
    let version = format!("shengshitong {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((code, out), (0, version));
}

#[test]
fn an_unknown_argument_is_named() {
    let (code, out, err) = run(&["--verbose"], None);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("[argument-unknown] 没有这个参数"), "{err}");
    assert!(
        err.contains("--verbose") && err.contains("用法 / usage"),
        "{err}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_it_says_so() {
    // None at all, and one that nobody answers for.
    for display in [None, Some(":4242")] {
        let (code, out, err) = run(&[], display);
        assert_eq!((code, out.as_str()), (1, ""), "{display:?}: {err}");
        assert!(err.contains("[no-display] 这里没有图形界面"), "{err}");
        assert!(err.contains("there is no display here"), "{err}");
        assert!(!err.contains("panicked"), "{err}");
    }
}
