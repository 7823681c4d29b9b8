//! Changing what guards an account on this computer. Only the person changes it, and all of what is kept is
//! sealed anew under another key.

use std::sync::Arc;

use sst_vault::{
    Cost, Kek, Passphrase, Pin, Protection, Refusal, Tier, Vault, VaultError, VaultId,
};
use zeroize::Zeroizing;

use super::local::{Typed, Unopened, make_place, open_vault};
use super::sign_in::{blocking, kept_by};
use super::state::{Open, account_view};
use super::{Session, guard, keyring, stale_keys};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::settings;
use crate::store::{CitizenStore, StoreError};
use crate::view::{AccountView, KeepingChoice};

/// What is to guard an account from now on, checked.
pub(super) enum Guard {
    Keyring,
    KeyringAndPin(Pin),
    Passphrase(Passphrase),
}

impl Guard {
    fn choose(choice: &KeepingChoice) -> Result<Self, ClientError> {
        Ok(match choice {
            KeepingChoice::Keyring => Self::Keyring,
            KeepingChoice::KeyringAndPin { pin } => Self::KeyringAndPin(Pin::choose(pin)?),
            KeepingChoice::Passphrase { passphrase } => {
                Self::Passphrase(Passphrase::choose(passphrase)?)
            }
        })
    }

    fn tier(&self) -> Tier {
        match self {
            Self::Keyring => Tier::Keyring,
            Self::KeyringAndPin(_) => Tier::KeyringAndPin,
            Self::Passphrase(_) => Tier::Passphrase,
        }
    }

    /// Makes a vault that this guards. Where the memory for stretching is not to be had, it costs less.
    fn make<T>(
        &self,
        kek: &Kek,
        make: impl Fn(Protection<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let at = |cost| {
            make(match self {
                Self::Keyring => Protection::Keyring(kek),
                Self::KeyringAndPin(pin) => Protection::KeyringAndPin(kek, pin, cost),
                Self::Passphrase(passphrase) => Protection::Passphrase(passphrase, cost),
            })
        };
        match at(Cost::DEFAULT) {
            Err(VaultError::OutOfMemory) => at(Cost::SMALL),
            made => made,
        }
    }
}

impl Session<'_> {
    /// Guards what is kept here in another way: with the keyring, with keyring and PIN, or with a passphrase.
    /// A session that lived in memory only is kept on this computer from then on. `present` is the present
    /// PIN or passphrase, where there is one; an authentication on the platform in the last five minutes
    /// serves as well. Where the keyring is locked, the person is asked to unlock it, in its own dialogue.
    ///
    /// # Errors
    ///
    /// [`ClientError::Secret`] for a new PIN or passphrase that breaks a rule,
    /// [`ClientError::StepUpRequired`] where `present` is needed, [`ClientError::WrongSecret`],
    /// [`ClientError::UnlockWait`], [`ClientError::Custody`] where the keyring keeps nothing, and what a disk
    /// refuses; then everything is guarded as before.
    pub async fn keep_by(
        &self,
        choice: KeepingChoice,
        present: Option<Zeroizing<String>>,
    ) -> Result<AccountView, ClientError> {
        let mut kept = self.try_to_keep_by(&choice, present.clone()).await;
        if matches!(kept, Err(ClientError::Custody(Refusal::Locked)))
            && keyring::unlock(&self.core.config.custody).await.is_ok()
        {
            kept = self.try_to_keep_by(&choice, present).await;
        }
        kept
    }

    async fn try_to_keep_by(
        &self,
        choice: &KeepingChoice,
        present: Option<Zeroizing<String>>,
    ) -> Result<AccountView, ClientError> {
        let guard = Guard::choose(choice)?;
        let core = self.core;
        let _turn = core.session.turn.lock().await;
        core.account()?;
        let open = core.session.open().ok_or(ClientError::SignedOut)?;
        prove(core, &open, present).await?;
        match open.local {
            Some(id) => change(core, &open, id, guard).await?,
            None => keep(core, &open, guard).await?,
        }
        super::tell(core);
        core.tell(ClientEvent::Settings(settings::view(core)));
        core.tell(ClientEvent::Sync(core.sync_view()));
        Ok(account_view(&open.account))
    }
}

