//! What the app keeps sealed, opened by the test with the keyring's key and the PIN.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sst_core::store::CitizenStore;
use sst_vault::{Kek, Pin, Vault, VaultHeader};

use crate::canary::Canary;
use crate::session::{Session, wait_for};

/// Where the app has the stores of its accounts, below the person's home.
const ACCOUNTS: &str = "home/.local/share/cn.shenyang.shengshitong/accounts";

/// The keys and tokens of the account.
pub(super) struct Kept {
    keyring_key: Vec<u8>,
    proof_key: Vec<u8>,
    access_token: String,
    refresh_token: String,
    sub: String,
}

impl Kept {
    /// Opens the one store that there is, once the app has closed it.
    pub(super) fn open(session: &Session, pin: &str) -> anyhow::Result<Self> {
        let path = only_store(&session.place().person().join(ACCOUNTS))?;
        let header = wait_for("the closed store", Duration::from_secs(5), || {
            Ok(CitizenStore::read_header(&path).ok())
        })?;
        let item = VaultHeader::parse(&header)?.key_item().to_string();
        let mut lookup = session.command(Path::new("secret-tool"));
        lookup.args(["lookup", "service", "shengshitong", "username", &item]);
        let keyring_key = STANDARD.decode(lookup.output()?.stdout)?;
        let bytes = keyring_key.first_chunk().context("a key of 32 bytes")?;
        let (kek, pin) = (Kek::from_bytes(bytes), Pin::enter(pin)?);
        let vault = Arc::new(Vault::open(&header, (&kek, &pin))?);
        let store = CitizenStore::open(&path, vault)?;
        let secret = store.secret("session")?.context("no session is kept")?;
        store.close()?;
        let secret: Value = serde_json::from_slice(&secret)?;
        let text = |name: &str| secret[name].as_str().map(str::to_owned).context("a text");
        Ok(Self {
            keyring_key,
            proof_key: STANDARD.decode(text("key")?)?,
            access_token: text("access_token")?,
            refresh_token: text("refresh_token")?,
            sub: text("sub")?,
        })
    }

    pub(super) fn canaries(&self) -> Vec<Canary> {
        vec![
            Canary::key("the keyring's key", &self.keyring_key),
            Canary::key("the proof key", &self.proof_key),
            Canary::new("the access token", &self.access_token),
            Canary::new("the refresh token", &self.refresh_token),
            Canary::new("the citizen's identifier", &self.sub),
        ]
    }
}

fn only_store(folder: &Path) -> anyhow::Result<PathBuf> {
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut stores = entries.into_iter().map(|entry| entry.path());
    let mut stores = stores
        .by_ref()
        .filter(|path| path.extension().is_some_and(|end| end == "db"));
    let store = stores.next().context("there is no store")?;
    ensure!(stores.next().is_none(), "there are several stores");
    Ok(store)
}
