//! What an account has on this computer: opening it, making it, and the items of the keyring that go with it.

use std::sync::Arc;

use sst_vault::{
    Kek, Passphrase, Pin, Protection, Refusal, Tier, Unlock, Vault, VaultError, VaultHeader,
    VaultId,
};

use super::sign_in::blocking;
use super::{keyring, removal, stale_keys};
use crate::client::Core;
use crate::error::ClientError;
use crate::store::{CitizenStore, StoreError, StorePlace};
use crate::view::{KeepingView, UnopenedWay};

/// Code of edits that were made here, never sent, and do not open any more.
const KEPT_DAMAGED: &str = "kept-damaged";

/// Why something that is kept did not open.
pub(super) enum Unopened {
    /// The keyring did not say, or what it holds is not one key: that may be mended there.
    Refused(Refusal),
    /// A PIN or passphrase guards it, and none was given.
    Guarded(Tier),
    /// The PIN or passphrase that was given is not the one.
    Wrong(VaultError),
    /// The file is gone.
    Gone,
    /// The keyring has no key, or another one, or the file is damaged. It may be another keyring today, so
    /// nothing is removed until the person says so.
    Lost,
    /// The disk or the vault did not say.
    Busy(&'static str),
}

impl Unopened {
    /// Stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Guarded(_) => "account-guarded",
            Self::Wrong(error) => error.code(),
            Self::Gone | Self::Lost => "kept-lost",
            Self::Busy(code) => code,
        }
    }
}

impl Unopened {
    /// What opens it, as far as can be told.
    pub(super) fn way(&self) -> UnopenedWay {
        match self {
            Self::Guarded(Tier::KeyringAndPin) => UnopenedWay::Pin,
            Self::Guarded(Tier::Passphrase) => UnopenedWay::Passphrase,
            _ => UnopenedWay::Retry,
        }
    }
}

impl From<Unopened> for ClientError {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::Refused(refusal) => Self::Custody(refusal),
            other => Self::Unavailable { code: other.code() },
        }
    }
}

impl From<StoreError> for Unopened {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing => Self::Gone,
            StoreError::Corrupt | StoreError::Sealed(_) => Self::Lost,
            other => Self::Busy(other.code()),
        }
    }
}

impl From<VaultError> for Unopened {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongPin | VaultError::WrongPassphrase => Self::Wrong(error),
            VaultError::WrongKey | VaultError::BadHeader | VaultError::DamagedHeader => Self::Lost,
            other => Self::Busy(other.code()),
        }
    }
}

/// What the person typed in order to open something.
pub(super) enum Typed {
    Pin(Pin),
    Passphrase(Passphrase),
}

impl Typed {
    /// What was typed, for a vault of this tier.
    ///
    /// # Errors
    ///
    /// [`ClientError::Secret`] above the longest; [`ClientError::WayNotOffered`] for a tier that asks for
    /// nothing.
    pub(super) fn enter(tier: Tier, text: &str) -> Result<Self, ClientError> {
        match tier {
            Tier::KeyringAndPin => Ok(Self::Pin(Pin::enter(text)?)),
            Tier::Passphrase => Ok(Self::Passphrase(Passphrase::enter(text)?)),
            Tier::Keyring | Tier::Memory => Err(ClientError::WayNotOffered),
        }
    }
}

/// What a file says of its vault.
pub(super) async fn header_of(
    core: &Arc<Core>,
    id: VaultId,
) -> Result<(Vec<u8>, VaultHeader), Unopened> {
    let path = core.device.account_path(&id);
    let read = tokio::task::spawn_blocking(move || {
        let bytes = CitizenStore::read_header(&path)?;
        let header = VaultHeader::parse(&bytes)?;
        Ok((bytes, header))
    });
    read.await.unwrap_or(Err(Unopened::Busy("client-internal")))
}

