//! What the command line asks for, before anything of a window is made.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use crate::receipt;

/// What the program can be asked for.
const USAGE: &str = "用法 / usage: shengshitong
                     shengshitong receipt verify FILE […]
                     shengshitong --help | --version
没有参数时打开窗口 / without an argument it opens its window
receipt verify: 核对同意回执，见 receipt --help / verifies receipts of consent, see receipt --help
SST_CONFIG: 另用一份本机配置 / names a configuration other than this machine's
SST_LOG: 日志级别，如 info / what is logged, such as info";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Window,
    Usage,
    Version,
    Receipt(Vec<String>),
    Unknown(String),
}

/// Does what the command line asks for, and gives the exit code; `None` where it asks for the window.
pub(crate) fn done() -> Option<ExitCode> {
    let version = || format!("shengshitong {}", env!("CARGO_PKG_VERSION"));
    let (words, code) = match parse(std::env::args_os().skip(1)) {
        Asked::Window => return None,
        Asked::Usage => (USAGE.to_owned(), 0),
        Asked::Version => (version(), 0),
        Asked::Receipt(arguments) => receipt::asked(&arguments),
        Asked::Unknown(argument) => {
            let said = format!(
                "[argument-unknown] 没有这个参数 / there is no such argument: {argument}\n{USAGE}"
            );
            return Some(refused(&said, 2));
        }
    };
    let written = writeln!(std::io::stdout(), "{words}");
    Some(ExitCode::from(if written.is_ok() { code } else { 2 }))
}

/// Says that no window can be opened here.
#[cfg(target_os = "linux")]
pub(crate) fn no_display() -> ExitCode {
    refused(
        "[no-display] 这里没有图形界面，打不开窗口；请在桌面里打开，或设置 DISPLAY、WAYLAND_DISPLAY / \
         there is no display here to open the window on: start it from a desktop, or set DISPLAY or \
         WAYLAND_DISPLAY",
        1,
    )
}

fn refused(words: &str, code: u8) -> ExitCode {
    // Where nobody reads it there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{words}");
    ExitCode::from(code)
}

fn parse(arguments: impl Iterator<Item = OsString>) -> Asked {
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    let Some(first) = arguments.next() else {
        return Asked::Window;
    };
    match first.as_str() {
        "receipt" => return Asked::Receipt(arguments.collect()),
        // The Finder of older versions of macOS names the process so.
        process if cfg!(target_os = "macos") && process.starts_with("-psn_") => {
            return Asked::Window;
        }
        _ => {}
    }
    match (first.as_str(), arguments.next()) {
        ("--help" | "-h", None) => Asked::Usage,
        ("--version" | "-V", None) => Asked::Version,
        ("--help" | "-h" | "--version" | "-V", Some(second)) => Asked::Unknown(second),
        _ => Asked::Unknown(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_known_or_named() {
        let asked = |arguments: &[&str]| parse(arguments.iter().map(OsString::from));
        let unknown = |argument: &str| Asked::Unknown(argument.to_owned());
        assert_eq!(asked(&[]), Asked::Window);
        assert_eq!(asked(&["--help"]), Asked::Usage);
        assert_eq!(asked(&["-h"]), Asked::Usage);
        assert_eq!(asked(&["--version"]), Asked::Version);
        assert_eq!(asked(&["--verbose"]), unknown("--verbose"));
        assert_eq!(asked(&["--help", "--else"]), unknown("--else"));
        assert_eq!(asked(&["receipts"]), unknown("receipts"));
        let rest = vec!["verify".to_owned(), "--else".to_owned()];
        assert_eq!(
            asked(&["receipt", "verify", "--else"]),
            Asked::Receipt(rest)
        );
    }
}