/// Whoever sits at an unlocked screen must not take away what guards it.
async fn prove(
    core: &Arc<Core>,
    open: &Open,
    present: Option<Zeroizing<String>>,
) -> Result<(), ClientError> {
    let tier = open.account.keeping().tier.vault_tier();
    let Some(id) = open.local else { return Ok(()) };
    if !matches!(tier, Tier::KeyringAndPin | Tier::Passphrase) {
        return Ok(());
    }
    let Some(present) = present else {
        return if open.account.tokens.freshly_authenticated() {
            Ok(())
        } else {
            Err(ClientError::StepUpRequired)
        };
    };
    let typed = Typed::enter(tier, &present)?;
    let tried = async {
        match try_secret(core, open, typed).await {
            Ok(()) => guard::Try::Right(()),
            Err(Unopened::Wrong(error)) => guard::Try::Wrong(error),
            Err(Unopened::Refused(refusal)) => guard::Try::NotMade(refusal.into()),
            Err(other) => guard::Try::NotMade(ClientError::Unavailable { code: other.code() }),
        }
    };
    guard::counted(core, id, tried).await
}

/// Whether what was typed opens the vault of the store, which is open.
async fn try_secret(core: &Arc<Core>, open: &Open, typed: Typed) -> Result<(), Unopened> {
    let header: Result<_, StoreError> = open.account.store.run(CitizenStore::header).await;
    let header = header?;
    open_vault(core, header, Some(typed)).await.map(|_| ())
}

/// Another key for what is on the disk already.
async fn change(
    core: &Arc<Core>,
    open: &Open,
    id: VaultId,
    guard: Guard,
) -> Result<(), ClientError> {
    let tier = guard.tier();
    let store = &open.account.store;
    let _keys = core.session.keys.lock().await;
    // A key of a change that was cut off would lie where the new one is put, and the list of what is left
    // tells what the next header does not.
    let present = store.vault()?;
    stale_keys::sweep(core, id, &present).await?;

    let kek = Arc::new(Kek::generate()?);
    let made = {
        let kek = Arc::clone(&kek);
        store.run(move |store| {
            let old = store.vault()?;
            Ok::<_, ClientError>(guard.make(&kek, |by| old.rekey(by))?)
        })
    };
    let (vault, header) = made.await?;
    if tier.uses_keyring() {
        keyring::store(&core.config.custody, vault.key_item(), kek).await?;
    }
    let vault = Arc::new(vault);
    let with = Arc::clone(&vault);
    store.run(move |store| store.rekey(with, &header)).await?;
    open.account.set_keeping(kept_by(tier, None));
    if let Err(error) = stale_keys::sweep(core, id, &vault).await {
        // The header names the key of before, and the next opening deletes it.
        tracing::warn!(code = error.code(), "what is left was not noted");
    }
    let none = sst_vault::Attempts::new();
    let reset = blocking(core, move |core| core.device.put_attempts(&id, &none));
    if let Err(error) = reset.await {
        tracing::warn!(code = error.code(), "the count of tries was not lowered");
    }
    Ok(())
}

/// A place on the disk for what was in memory only. Within a turn.
pub(super) async fn keep(core: &Arc<Core>, open: &Open, guard: Guard) -> Result<(), ClientError> {
    if open.unopened.is_some() {
        // The same person has something here already, which has to be opened or discarded first.
        return Err(ClientError::NotApplicable);
    }
    let tier = guard.tier();
    let kek = Arc::new(Kek::generate()?);
    let made = {
        let kek = Arc::clone(&kek);
        tokio::task::spawn_blocking(move || guard.make(&kek, Vault::create_guarded))
    };
    let (vault, header) = made.await.map_err(|_| ClientError::Internal)??;
    let id = vault.id();
    let (sub, store) = (open.account.tokens.sub(), open.account.store.clone());
    let moved = move |core: &Core| {
        let path = core.device.account_path(&id);
        core.device.make_accounts_folder()?;
        Ok(store.move_to_file(&path, Arc::new(vault), &header)?)
    };
    make_place(core, &sub, id, tier.uses_keyring().then_some(kek), moved).await?;
    // What is not noted as whole goes at the next start: it counts as kept only from here on.
    blocking(core, move |core| core.device.enter_account(&id)).await?;
    core.session
        .change_of(&open.account, |open| open.local = Some(id));
    let grants = open.account.grants.clone();
    core.session.crash_watch().follow(Some((id, grants)));
    open.account.set_keeping(kept_by(tier, None));
    Ok(())
}
