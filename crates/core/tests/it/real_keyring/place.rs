//! A computer with a real keyring, which is put into its states.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use sst_core::{Client, ClientConfig, KeyCustody, LoginOutcomeView, OsKeyring, Place as On};
use sst_domain::consent::Choice;

use super::bus::{Bus, Running};
use super::session::in_session_of;
use crate::desk::{decide, log_in};
use crate::fake::Fake;

const SERVICE: &str = "test.shengshitong";
const PASSWORD: &str = "the keyring's password";
/// What the person has here: the fake platform's name, and what the tests save.
const PERSONAL: [&str; 3] = ["测试市民甲", "13800000001", "测试路 1 号"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Locked,
    /// Its process is gone, and nobody starts it.
    Ended,
    /// It takes calls and answers none.
    StandingStill,
    /// The bus lets nobody call it.
    Denied,
    /// Somebody has deleted the key.
    WithoutTheKey,
}

pub(super) struct Place {
    folder: PathBuf,
    bus: Bus,
    keyring: Option<Running>,
    fake: Fake,
}

/// Runs `body`, the whole of the test that calls this, on a computer of its own.
pub(super) fn in_place<F: AsyncFnOnce(&mut Place)>(body: F) {
    in_session_of::<F>(|folder| {
        let Some(bus) = Bus::start(folder) else {
            return;
        };
        let Some(keyring) = bus.start_keyring(PASSWORD) else {
            return;
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut place = Place {
                folder: folder.to_owned(),
                bus,
                keyring: Some(keyring),
                fake: Fake::start().await,
            };
            place.fake.take_no_edits();
            body(&mut place).await;
        });
    });
}

impl Place {
    /// A new process, as far as the client can tell.
    pub(super) fn client(&self) -> Client {
        let place = On {
            data_dir: self.folder.join("data"),
            custody: Arc::new(OsKeyring::new(SERVICE)) as Arc<dyn KeyCustody>,
            app_version: "0.0.0-test".to_owned(),
            device_name: "测试电脑".to_owned(),
        };
        let config = ClientConfig {
            platform_url: self.fake.url.clone(),
            ..ClientConfig::standard(place)
        };
        Client::open(config).unwrap()
    }

    pub(super) async fn agree_and_log_in(&self, client: &Client) -> LoginOutcomeView {
        decide(client, Choice::Agree).await.unwrap();
        log_in(client).await.unwrap()
    }

    /// Calls on the bus block, which a worker of the runtime must not.
    fn apart<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        std::thread::scope(|scope| scope.spawn(work).join().unwrap())
    }

    pub(super) fn put(&mut self, state: State) {
        match state {
            State::Locked => self.apart(|| {
                let collection = self.service();
                collection.get_default_collection().unwrap().lock().unwrap();
            }),
            State::Ended => {
                self.keyring = None;
                self.apart(|| self.bus.wait_for_keyring(false));
            }
            State::StandingStill => self.keyring.as_ref().unwrap().stand_still(),
            State::Denied => self.apart(|| self.bus.deny_keyring()),
            State::WithoutTheKey => self.apart(|| {
                let service = self.service();
                let ours = HashMap::from([("service", SERVICE)]);
                for item in service.search_items(ours).unwrap().unlocked {
                    item.delete().unwrap();
                }
            }),
        }
    }

    /// What was put is over; a deleted key stays deleted.
    pub(super) fn mend(&mut self, state: State) {
        match state {
            State::Locked => {
                // Only its password opens it, and it reads that when it starts.
                self.put(State::Ended);
                self.start_keyring();
            }
            State::Ended => self.start_keyring(),
            State::StandingStill => self.keyring.as_ref().unwrap().go_on(),
            State::Denied => self.apart(|| self.bus.allow_keyring()),
            State::WithoutTheKey => {}
        }
    }

    fn start_keyring(&mut self) {
        self.keyring = self.apart(|| self.bus.start_keyring(PASSWORD));
    }

    fn service(&self) -> SecretService<'static> {
        SecretService::connect_with_existing(EncryptionType::Dh, self.bus.connect()).unwrap()
    }

    /// No file of the client or of the keyring holds any of this, as it is or in UTF-16; a planted one is found.
    pub(super) fn nothing_is_readable(&self, typed: &[&str]) {
        let values: Vec<&str> = typed.iter().copied().chain(PERSONAL).collect();
        assert_eq!(readable(&self.folder, &values), [] as [String; 0]);
        let planted = self.folder.join("data/planted");
        for value in values {
            std::fs::write(&planted, format!("before {value} after")).unwrap();
            assert_eq!(readable(&self.folder, &[value]), [value], "blind");
        }
        std::fs::remove_file(planted).unwrap();
    }
}

fn readable(folder: &Path, values: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(readable(&entry.path(), values));
        } else if kind.is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let holds = |form: &[u8]| bytes.windows(form.len()).any(|window| window == form);
            let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let here = values.iter().filter(|value| {
                let wide: Vec<u8> = wide(value);
                holds(value.as_bytes()) || holds(&wide)
            });
            found.extend(here.map(ToString::to_string));
        }
    }
    found
}
