//! What is kept for a person on this computer: one SQLite file in which every value is sealed.
//!
//! It is a cache of the platform's data and an outbox of what the platform does not have yet. Losing it
//! costs what was not sent, and nothing else.

mod attachments;
mod connection;
mod error;
mod mend;
mod peek;
mod record;
mod rekey;
mod sheet;
mod transaction;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};
use sst_vault::{Vault, VaultError, Zeroizing};

pub use connection::{files_of, remove_files};
pub use error::StoreError;
pub use peek::Peek;
pub use record::{CorrectionDraft, Draft};
pub use transaction::Tx;

use record::Secret;
use sheet::Sheet;
use transaction::Sheets;

/// Where a store lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorePlace {
    /// In this file.
    File(PathBuf),
    /// In memory: gone when the client ends.
    Memory,
}

/// What is kept for one person. Clones share it. Its calls block on the disk: async callers use
/// [`CitizenStore::run`].
#[derive(Clone)]
pub struct CitizenStore {
    inner: Arc<Inner>,
}

struct Inner {
    /// `None` once closed: the keys are gone with it.
    opened: Mutex<Option<Opened>>,
    /// How many edits and drafts were damaged.
    lost: u32,
}

/// The database, and what opens its records.
struct Opened {
    connection: Connection,
    vault: Arc<Vault>,
    /// What the last transaction left; none where that is not sure.
    sheets: Option<Sheets>,
}

impl CitizenStore {
    /// Makes a new store. `header` is the header of `vault`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Io`] where the file exists already, [`StoreError::Full`], and what else a disk does.
    pub fn create(place: StorePlace, vault: Arc<Vault>, header: &[u8]) -> Result<Self, StoreError> {
        let mut connection = match &place {
            StorePlace::File(path) => connection::new_file(path)?,
            StorePlace::Memory => connection::in_memory()?,
        };
        connection::create(&mut connection, header)?;
        Ok(Self::with(connection, vault, 0))
    }

    /// The vault header of the store in a file; it is needed to open the vault.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], [`StoreError::Corrupt`], [`StoreError::TooNew`], [`StoreError::Busy`].
    pub fn read_header(path: &Path) -> Result<Vec<u8>, StoreError> {
        let connection = connection::existing_file(path)?;
        Ok(connection.query_row("SELECT bytes FROM header", [], |row| row.get(0))?)
    }

    /// Opens the store in a file, if every record in it opens. Pieces of attachments are opened when they are sent.
    ///
    /// # Errors
    ///
    /// As [`CitizenStore::read_header`], and [`StoreError::Sealed`] where the vault is another one's, or a
    /// record was changed, cut or moved.
    pub fn open(path: &Path, vault: Arc<Vault>) -> Result<Self, StoreError> {
        let connection = connection::existing_file(path)?;
        if mend::is_damaged(&connection, &vault)? {
            return Err(StoreError::Sealed(VaultError::Damaged));
        }
        Ok(Self::with(connection, vault, 0))
    }

    /// Opens a store of which [`CitizenStore::open`] says that a record does not open: those records are
    /// dropped, and [`CitizenStore::lost`] says how many edits and drafts were among them. What the platform
    /// has is fetched anew.
    ///
    /// # Errors
    ///
    /// As [`CitizenStore::open`] where no record opens at all; then nothing is dropped.
    pub fn mend(path: &Path, vault: Arc<Vault>) -> Result<Self, StoreError> {
        let mut connection = connection::existing_file(path)?;
        let lost = mend::mend(&mut connection, &vault)?;
        Ok(Self::with(connection, vault, lost))
    }

    /// How many edits and drafts were lost when the store was mended.
    pub fn lost(&self) -> u32 {
        self.inner.lost
    }

    /// Closes the store: everything is in the file, and nobody holds it, or its keys, any more. Later calls
    /// fail with [`StoreError::Closed`].
    ///
    /// # Errors
    ///
    /// What a disk does; the store is closed all the same, and nothing acknowledged is lost.
    pub fn close(&self) -> Result<(), StoreError> {
        let Some(Opened { connection, .. }) = self.lock().take() else {
            return Ok(());
        };
        connection.close().map_err(|(_, error)| error.into())
    }

