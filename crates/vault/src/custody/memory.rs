//! Keys that live as long as this process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{KeyCustody, Refusal};
use crate::{Kek, Tier, VaultId};

/// Keeps keys in this process only: for a session without a keyring, and for kiosks.
#[derive(Default)]
pub struct Memory {
    keys: Mutex<HashMap<VaultId, Kek>>,
}

impl Memory {
    /// An empty custody.
    pub fn new() -> Self {
        Self::default()
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<VaultId, Kek>> {
        // The map is whole after a panic elsewhere: each operation on it is one step.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyCustody for Memory {
    fn tier(&self) -> Tier {
        Tier::Memory
    }

    fn load(&self, id: &VaultId) -> Result<Option<Kek>, Refusal> {
        Ok(self.keys().get(id).map(Kek::duplicate))
    }

    fn store(&self, id: &VaultId, kek: &Kek) -> Result<(), Refusal> {
        self.keys().insert(*id, kek.duplicate());
        Ok(())
    }

    fn delete(&self, id: &VaultId) -> Result<(), Refusal> {
        self.keys().remove(id);
        Ok(())
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory(..)")
    }
}
