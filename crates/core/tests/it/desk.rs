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
    /// Gives and takes, and lets nothing go.
    Hoarding,
    /// Locked, until the person answers its dialogue.
    Asking,
}

/// What a keyring is about to do, or has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Storing,
    Stored,
    Deleting,
}

/// A keyring.
#[derive(Default)]
pub(crate) struct Keyring {
    keys: Memory,
    mood: Mutex<Mood>,
    held: Mutex<Vec<VaultId>>,
    /// How often the person was asked to unlock it.
    asked: AtomicU32,
    watcher: Mutex<Option<Watcher>>,
}

type Watcher = Box<dyn FnMut(Step) + Send>;

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

    /// Takes what another holds, beside what it has.
    pub(crate) fn take_from(&self, other: &Self) {
        for id in other.held.lock().unwrap().iter() {
            let key = other.keys.load(id).unwrap().unwrap();
            self.store(id, &key).unwrap();
        }
    }

    pub(crate) fn lose_everything(&self) {
        for id in std::mem::take(&mut *self.held.lock().unwrap()) {
            self.keys.delete(&id).unwrap();
        }
    }

    /// Calls `watcher` at every step that changes what it holds, until it is told to stop.
    pub(crate) fn watch(&self, watcher: impl FnMut(Step) + Send + 'static) {
        *self.watcher.lock().unwrap() = Some(Box::new(watcher));
    }

    pub(crate) fn watch_no_more(&self) {
        *self.watcher.lock().unwrap() = None;
    }

    /// A keyring of its own that holds the same.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::default();
        copy.take_from(self);
        copy
    }

    fn step(&self, step: Step) {
        if let Some(watcher) = &mut *self.watcher.lock().unwrap() {
            watcher(step);
        }
    }

    fn answer(&self) -> Result<(), Refusal> {
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Working | Mood::Hoarding => Ok(()),
            Mood::Refusing(refusal) => Err(refusal),
            Mood::Asking => Err(Refusal::Locked),
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
        self.step(Step::Storing);
        let mut held = self.held.lock().unwrap();
        held.retain(|held| held != id);
        held.push(*id);
        drop(held);
        self.keys.store(id, kek)?;
        self.step(Step::Stored);
        Ok(())
    }

    fn delete(&self, id: &VaultId) -> Result<(), Refusal> {
        self.answer()?;
        if matches!(*self.mood.lock().unwrap(), Mood::Hoarding) {
            return Err(Refusal::Denied);
        }
        self.step(Step::Deleting);
        self.held.lock().unwrap().retain(|held| held != id);
        self.keys.delete(id)
    }

    fn unlock(&self, _wait: Duration) -> Result<(), Refusal> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut mood = self.mood.lock().unwrap();
        if matches!(*mood, Mood::Asking) {
            *mood = Mood::Working;
        }
        drop(mood);
        self.answer()
    }
}
