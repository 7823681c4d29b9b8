//! Another program of the same person, and what it gets to see.
//!
//! The test runs itself again as that other program, which in turn starts the processes that it looks into:
//! where the kernel lets nobody look but a parent (Yama), a parent it is. An administrator may look into
//! everything, so for one all of them give up being one.

use std::fs::{File, Permissions};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Stdio};

const ROLE: &str = "SST_TEST_HARDENING";
const TEST: &str =
    "hardening::tests::no_other_program_of_the_same_person_reads_what_is_forbidden_to_read";
const NOBODY: &str = "65534";
static SECRET: [u8; 16] = *b"a secret value..";

#[test]
fn no_other_program_of_the_same_person_reads_what_is_forbidden_to_read() {
    match std::env::var(ROLE).as_deref() {
        Ok("reader") => look_into_both(),
        Ok("open") => hold(),
        Ok("hardened") => {
            super::forbid_looking_in();
            hold();
        }
        _ => run_as_the_other_program(),
    }
}

fn run_as_the_other_program() {
    let (folder, own) = (
        tempfile::tempdir().unwrap(),
        std::env::current_exe().unwrap(),
    );
    let mut command = if rustix::process::geteuid().is_root() {
        // Where whoever is left can start it.
        let copy = folder.path().join("test");
        std::fs::copy(own, &copy).unwrap();
        for path in [folder.path(), copy.as_path()] {
            std::fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"])
            .arg(copy);
        command
    } else {
        Command::new(own)
    };
    command
        .args([TEST, "--exact", "--nocapture"])
        .env(ROLE, "reader")
        .current_dir("/");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{failed}");
    assert!(said.contains("1 passed"), "it was not run: {said}");
}

fn look_into_both() {
    assert!(!rustix::process::geteuid().is_root(), "control");
    let own = std::env::current_exe().unwrap();
    assert_eq!(
        look_into("open", &own).unwrap(),
        SECRET,
        "control: what is not hardened is read"
    );
    let refused = look_into("hardened", &own).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied);
}

/// Starts a process of this kind and reads what it holds.
fn look_into(role: &str, program: &Path) -> std::io::Result<[u8; 16]> {
    let mut holder = Command::new(program)
        .args([TEST, "--exact", "--nocapture"])
        .env(ROLE, role)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(holder.stdout.take().unwrap());
    let address = said.lines().map(Result::unwrap).find_map(|line| {
        let (_, address) = line.split_once("held at ")?;
        address.parse().ok()
    });
    let mut found = [0; 16];
    let read = File::open(format!("/proc/{}/mem", holder.id()))
        .and_then(|memory| memory.read_exact_at(&mut found, address.unwrap()));
    // Its input ends, and so does it.
    drop(holder.stdin.take());
    holder.wait().unwrap();
    read.map(|()| found)
}

/// Says where the value lies, and stays until its input ends.
fn hold() {
    let address = SECRET.as_ptr() as u64;
    let mut out = std::io::stdout();
    writeln!(out, "held at {address}").unwrap();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
