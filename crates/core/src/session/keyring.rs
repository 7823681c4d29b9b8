//! Asking the keyring without waiting for it longer than three seconds; where the person answers its dialogue,
//! ninety.

use std::sync::Arc;
use std::time::Duration;

use sst_vault::{Kek, KeyCustody, Refusal, VaultId};
use tokio::sync::oneshot;

/// How long a keyring may take. A window that shows nothing is worse than one that says why.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// How long a person may take at the keyring's own dialogue.
const UNLOCK_WITHIN: Duration = Duration::from_secs(90);

/// The key of a vault.
pub(super) async fn load(
    custody: &Arc<dyn KeyCustody>,
    id: VaultId,
) -> Result<Option<Kek>, Refusal> {
    ask(custody, move |custody| custody.load(&id)).await
}

/// Keeps the key of a new vault.
pub(super) async fn store(
    custody: &Arc<dyn KeyCustody>,
    id: VaultId,
    kek: Arc<Kek>,
) -> Result<(), Refusal> {
    ask(custody, move |custody| custody.store(&id, &kek)).await
}

/// Forgets the key of a vault: what it sealed cannot be read any more.
pub(super) async fn delete(custody: &Arc<dyn KeyCustody>, id: VaultId) -> Result<(), Refusal> {
    ask(custody, move |custody| custody.delete(&id)).await
}

/// Has the person unlock the keyring, in its own dialogue, and waits for the answer.
pub(super) async fn unlock(custody: &Arc<dyn KeyCustody>) -> Result<(), Refusal> {
    let question = |custody: &dyn KeyCustody| custody.unlock(UNLOCK_WITHIN);
    ask_within(custody, UNLOCK_WITHIN + ANSWER_WITHIN, question).await
}

/// On a plain thread, never joined: a runtime would wait for it at its end.
async fn ask<T: Send + 'static>(
    custody: &Arc<dyn KeyCustody>,
    question: impl FnOnce(&dyn KeyCustody) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    ask_within(custody, ANSWER_WITHIN, question).await
}

async fn ask_within<T: Send + 'static>(
    custody: &Arc<dyn KeyCustody>,
    within: Duration,
    question: impl FnOnce(&dyn KeyCustody) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let custody = Arc::clone(custody);
    let (answer, answered) = oneshot::channel();
    let thread = std::thread::Builder::new().name("keyring".to_owned());
    let asked = thread.spawn(move || {
        // Nobody may be waiting any more.
        let _ = answer.send(question(&*custody));
    });
    if asked.is_err() {
        return Err(Refusal::Other);
    }
    match tokio::time::timeout(within, answered).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(Refusal::Other),
        Err(_) => Err(Refusal::NotAnswering),
    }
}
