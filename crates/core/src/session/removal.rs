//! Removing everything of an account from this computer. Cut off anywhere, it is finished at the next start.

use std::sync::Arc;

use sst_vault::VaultId;

use super::keyring;
use super::local::header_of;
use super::sign_in::blocking;
use crate::client::Core;
use crate::device::DeviceError;
use crate::error::ClientError;
use crate::store;

/// How far a removal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Removed {
    /// Nothing is left.
    Wholly,
    /// The keyring has not deleted the key, and is asked again at the next start.
    ButKey,
}

/// Removes everything of an account: note, key, file, note. Once the key is gone nothing can be read any
/// more, wherever copies of the file are. Where the keyring refuses, the file goes all the same and the note
/// stays, so that the next start tries again.
///
/// # Errors
///
/// [`ClientError::Device`] or [`ClientError::Store`] where the disk refuses.
pub(super) async fn remove(core: &Arc<Core>, id: VaultId) -> Result<Removed, ClientError> {
    begin(core, id).await?;
    finish(core, id).await
}

/// The first step: from here on the account goes, at the latest at the next start.
///
/// # Errors
///
/// [`ClientError::Device`]; then nothing has changed.
pub(super) async fn begin(core: &Arc<Core>, id: VaultId) -> Result<(), ClientError> {
    let mut items = vec![id];
    // While the account is open nobody else reads its file.
    let open = core.session.open().filter(|open| open.local == Some(id));
    if let Some(vault) = open.and_then(|open| open.account.store.vault().ok()) {
        items.push(vault.key_item());
        items.extend(vault.stale_key_items());
    } else if let Ok((_, header)) = header_of(core, id).await {
        items.push(header.key_item());
        items.extend(header.stale_key_items());
    }
    items.dedup();
    blocking(core, move |core| core.device.begin_removal(&id, &items)).await
}

/// The other steps.
///
/// # Errors
///
/// As [`remove`]; what is left goes at the next start.
pub(super) async fn finish(core: &Arc<Core>, id: VaultId) -> Result<Removed, ClientError> {
    let mut items = blocking(core, move |core| core.device.key_items(&id)).await?;
    if items.is_empty() {
        items.push(id);
    }
    let mut key = Ok(());
    for item in items {
        if key.is_ok() {
            key = keyring::delete(&core.config.custody, item).await;
        }
    }
    core.session.crash_watch().forget_of(id);
    let path = core.device.account_path(&id);
    let files = tokio::task::spawn_blocking(move || store::remove_files(&path)).await;
    files.map_err(|_| ClientError::Internal)??;
    match key {
        Ok(()) => {
            blocking(core, move |core| core.device.finish_removal(&id)).await?;
            Ok(Removed::Wholly)
        }
        Err(refusal) => {
            tracing::warn!(
                code = refusal.code(),
                "the key is removed at the next start"
            );
            Ok(Removed::ButKey)
        }
    }
}

/// Accounts whose making or removal was cut off.
pub(super) fn cut_off(core: &Core) -> Result<Vec<VaultId>, DeviceError> {
    use crate::device::AccountState::{Creating, Leaving};
    let accounts = core.device.accounts()?.into_iter();
    let cut_off = accounts.filter(|account| matches!(account.state, Creating | Leaving));
    Ok(cut_off.map(|account| account.id).collect())
}
