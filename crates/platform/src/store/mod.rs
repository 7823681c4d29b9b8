//! The one place that talks to the database: SQLite, built in, in WAL mode.
//!
//! Writing happens in [`WriteTx`], one at a time (`BEGIN IMMEDIATE`), so that a citizen's revision and what
//! it stands for can never be seen apart. The commands of the binary open the same file while the server
//! runs; what they change reaches the streams through `change_log`.

pub(crate) mod activity;
pub(crate) mod approval;
pub(crate) mod article;
pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod change_log;
pub(crate) mod citizen;
pub(crate) mod consent;
pub(crate) mod contact_change;
pub(crate) mod correction;
pub(crate) mod device;
pub(crate) mod device_authorization;
pub(crate) mod disclosure;
pub(crate) mod guardian;
pub(crate) mod history;
pub(crate) mod login;
pub(crate) mod mutation;
pub(crate) mod notice;
pub(crate) mod policy;
pub(crate) mod reference;
pub(crate) mod report;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod token;
pub(crate) mod unfinished;
pub(crate) mod unit;
pub(crate) mod upload;

use std::fs::{DirBuilder, OpenOptions};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::Notify;

use crate::error::StoreError;

/// Name of the database inside the data folder.
const FILE: &str = "platform.sqlite3";

/// An open database.
#[derive(Clone)]
pub(crate) struct Store {
    writer: SqlitePool,
    reader: SqlitePool,
    committed: Arc<Notify>,
}

impl Store {
    /// Opens the database of `folder`, which has to be there, and brings it up to date.
    pub(crate) async fn open_existing(folder: &Path) -> Result<Self, StoreError> {
        if !folder.join(FILE).exists() {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        Self::open(folder).await
    }

    /// Opens the database of `folder`, which is made if need be, and brings it up to date.
    pub(crate) async fn open(folder: &Path) -> Result<Self, StoreError> {
        create_private(folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join(FILE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!().run(&writer).await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await?;
        Ok(Self {
            writer,
            reader,
            committed: Arc::new(Notify::new()),
        })
    }

    /// Begins to write. Waits for whoever is writing.
    pub(crate) async fn write(&self) -> Result<WriteTx, StoreError> {
        let inner = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(WriteTx {
            inner,
            committed: Arc::clone(&self.committed),
        })
    }

    /// A connection for one question.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.reader.acquire().await?)
    }

    /// One consistent view for several questions.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.reader.begin().await?)
    }

    /// Resolves after the next commit of this process.
    pub(crate) async fn committed(&self) {
        self.committed.notified().await;
    }

    /// Closes the database; what was committed is on disk already.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// A transaction that writes. Dropped without [`WriteTx::commit`] it leaves nothing behind.
pub(crate) struct WriteTx {
    inner: Transaction<'static, Sqlite>,
    committed: Arc<Notify>,
}

impl WriteTx {
    /// Makes it durable, and wakes whoever feeds the streams.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.inner.commit().await?;
        self.committed.notify_one();
        Ok(())
    }
}

impl Deref for WriteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.inner
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.inner
    }
}

/// Makes folder and database, for this user alone. What SQLite puts beside the database gets its rights.
fn create_private(folder: &Path) -> Result<(), StoreError> {
    let mut make_folder = DirBuilder::new();
    let mut make_file = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        make_folder.mode(0o700);
        make_file.mode(0o600);
    }
    make_folder.recursive(true).create(folder)?;
    make_file
        .append(true)
        .create(true)
        .open(folder.join(FILE))?;
    Ok(())
}

/// Turns a JSON column back into a value. What was in it is not told: it may be personal.
fn from_json<T: serde::de::DeserializeOwned>(
    table: &'static str,
    json: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt(table))
}

/// A value for a JSON column.
fn to_json<T: serde::Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt(table))
}