/// Opens what is kept for an account. `typed` is what the person typed, where its vault asks for it.
pub(super) async fn open_kept(
    core: &Arc<Core>,
    id: VaultId,
    typed: Option<Typed>,
) -> Result<CitizenStore, Unopened> {
    let (bytes, _) = header_of(core, id).await?;
    let vault = Arc::new(open_vault(core, bytes, typed).await?);
    let path = core.device.account_path(&id);
    let opened = tokio::task::spawn_blocking(move || {
        match CitizenStore::open(&path, Arc::clone(&vault)) {
            // The header fits, so it is this vault's; single records may be damaged.
            Err(StoreError::Sealed(_)) => Ok(CitizenStore::mend(&path, vault)?),
            opened => Ok(opened?),
        }
    });
    let store = opened
        .await
        .unwrap_or(Err(Unopened::Busy("client-internal")))?;
    tokio::spawn(stale_keys::forget(Arc::clone(core), id, store.clone()));
    Ok(store)
}

/// How what was opened is kept, and what of it was lost.
pub(super) fn keeping_of(store: &CitizenStore) -> Result<KeepingView, StoreError> {
    Ok(KeepingView {
        tier: store.vault()?.tier().into(),
        reason: (store.lost() > 0).then(|| KEPT_DAMAGED.to_owned()),
        unopened: None,
    })
}

/// Opens the vault of this header, with the key that the keyring keeps and what was typed, as it asks.
pub(super) async fn open_vault(
    core: &Arc<Core>,
    bytes: Vec<u8>,
    typed: Option<Typed>,
) -> Result<Vault, Unopened> {
    let header = VaultHeader::parse(&bytes)?;
    let tier = header.tier();
    if typed.is_none() && matches!(tier, Tier::KeyringAndPin | Tier::Passphrase) {
        return Err(Unopened::Guarded(tier));
    }
    let kek = if tier.uses_keyring() {
        let loaded = keyring::load(&core.config.custody, header.key_item()).await;
        Some(loaded.map_err(Unopened::Refused)?.ok_or(Unopened::Lost)?)
    } else {
        None
    };
    let opened = tokio::task::spawn_blocking(move || {
        let unlock = match (&kek, &typed) {
            (Some(kek), None) => Unlock::Kek(kek),
            (Some(kek), Some(Typed::Pin(pin))) => Unlock::KekAndPin(kek, pin),
            (None, Some(Typed::Passphrase(passphrase))) => Unlock::Passphrase(passphrase),
            _ => return Err(VaultError::OtherSecret.into()),
        };
        Ok(Vault::open(&bytes, unlock)?)
    });
    opened
        .await
        .unwrap_or(Err(Unopened::Busy("client-internal")))
}

/// Makes a place for an account whose key the keyring keeps, or says why there is none.
pub(super) async fn make_kept(
    core: &Arc<Core>,
    sub: &str,
) -> Result<(CitizenStore, VaultId), ClientError> {
    let kek = Arc::new(Kek::generate()?);
    let (vault, header) = Vault::create_guarded(Protection::Keyring(&kek))?;
    let id = vault.id();
    let make = move |core: &Core| {
        let place = StorePlace::File(core.device.account_path(&id));
        core.device.make_accounts_folder()?;
        Ok(CitizenStore::create(place, Arc::new(vault), &header)?)
    };
    let store = make_place(core, sub, id, Some(kek), make).await?;
    Ok((store, id))
}

/// Notes that `id` is about to be made, has the keyring keep `kek`, where there is one, and has `make` make
/// the file. What was half made goes: now or at the next start.
pub(super) async fn make_place<T: Send + 'static>(
    core: &Arc<Core>,
    sub: &str,
    id: VaultId,
    kek: Option<Arc<Kek>>,
    make: impl FnOnce(&Core) -> Result<T, ClientError> + Send + 'static,
) -> Result<T, ClientError> {
    let owned = sub.to_owned();
    blocking(core, move |core| core.device.begin_account(&id, &owned)).await?;
    let stored = match kek {
        Some(kek) => keyring::store(&core.config.custody, id, kek).await,
        None => Ok(()),
    };
    let made = match stored {
        Err(Refusal::NoService) => {
            // Nothing was asked to keep anything: there is nothing to remove.
            blocking(core, move |core| core.device.finish_removal(&id)).await?;
            return Err(Refusal::NoService.into());
        }
        Err(refusal) => Err(refusal.into()),
        Ok(()) => {
            let core = Arc::clone(core);
            let made = tokio::task::spawn_blocking(move || make(&core)).await;
            made.unwrap_or(Err(ClientError::Internal))
        }
    };
    if made.is_err()
        && let Err(error) = removal::remove(core, id).await
    {
        tracing::warn!(code = error.code(), "left for the next start");
    }
    made
}