    /// Keeps a secret of the session. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`]; then the earlier secret is still there.
    pub fn put_secret(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let secret = Secret {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        self.secrets(|sheet, connection, vault| sheet.put(connection, vault, secret))
    }

    /// A secret of the session.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`].
    pub fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        self.secrets(|sheet, _, _| {
            let secret = sheet.record(&name.to_owned());
            Ok(secret.map(|secret| Zeroizing::new(secret.bytes.clone())))
        })
    }

    /// Forgets a secret of the session.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`].
    pub fn delete_secret(&self, name: &str) -> Result<(), StoreError> {
        self.secrets(|sheet, connection, _| sheet.remove(connection, &name.to_owned()))
    }

    /// How many edits and requests the platform does not have, waiting, in conflict, or refused; and how many decisions wait.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`].
    pub fn unsent(&self) -> Result<u32, StoreError> {
        self.read(|tx| {
            let unsent = tx
                .replica()
                .outbox
                .values()
                .filter(|row| row.is_wish() || row.is_waiting_decision())
                .count();
            Ok(u32::try_from(unsent).unwrap_or(u32::MAX))
        })
    }

    /// Reads in one transaction.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`], or what `work` fails with.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guard = self.lock();
        let Opened {
            connection,
            vault,
            sheets,
        } = guard.as_mut().ok_or(StoreError::Closed)?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        let tx = Tx::begin(transaction, vault, sheets.take())?;
        let done = work(&tx);
        *sheets = Some(tx.end());
        done
    }

    /// Reads and writes in one transaction. It is on the disk when this returns; where `work` fails, nothing
    /// was written.
    ///
    /// # Errors
    ///
    /// Any [`StoreError`], or what `work` fails with.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guard = self.lock();
        let Opened {
            connection,
            vault,
            sheets,
        } = guard.as_mut().ok_or(StoreError::Closed)?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        // Taken out: what was not committed is not known to anybody.
        let mut tx = Tx::begin(transaction, vault, sheets.take())?;
        let done = work(&mut tx)?;
        *sheets = Some(tx.commit()?);
        Ok(done)
    }

    /// Runs `work` on a thread that may block.
    ///
    /// # Errors
    ///
    /// What `work` fails with; [`StoreError::Stopped`] where it panicked.
    pub async fn run<T, E>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(done) => done,
            Err(_) => Err(StoreError::Stopped.into()),
        }
    }

    fn secrets<T>(
        &self,
        work: impl FnOnce(&mut Sheet<Secret>, &Connection, &Vault) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut guard = self.lock();
        let opened = guard.as_mut().ok_or(StoreError::Closed)?;
        let Opened {
            connection, vault, ..
        } = opened;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut sheet = Sheet::load(&transaction, vault)?;
        let done = work(&mut sheet, &transaction, vault)?;
        transaction.commit()?;
        Ok(done)
    }

    fn with(connection: Connection, vault: Arc<Vault>, lost: u32) -> Self {
        Self {
            inner: Arc::new(Inner {
                opened: Mutex::new(Some(Opened {
                    connection,
                    vault,
                    sheets: None,
                })),
                lost,
            }),
        }
    }

    /// A panic in the middle of a transaction rolled it back, so what is behind the lock is whole.
    fn lock(&self) -> MutexGuard<'_, Option<Opened>> {
        self.inner
            .opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod full {
    use sst_vault::{Kek, Tier};

    use super::*;

    impl CitizenStore {
        /// As on a disk that is full.
        pub(super) fn limit_to_present_size(&self) {
            let guard = self.lock();
            let connection = &guard.as_ref().unwrap().connection;
            let pages: u32 = connection
                .pragma_query_value(None, "page_count", |row| row.get(0))
                .unwrap();
            connection
                .pragma_update(None, "max_page_count", pages)
                .unwrap();
        }
    }

    #[test]
    fn a_full_database_refuses_a_write_and_keeps_the_rest() {
        let (vault, header) = Vault::create(&Kek::generate().unwrap(), Tier::Memory).unwrap();
        let store = CitizenStore::create(StorePlace::Memory, Arc::new(vault), &header).unwrap();
        store.put_secret("session", b"small").unwrap();
        store.limit_to_present_size();
        let refused = store.put_secret("session", &[7; 100_000]).unwrap_err();
        assert_eq!((refused.code(), refused.retryable()), ("disk-full", true));
        assert_eq!(
            store.secret("session").unwrap().unwrap().as_slice(),
            b"small"
        );
    }
}
