//! Who keeps a vault's key.

use std::time::Duration;

use crate::{Kek, Tier, VaultId};

mod deadline;
mod memory;
mod os_keyring;
mod refusal;
mod stored;

#[cfg(any(windows, target_os = "macos"))]
#[path = "native.rs"]
mod platform;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "secret_service/mod.rs"]
mod platform;

pub use memory::Memory;
pub use os_keyring::OsKeyring;
pub use refusal::Refusal;

/// Keeps the key-encryption keys of vaults. Calls block, for a bounded time: an async caller puts
/// them on a blocking thread.
pub trait KeyCustody: Send + Sync {
    /// The tier that a vault kept here bears in its header.
    fn tier(&self) -> Tier;

    /// The key of vault `id`; `None` when the custody is in order and holds none.
    ///
    /// # Errors
    /// Why the custody could not say.
    fn load(&self, id: &VaultId) -> Result<Option<Kek>, Refusal>;

    /// Keeps `kek` for vault `id` in place of any earlier one. `Ok` means it was read back.
    ///
    /// # Errors
    /// Why it is not known to be kept.
    fn store(&self, id: &VaultId, kek: &Kek) -> Result<(), Refusal>;

    /// Forgets the key of vault `id`. `Ok` means that none is there any more, also when none was.
    ///
    /// # Errors
    /// Why it is not known to be gone.
    fn delete(&self, id: &VaultId) -> Result<(), Refusal>;

    /// Has the person unlock a locked custody, in the custody's own dialogue, and waits up to `wait`
    /// for the answer. To be called when the person asked for it, after [`Refusal::Locked`].
    ///
    /// # Errors
    /// [`Refusal::Locked`] when it is still locked: dismissed, or not answered in time.
    fn unlock(&self, wait: Duration) -> Result<(), Refusal> {
        let _ = wait;
        Ok(())
    }
}
