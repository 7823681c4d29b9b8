//! The pages with a real browser, and the client with a server that was not written here. They need Node and
//! Chromium: `cargo test -p sst-tests --test system -- --ignored ways`.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use sst_core::{DeviceLoginView, LoginOutcomeView, LoginWay, SessionView, UnsentChoice};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::{Opened, shown, signed_in};
use crate::town::{Computer, JIA, Town, settled};

const LONGEST: Duration = Duration::from_secs(90);

/// A script of the interface's tests, in a process that ends with the test.
struct Script {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Script {
    fn start(name: &str, arguments: &[&str]) -> Self {
        let ui = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ui");
        let mut child = Command::new("node")
            .arg(format!("tests/login-pages/{name}.mjs"))
            .args(arguments)
            .current_dir(ui)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node is installed");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    async fn line(&mut self) -> String {
        let line = tokio::time::timeout(LONGEST, self.lines.next_line()).await;
        let line = line.expect("the script answers in time").unwrap();
        line.expect("the script has not failed")
    }

    async fn tell(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
    }

    /// What was seen at the end; axe and the console had nothing to say.
    async fn seen(&mut self) -> Value {
        let seen: Value = serde_json::from_str(&self.line().await).unwrap();
        assert_eq!(seen["faults"], serde_json::json!([]), "{seen}");
        seen
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and Chromium"]
async fn a_real_browser_agrees_by_phone_and_code() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let session = client.session();
    let opened = Opened::default();
    let person = async {
        let mut script = Script::start("drive", &["browser", &opened.address().await, JIA]);
        assert_eq!(script.line().await, "code?");
        script.tell(&town.code(JIA)).await;
        script.seen().await
    };
    let (outcome, seen) = tokio::join!(session.browser(|address| opened.open(address)), person);
    assert!(matches!(outcome.unwrap(), LoginOutcomeView::SignedIn(_)));
    assert_eq!(seen["cookies"], 0);
    settled(&client).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and Chromium"]
async fn a_real_browser_agrees_with_a_terminal() {
    let town = Town::found().await;
    let client = town.computer().agreed().await;
    let code = shown(&client).await;
    let scanned = format!("{}?user_code={}", code.address, code.user_code);
    let number = code.matching_number.unwrap();
    let person = [&number, "test-jia", "Ceshi-Jia-2026"];
    let mut script = Script::start("drive", &[&["device", &scanned], &person[..]].concat());
    assert_eq!(script.seen().await["cookies"], 0);
    signed_in(&client).await;
    settled(&client).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and Chromium"]
async fn a_server_of_others_lets_the_client_in_by_browser_and_by_device() {
    let mut server = Script::start("independent", &[]);
    let url = server.line().await;
    let computer = Computer::at(&url);
    let client = computer.agreed().await;
    let session = client.session();
    let options = session.options().await.unwrap();
    assert_eq!(options.ways, [LoginWay::Device, LoginWay::Browser]);

    let opened = Opened::default();
    let person = async {
        let mut script = Script::start("drive", &["their-browser", &opened.address().await]);
        script.line().await
    };
    let (outcome, _) = tokio::join!(session.browser(|address| opened.open(address)), person);
    assert!(matches!(outcome.unwrap(), LoginOutcomeView::SignedIn(_)));
    session.log_out(UnsentChoice::Discard).await.unwrap();
    assert_eq!(session.view(), SessionView::SignedOut);

    let DeviceLoginView::Waiting(code) = session.device().await.unwrap() else {
        panic!("a code")
    };
    assert_eq!(code.matching_number, None, "it has no such check");
    let scanned = format!("{}?user_code={}", code.address, code.user_code);
    Script::start("drive", &["their-device", &scanned])
        .line()
        .await;
    signed_in(&client).await;
    client.close().await;
}
