//! A platform with its sample citizens, and the computers of a town.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sst_core::clock::{Clock, SystemClock};
use sst_core::store::CitizenStore;
use sst_core::{
    ChangeInput, Client, ClientConfig, DecisionInput, KeyCustody, LoginOutcomeView, Place, Refusal,
    SessionView, SyncStateView, UnitStateView, UnitView,
};
use sst_domain::consent::{AgeBand, Choice};
use sst_domain::policy::PinnedKey;
use sst_platform::{Correction, Data, Limits, Options, Platform};
use sst_tests::proxy::Proxy;
use sst_vault::{Kek, Memory, Protection, Tier, Vault, VaultHeader, VaultId};
use tempfile::TempDir;

pub(crate) const JIA: &str = "13800000001";

pub(crate) struct Town {
    platform: Option<Platform>,
    address: SocketAddr,
    proxy: Option<Proxy>,
    data: TempDir,
}

impl Town {
    pub(crate) async fn found() -> Self {
        Self::with(None).await
    }

    /// One whose platform is reached through a proxy that makes faults.
    pub(crate) async fn behind_proxy() -> Self {
        Self::with(Some(Proxy::open().await.unwrap())).await
    }

    async fn with(proxy: Option<Proxy>) -> Self {
        let mut town = Self {
            platform: None,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            proxy,
            data: tempfile::tempdir().unwrap(),
        };
        town.start_platform().await;
        town.platform().official().seed().await.unwrap();
        town
    }

    /// What clients call.
    pub(crate) fn url(&self) -> String {
        let platform = || format!("http://{}", self.address);
        self.proxy.as_ref().map_or_else(platform, Proxy::url)
    }

    pub(crate) fn proxy(&self) -> &Proxy {
        self.proxy.as_ref().expect("the town has a proxy")
    }

    pub(crate) fn proxy_mut(&mut self) -> &mut Proxy {
        self.proxy.as_mut().expect("the town has a proxy")
    }

    pub(crate) fn platform(&self) -> &Platform {
        self.platform.as_ref().expect("the platform is running")
    }

    pub(crate) async fn stop_platform(&mut self) {
        self.platform
            .take()
            .expect("the platform is running")
            .stop()
            .await;
    }

    pub(crate) async fn start_platform(&mut self) {
        let issuer = self.proxy.as_ref().map(Proxy::url);
        let platform = start(&self.data, self.address, issuer).await;
        self.address = platform.address();
        if let Some(proxy) = &self.proxy {
            proxy.lead_to(self.address);
        }
        self.platform = Some(platform);
    }

    /// The file of the platform's database.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.path().join("platform.sqlite3")
    }

    /// A copy of the platform's data, as an operator makes one.
    pub(crate) async fn back_up(&mut self) -> TempDir {
        self.stop_platform().await;
        let backup = copy_of(self.data.path());
        self.start_platform().await;
        backup
    }

    /// Puts a copy back.
    pub(crate) async fn restore(&mut self, backup: &TempDir) {
        self.stop_platform().await;
        put_back(backup, self.data.path());
        self.start_platform().await;
        self.platform().official().mark_restored().await.unwrap();
    }

    pub(crate) fn code(&self, to: &str) -> String {
        self.platform().last_code(to).expect("a code was sent")
    }

    pub(crate) async fn correct(&self, unit: &str, fields: serde_json::Value, verified: bool) {
        let correction = Correction {
            phone: JIA.to_owned(),
            unit: unit.to_owned(),
            fields: serde_json::from_value(fields).unwrap(),
            ground: "测试依据".to_owned(),
            verified,
        };
        self.platform()
            .official()
            .correct_unit(correction)
            .await
            .map(|_| ())
            .unwrap();
    }

    pub(crate) fn computer(&self) -> Computer {
        let mut computer = Computer::at(&self.url());
        let platform = self.platform.as_ref();
        computer.receipt_keys = platform.map(Platform::receipt_key).into_iter().collect();
        computer
    }
}

