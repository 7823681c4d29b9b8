//! A removal in a process that is killed: at the keyring, and at random moments.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use sst_core::device::{AccountState, DeviceStore};
use sst_core::{Client, ClientConfig};
use sst_vault::{Kek, KeyCustody, Refusal, Tier, VaultId};

use super::{files_of, here, leave_an_edit};
use crate::desk::{Desk, eventually, start};
use crate::fake::Fake;
use crate::soak;

/// Tells the test that it is the child: the folder of its desk, the account to remove, where to stand still.
const CHILD: &str = "SST_REMOVAL_CHILD";
/// How many kills.
const KILLS: &str = "SST_KILLS";

/// The keyring as the child reaches it: a key is there while its file is. It stands still where it is told.
struct Markers {
    folder: PathBuf,
    stop_at: String,
}

impl Markers {
    fn reach(&self, step: &str) {
        say(step);
        if self.stop_at == step {
            std::thread::sleep(Duration::from_secs(60));
        }
    }
}

impl KeyCustody for Markers {
    fn tier(&self) -> Tier {
        Tier::Keyring
    }

    fn load(&self, _: &VaultId) -> Result<Option<Kek>, Refusal> {
        Err(Refusal::Other)
    }

    fn store(&self, _: &VaultId, _: &Kek) -> Result<(), Refusal> {
        Err(Refusal::Other)
    }

    fn delete(&self, id: &VaultId) -> Result<(), Refusal> {
        self.reach("key");
        // A key that is not there is deleted.
        let _ = std::fs::remove_file(self.folder.join(id.to_string()));
        self.reach("key-gone");
        Ok(())
    }
}

#[test]
fn killed_anywhere_it_comes_to_the_same_end() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(told) = std::env::var_os(CHILD) {
        let told = told.into_string().unwrap();
        runtime.block_on(remove(&told));
        return;
    }
    runtime.block_on(kill_again_and_again());
}

async fn kill_again_and_again() {
    let mut chance = soak::chance("kills while an account is removed");
    let fake = Fake::start().await;
    let desk = Desk::at(&fake.url);
    let client = desk.agreed().await;
    leave_an_edit(&fake, &client, "citizen-2").await;
    let other = here(&client).await[0].id.clone();
    let untouched = files_of(&desk, &other);
    client.close().await;
    drop(client);
    // At the keyring for sure, then anywhere.
    let stops = ["key", "key-gone", "nowhere"];
    let kills = soak::rounds(KILLS, 12);
    let mut amidst = 0;
    for kill in 0..kills {
        let client = desk.open();
        let others = |one: &sst_core::LocalAccountView| one.id != other;
        if !here(&client).await.iter().any(others) {
            leave_an_edit(&fake, &client, "citizen-1").await;
        }
        let id = here(&client).await.into_iter().find(others).unwrap().id;
        client.close().await;
        drop(client);
        let stop = stops[usize::try_from(kill.min(2)).unwrap()];
        let wait = Duration::from_micros(chance.u64(0..4000));
        kill_amidst(&desk, &id, stop, wait);
        amidst += u64::from(state(&desk, &id) == Some(AccountState::Leaving));

        let client = desk.open();
        start(&client).await;
        eventually("it is whole or gone", || {
            state(&desk, &id) != Some(AccountState::Leaving)
        })
        .await;
        let vault = id.parse().unwrap();
        let key = desk.keyring.load(&vault).unwrap().is_some();
        let whole = state(&desk, &id).is_some();
        assert_eq!((key, !files_of(&desk, &id).is_empty()), (whole, whole));
        assert_eq!(files_of(&desk, &other), untouched, "kill {kill}");
        client.close().await;
    }
    assert!(amidst >= 2, "killed amidst: {amidst} of {kills}");
}

/// Has a child remove the account, and kills it: where it stands still, or `wait` after it began.
fn kill_amidst(desk: &Desk, id: &str, stop_at: &str, wait: Duration) {
    let folder = desk.folder.path();
    let keys = folder.join("keys");
    std::fs::create_dir_all(&keys).unwrap();
    std::fs::write(keys.join(id), b"").unwrap();
    let test = "accounts::killed::killed_anywhere_it_comes_to_the_same_end";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, format!("{}\n{id}\n{stop_at}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let wanted = if stop_at == "nowhere" {
        "begun"
    } else {
        stop_at
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines.find(|line| line.as_ref().is_ok_and(|line| line == wanted));
    assert!(said.is_some(), "the child never said {wanted}");
    if stop_at == "nowhere" {
        std::thread::sleep(wait);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if !keys.join(id).exists() {
        desk.keyring.delete(&id.parse().unwrap()).unwrap();
    }
}

async fn remove(told: &str) {
    let [folder, id, stop_at] = told.lines().collect::<Vec<_>>()[..] else {
        panic!("folder, account, stop")
    };
    let folder = Path::new(folder);
    let mut desk = Desk::at("http://127.0.0.1:9");
    desk.folder = tempfile::tempdir().unwrap();
    let config = ClientConfig {
        data_dir: folder.join("data"),
        custody: Arc::new(Markers {
            folder: folder.join("keys"),
            stop_at: stop_at.to_owned(),
        }),
        ..desk.config()
    };
    let client = Client::open(config).unwrap();
    say("begun");
    client.session().remove_account(id).await.unwrap();
    say("removed");
    tokio::time::sleep(Duration::from_secs(60)).await;
}

fn say(step: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\n{step}").unwrap();
    out.flush().unwrap();
}

fn state(desk: &Desk, id: &str) -> Option<AccountState> {
    let accounts = DeviceStore::open(&desk.data()).unwrap().accounts().unwrap();
    let found = accounts.into_iter().find(|one| one.id.to_string() == id);
    found.map(|account| account.state)
}
