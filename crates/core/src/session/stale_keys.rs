//! Keys that nothing needs any more. A change of what guards an account leaves them in the keyring; they go as
//! soon as the keyring lets them, and until then it is written down which they are.

use std::sync::Arc;

use sst_vault::{Vault, VaultId};

use super::keyring;
use super::sign_in::blocking;
use crate::client::Core;
use crate::error::ClientError;
use crate::store::CitizenStore;

/// After an opening: deletes what a change that was cut off, or a keyring that refused, has left.
pub(super) async fn forget(core: Arc<Core>, id: VaultId, store: CitizenStore) {
    let _keys = core.session.keys.lock().await;
    // Only now: a change may have come in between.
    let Ok(vault) = store.vault() else { return };
    if let Err(error) = sweep(&core, id, &vault).await {
        tracing::warn!(code = error.code(), "keys that are not needed are left");
    }
}

/// Deletes the keys of an account that nothing needs any more, as far as the keyring lets them go. What is
/// left is on the disk's list when this returns, so that no later change forgets it. `vault` is the account's
/// present one, and `SessionState::keys` is held.
///
/// # Errors
///
/// [`ClientError::Device`] where the list could not be written.
pub(super) async fn sweep(core: &Arc<Core>, id: VaultId, vault: &Vault) -> Result<(), ClientError> {
    let noted = blocking(core, move |core| core.device.key_items(&id)).await?;
    let mut left = noted.clone();
    left.extend(vault.stale_key_items());
    if vault.tier().uses_keyring() {
        // Stale once, in use now: a change that was cut off had come as far as this key.
        left.retain(|item| *item != vault.key_item());
    }
    left.sort_unstable();
    left.dedup();
    while let Some(item) = left.last() {
        if let Err(refusal) = keyring::delete(&core.config.custody, *item).await {
            tracing::warn!(code = refusal.code(), "a key that is not needed is left");
            break;
        }
        left.pop();
    }
    if left == noted {
        return Ok(());
    }
    blocking(core, move |core| core.device.put_key_items(&id, &left)).await
}
