//! Tries at a PIN or passphrase: each is counted, on the disk, before it is made.

use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use sst_vault::{Attempts, VaultId};

use super::sign_in::blocking;
use crate::client::Core;
use crate::error::ClientError;

/// What became of a try.
pub(super) enum Try<T> {
    /// It was right.
    Right(T),
    /// It was wrong, for this reason.
    Wrong(sst_vault::VaultError),
    /// It could not be made, and does not count.
    NotMade(ClientError),
}

/// Counts a try, makes it, and says what became of it.
///
/// # Errors
///
/// [`ClientError::UnlockWait`] where it may not be tried yet, [`ClientError::WrongSecret`], what `work`
/// could not do, [`ClientError::Device`] where it could not be counted.
pub(super) async fn counted<T>(
    core: &Arc<Core>,
    id: VaultId,
    work: impl Future<Output = Try<T>>,
) -> Result<T, ClientError> {
    let mut attempts = recall(core, id).await;
    attempts
        .begin(SystemTime::now())
        .map_err(|wait| ClientError::UnlockWait { wait })?;
    write(core, id, attempts).await?;
    match work.await {
        Try::Right(done) => {
            attempts.succeed();
            note(core, id, attempts).await;
            Ok(done)
        }
        Try::Wrong(error) => Err(ClientError::WrongSecret {
            error,
            tries_left: attempts.free_tries(),
            wait: attempts.wait(SystemTime::now()),
        }),
        Try::NotMade(error) => {
            attempts.withdraw();
            note(core, id, attempts).await;
            Err(error)
        }
    }
}

/// How often it was tried in vain, as written down. What cannot be read counts as all free tries used up.
pub(super) async fn recall(core: &Arc<Core>, id: VaultId) -> Attempts {
    let read = blocking(core, move |core| core.device.attempts(&id)).await;
    let attempts = read
        .ok()
        .flatten()
        .unwrap_or_else(|| Attempts::after_damage(SystemTime::now()));
    keep(core, attempts);
    attempts
}

async fn write(core: &Arc<Core>, id: VaultId, attempts: Attempts) -> Result<(), ClientError> {
    blocking(core, move |core| core.device.put_attempts(&id, &attempts)).await?;
    keep(core, attempts);
    Ok(())
}

/// A count that could not be lowered stays as high as it was: no harm but a wait.
async fn note(core: &Arc<Core>, id: VaultId, attempts: Attempts) {
    if let Err(error) = write(core, id, attempts).await {
        tracing::warn!(code = error.code(), "the count of tries was not lowered");
    }
}

fn keep(core: &Core, attempts: Attempts) {
    *core
        .session
        .attempts
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = attempts;
}