fn stores(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            stores(&path, found);
        } else if path.extension().is_some_and(|end| end == "db") && !path.ends_with("device.db") {
            found.push(path);
        }
    }
}

fn all_bytes(folder: &Path, into: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_bytes(&path, into);
        } else {
            into.extend(std::fs::read(&path).unwrap());
        }
    }
}

fn copy_of(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_into(folder, copy.path());
    copy
}

fn put_back(copy: &TempDir, folder: &Path) {
    std::fs::remove_dir_all(folder).unwrap();
    copy_into(copy.path(), folder);
}

fn copy_into(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_into(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

async fn start(data: &TempDir, listen: SocketAddr, issuer: Option<String>) -> Platform {
    let limits = Limits {
        resend_after: Duration::ZERO,
        poll_interval: Duration::from_secs(1),
        ..Limits::default()
    };
    let data = Data::Folder(data.path().to_owned());
    let sms = sst_platform::sms::SmsSink::Memory;
    Platform::start(Options {
        listen,
        data,
        limits,
        sms,
        issuer,
        ..Options::default()
    })
    .await
    .unwrap()
}

/// A computer that somebody uses; its keyring and its disk outlive the client.
pub(crate) struct Computer {
    url: String,
    folder: TempDir,
    keyring: Arc<Keyring>,
    receipt_keys: Vec<PinnedKey>,
}

impl Computer {
    /// One that is set up for a platform of others.
    pub(crate) fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            folder: tempfile::tempdir().unwrap(),
            keyring: Arc::default(),
            receipt_keys: Vec::new(),
        }
    }

    /// One on which no key of the platform is pinned.
    pub(crate) fn without_keys(mut self) -> Self {
        self.receipt_keys.clear();
        self
    }

    /// What is kept of the one person who was here, while no client is open.
    pub(crate) fn store(&self) -> CitizenStore {
        self.store_in(self.folder.path())
    }

    /// The same, in a copy of the disk.
    pub(crate) fn store_in(&self, folder: &Path) -> CitizenStore {
        let mut found = Vec::new();
        stores(&folder.join("data"), &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        let header = CitizenStore::read_header(&found[0]).unwrap();
        let item = VaultHeader::parse(&header).unwrap().key_item();
        let kek = self.keyring.load(&item).unwrap().unwrap();
        let vault = Vault::open(&header, &kek).unwrap();
        CitizenStore::open(&found[0], Arc::new(vault)).unwrap()
    }

    /// From now on this key guards what is kept, so that another process can have it too. No client is open.
    pub(crate) fn guard_by(&self, key: &Kek) {
        let store = self.store();
        let by = Protection::Keyring(key);
        let (vault, header) = store.vault().unwrap().rekey(by).unwrap();
        self.keyring.store(&vault.key_item(), key).unwrap();
        store.rekey(Arc::new(vault), &header).unwrap();
        store.close().unwrap();
    }

    /// Folder of the client's data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Everything that is on its disk.
    pub(crate) fn disk(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        all_bytes(self.folder.path(), &mut bytes);
        bytes
    }

    /// A copy of the disk, while no client is open.
    pub(crate) fn back_up(&self) -> TempDir {
        copy_of(self.folder.path())
    }

    /// Puts a copy back.
    pub(crate) fn restore(&self, backup: &TempDir) {
        put_back(backup, self.folder.path());
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
            receipt_keys: self.receipt_keys.clone(),
            ..ClientConfig::standard(place)
        }
    }

    /// A new process: opens what is kept here.
    pub(crate) async fn open(&self) -> Client {
        self.open_at(Arc::new(SystemClock)).await
    }

    /// The same, with another clock.
    pub(crate) async fn open_at(&self, clock: Arc<dyn Clock>) -> Client {
        let client = Client::open_at(self.config(), clock).unwrap();
        client.start();
        eventually("the keyring has answered", || {
            client.session().view() != SessionView::Opening
        })
        .await;
        client
    }

    pub(crate) async fn agreed(&self) -> Client {
        let client = self.open().await;
        agree(&client).await;
        client
    }

    /// 测试市民甲 is logged in and their profile is here.
    pub(crate) async fn signed_in(&self) -> Client {
        let client = self.agreed().await;
        log_in(&client).await;
        settled(&client).await;
        client
    }
}

