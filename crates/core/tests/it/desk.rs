//! A client on a folder of its own, and a keyring that does what a test says.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sst_core::clock::{Clock, SystemClock};
use sst_core::{
    Client, ClientConfig, ClientError, ConsentView, DecisionInput, LoginOutcomeView, Place,
    SessionView,
};
use sst_domain::consent::{AgeBand, Choice};
use sst_vault::{Kek, KeyCustody, Memory, Refusal, Tier, VaultId};
use tempfile::TempDir;

pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) url: String,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Desk {
    pub(crate) fn at(url: &str) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keyring: Arc::new(Keyring::default()),
            url: url.to_owned(),
            clock: Arc::new(SystemClock),
        }
    }

    pub(crate) fn config(&self) -> ClientConfig {
        let place = Place {
            data_dir: self.data(),
            custody: Arc::clone(&self.keyring) as Arc<dyn KeyCustody>,
            app_version: "0.0.0-test".to_owned(),
            device_name: "测试电脑".to_owned(),
        };
        ClientConfig {
            platform_url: self.url.clone(),
            ..ClientConfig::standard(place)
        }
    }

    /// A new process, as far as the client can tell.
    pub(crate) fn open(&self) -> Client {
        Client::open_at(self.config(), Arc::clone(&self.clock)).unwrap()
    }

    pub(crate) async fn agreed(&self) -> Client {
        let client = self.open();
        decide(&client, Choice::Agree).await.unwrap();
        client
    }

    pub(crate) async fn signed_in(&self) -> Client {
        let client = self.agreed().await;
        log_in(&client).await.unwrap();
        client
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Every file below the data folder, and the folder itself if it is there.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            let Ok(entries) = std::fs::read_dir(folder) else {
                return;
            };
            for entry in entries.map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    walk(&path, found)
                } else {
                    found.push(path)
                }
            }
        }
        let mut found = Vec::new();
        walk(self.folder.path(), &mut found);
        found
    }

    pub(crate) fn account_files(&self) -> Vec<PathBuf> {
        let mut files = self.files();
        files.retain(|file| file.parent().unwrap().ends_with("accounts"));
        files
    }
}

pub(crate) async fn decide(client: &Client, choice: Choice) -> Result<ConsentView, ClientError> {
    let policy = client.consent().policy("zh-CN").await?;
    let decision = DecisionInput {
        choice,
        age_band: Some(AgeBand::Adult),
        guardian_agreed: false,
        text_hash: policy.text_hash,
        language: "zh-CN".to_owned(),
    };
    client.consent().decide(decision).await
}

pub(crate) async fn log_in(client: &Client) -> Result<LoginOutcomeView, ClientError> {
    client
        .session()
        .password("citizen-1", "pass-测试-1".to_owned().into())
        .await
}

/// Waits for something that happens beside the test, at most five seconds.
pub(crate) async fn eventually(what: &str, mut true_now: impl FnMut() -> bool) {
    for _ in 0..500 {
        if true_now() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

/// Starts the client and waits until the keyring has answered.
pub(crate) async fn start(client: &Client) -> SessionView {
    client.start();
    eventually("the session is opened", || {
        client.session().view() != SessionView::Opening
    })
    .await;
    client.session().view()
}

#[derive(Clone, Copy, Default)]
pub(crate) enum Mood {
    #[default]
    Working,
    Refusing(Refusal),
    /// Answers after this time, as a locked keyring does.
    Hanging(Duration),
}

/// A keyring.
#[derive(Default)]
pub(crate) struct Keyring {
    keys: Memory,
    mood: Mutex<Mood>,
    held: Mutex<Vec<VaultId>>,
    /// How often the person was asked to unlock it.
    asked: AtomicU32,
}

impl Keyring {
    pub(crate) fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn feel(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// How many keys it holds.
    pub(crate) fn len(&self) -> usize {
        self.held.lock().unwrap().len()
    }

    pub(crate) fn lose_everything(&self) {
        for id in std::mem::take(&mut *self.held.lock().unwrap()) {
            self.keys.delete(&id).unwrap();
        }
    }

    fn answer(&self) -> Result<(), Refusal> {
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Working => Ok(()),
            Mood::Refusing(refusal) => Err(refusal),
            Mood::Hanging(time) => {
                std::thread::sleep(time);
                Err(Refusal::NotAnswering)
            }
        }
    }
}

impl KeyCustody for Keyring {
    fn tier(&self) -> Tier {
        Tier::Keyring
    }

    fn load(&self, id: &VaultId) -> Result<Option<Kek>, Refusal> {
        self.answer()?;
        self.keys.load(id)
    }

    fn store(&self, id: &VaultId, kek: &Kek) -> Result<(), Refusal> {
        self.answer()?;
        self.held.lock().unwrap().push(*id);
        self.keys.store(id, kek)
    }

    fn delete(&self, id: &VaultId) -> Result<(), Refusal> {
        self.answer()?;
        self.held.lock().unwrap().retain(|held| held != id);
        self.keys.delete(id)
    }

    fn unlock(&self, _wait: Duration) -> Result<(), Refusal> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.answer()
    }
}
