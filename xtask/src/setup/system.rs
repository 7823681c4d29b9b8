//! System packages: by apt where there is apt, else an exact list of what is missing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::needs::{CHROMIUM, LINUX, Need, Probe, Purpose};
use crate::process;

/// Makes sure that what the purposes need is on the machine.
pub(crate) fn provide(purposes: &[Purpose]) -> anyhow::Result<()> {
    if cfg!(not(target_os = "linux")) {
        return elsewhere(purposes);
    }
    let apt = process::found("apt-get") && process::found("dpkg-query");
    let snap_browser = apt && is_ubuntu();
    let missing: Vec<&Need> = LINUX
        .iter()
        .filter(|need| purposes.contains(&need.purpose))
        .filter(|need| !(snap_browser && need.package == CHROMIUM))
        .filter(|need| {
            !if apt {
                installed(need.package)
            } else {
                present(&need.probe)
            }
        })
        .collect();
    match (missing.is_empty(), apt) {
        (true, _) => Ok(()),
        (false, true) => install(&missing),
        (false, false) => bail!(
            "this machine lacks what follows, and has no apt to bring it (names as in Debian):\n{}",
            missing
                .iter()
                .map(|need| described(need))
                .collect::<Vec<_>>()
                .join("\n")
        ),
    }
}

/// Windows and macOS bring their own webview; the window's tests want Linux.
fn elsewhere(purposes: &[Purpose]) -> anyhow::Result<()> {
    if purposes.contains(&Purpose::Window) {
        bail!(
            "the tests in the real window need Linux: WebKitWebDriver, Xvfb, a Secret Service and a \
             notification daemon. On this system `cargo test` and, in ui/, `npm test` run."
        );
    }
    Ok(())
}

fn install(missing: &[&Need]) -> anyhow::Result<()> {
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    println!("Missing system packages: {}", names.join(" "));
    process::run(apt()?.arg("update"))?;
    process::run(
        apt()?
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&names),
    )
    .with_context(|| {
        format!(
            "install them by hand, then run this again: apt-get install {}",
            names.join(" ")
        )
    })
}

/// `apt-get` with the rights that it needs, asked for only where we do not have them.
fn apt() -> anyhow::Result<Command> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else if process::found("sudo") {
        let mut sudo = Command::new("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    } else {
        bail!("installing them needs the rights of root, and there is no sudo");
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .arg("--quiet=2");
    Ok(command)
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|reply| reply.stdout == b"installed")
}

fn present(probe: &Probe) -> bool {
    match probe {
        Probe::Program(name) => process::found(name),
        Probe::File(paths) => paths.iter().any(|path| Path::new(path).exists()),
        Probe::Library(name) => Command::new("pkg-config")
            .args(["--exists", name])
            .status()
            .is_ok_and(|status| status.success()),
    }
}

fn described(need: &Need) -> String {
    match &need.probe {
        Probe::Program(name) => format!("  {}: the program `{name}`", need.package),
        Probe::Library(name) => format!("  {}: the library `{name}` (pkg-config)", need.package),
        Probe::File(paths) => format!("  {}: one of {}", need.package, paths.join(", ")),
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Whether the browser's package is only a pointer to a snap.
pub(crate) fn is_ubuntu() -> bool {
    fs::read_to_string("/etc/os-release")
        .is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
}