pub(crate) async fn agree(client: &Client) {
    let text_hash = client.consent().policy("zh-CN").await.unwrap().text_hash;
    let decision = DecisionInput {
        choice: Choice::Agree,
        age_band: Some(AgeBand::Adult),
        text_hash,
        language: "zh-CN".to_owned(),
    };
    client.consent().decide(decision).await.unwrap();
}

/// Whoever has this number is logged in, and registered if they were not.
pub(crate) async fn log_in_as(town: &Town, client: &Client, phone: &str) {
    let session = client.session();
    session.send_code(phone).await.unwrap();
    let outcome = session.verify_code(&town.code(phone)).await.unwrap();
    let outcome = match outcome {
        LoginOutcomeView::RegistrationNeeded => session.register().await.unwrap(),
        other => other,
    };
    assert!(matches!(outcome, LoginOutcomeView::SignedIn(_)));
}

pub(crate) async fn log_in(client: &Client) {
    let password = "Ceshi-Jia-2026".to_owned().into();
    let outcome = client
        .session()
        .password("test-jia", password)
        .await
        .unwrap();
    assert!(matches!(outcome, LoginOutcomeView::SignedIn(_)));
}

/// Everything is on the platform, and what the platform has is here.
pub(crate) async fn settled(client: &Client) {
    eventually("sync has settled", || {
        let at_rest =
            |unit: &UnitView| matches!(unit.state, UnitStateView::Synced | UnitStateView::Empty);
        let profile = client.bootstrap().profile;
        let sync = client.sync_view();
        profile.is_some_and(|profile| profile.units.iter().all(at_rest))
            && sync.state == SyncStateView::Idle
            && sync.waiting == 0
            && sync.last_contact.is_some()
    })
    .await;
}

pub(crate) async fn edit(client: &Client, unit: &str, fields: serde_json::Value) {
    let base_rev = self::unit(client, unit).rev;
    let input = serde_json::json!({"unit": unit, "fields": fields, "base_rev": base_rev});
    let input: ChangeInput = serde_json::from_value(input).unwrap();
    client.profile().edit(vec![input]).await.unwrap();
}

pub(crate) fn unit(client: &Client, key: &str) -> UnitView {
    let profile = client.bootstrap().profile.expect("somebody is logged in");
    profile
        .units
        .into_iter()
        .find(|unit| unit.key.as_str() == key)
        .expect("the unit is there")
}

/// One field in clear.
pub(crate) async fn value(client: &Client, key: &str, field: &str) -> String {
    let key = key.to_owned().into();
    let revealed = client.profile().reveal(&key).await.unwrap().fields;
    let found = revealed
        .into_iter()
        .find(|revealed| revealed.field == field);
    found.map(|found| found.text.join(",")).unwrap_or_default()
}

pub(crate) fn is_pending(client: &Client, key: &str) -> bool {
    matches!(unit(client, key).state, UnitStateView::Pending { .. })
}

/// Waits for something that happens beside the test, at most twenty seconds.
pub(crate) async fn eventually(what: &str, mut true_now: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if true_now() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}

/// A keyring that works. What it holds is gone with the test.
#[derive(Default)]
struct Keyring(Memory);

impl KeyCustody for Keyring {
    fn tier(&self) -> Tier {
        Tier::Keyring
    }

    fn load(&self, id: &VaultId) -> Result<Option<Kek>, Refusal> {
        self.0.load(id)
    }

    fn store(&self, id: &VaultId, kek: &Kek) -> Result<(), Refusal> {
        self.0.store(id, kek)
    }

    fn delete(&self, id: &VaultId) -> Result<(), Refusal> {
        self.0.delete(id)
    }
}
