//! The client that is killed: this test program once more, as a process of its own.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use sst_core::{Client, ClientConfig, KeyCustody, Place, Refusal, SessionView};
use sst_vault::{Kek, Tier, VaultId};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc;

use super::ledger::{Said, UNITS, fields};
use crate::town::{edit, eventually};

/// Tells the test that it is the child: folder of its data, address of the platform, number of its first edit.
pub(super) const CHILD: &str = "SST_SYNCING_CHILD";
/// How long the child may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// The key that both processes know.
pub(super) fn key() -> Kek {
    Kek::from_bytes(&[7; 32])
}

/// A keyring that outlives the process, for it holds the one key that was agreed on.
struct OneKey;

impl KeyCustody for OneKey {
    fn tier(&self) -> Tier {
        Tier::Keyring
    }

    fn load(&self, _: &VaultId) -> Result<Option<Kek>, Refusal> {
        Ok(Some(key()))
    }

    fn store(&self, _: &VaultId, _: &Kek) -> Result<(), Refusal> {
        Err(Refusal::Other)
    }

    /// Only what guarded the account before the parent changed it is deleted here, and is not here.
    fn delete(&self, _: &VaultId) -> Result<(), Refusal> {
        Ok(())
    }
}

/// A running child.
pub(super) struct Child {
    process: tokio::process::Child,
    lines: mpsc::UnboundedReceiver<Said>,
}

impl Child {
    /// Starts one whose first edit has this number.
    pub(super) fn start(data: &Path, url: &str, first: u64) -> Self {
        let told = format!("{}\n{url}\n{first}", data.display());
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", super::NAME, "--nocapture"])
            .env(CHILD, told)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut read = BufReader::new(process.stdout.take().unwrap()).lines();
        let (say, lines) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            // The harness speaks too.
            while let Ok(Some(line)) = read.next_line().await {
                let _ = Said::parse(&line).map(|said| say.send(said));
            }
        });
        Self { process, lines }
    }

    /// The next thing that it says.
    pub(super) async fn next(&mut self) -> Said {
        let next = tokio::time::timeout(PATIENCE, self.lines.recv()).await;
        let next = next.expect("the child stands still");
        next.expect("the child ended by itself")
    }

    /// Ends it as `kill -9` does. Returns what it had still said.
    pub(super) async fn kill(mut self) -> Vec<Said> {
        self.process.start_kill().unwrap();
        let status = self.process.wait().await.unwrap();
        let by_itself = matches!(status.code(), Some(0 | 101));
        assert!(!by_itself, "the child ended by itself");
        let mut rest = Vec::new();
        while let Some(said) = self.lines.recv().await {
            rest.push(said);
        }
        rest
    }
}

/// What the child does, until it is killed.
pub(super) async fn edit_for_ever(told: &str) {
    let [data, url, first] = told.lines().collect::<Vec<_>>()[..] else {
        panic!("folder, address, number")
    };
    let place = Place {
        data_dir: data.into(),
        custody: Arc::new(OneKey),
        app_version: "0.0.0-test".to_owned(),
        device_name: "测试电脑".to_owned(),
    };
    let config = ClientConfig {
        platform_url: url.to_owned(),
        ..ClientConfig::standard(place)
    };
    let client = Client::open(config).unwrap();
    client.start();
    eventually("the session is opened", || {
        client.session().view() != SessionView::Opening
    })
    .await;
    let first = first.parse().unwrap();
    let mut dice = fastrand::Rng::with_seed(first);
    for number in first.. {
        // The one that somebody else writes, too, more often than the others.
        let unit = dice.usize(..UNITS.len() + 1).min(UNITS.len() - 1);
        say(Said::Making(unit, number));
        edit(&client, UNITS[unit], fields(unit, number)).await;
        say(Said::Kept(unit, number));
        if dice.u8(..3) == 0 {
            client.sync_now();
        }
        tokio::time::sleep(Duration::from_millis(dice.u64(..40))).await;
    }
}

fn say(what: Said) {
    let mut out = std::io::stdout();
    write!(out, "\n{what}\n").unwrap();
    out.flush().unwrap();
}
