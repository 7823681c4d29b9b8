//! Opening the database: one file, one writer, durable at every commit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;

/// Version of the tables. Part of what seals every record.
pub(super) const SCHEMA: u32 = 1;

/// How long to wait for another process to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// Every table that holds records has the same three columns: what a record is about, even its name, is
/// sealed in it. A row's identifier is random and says nothing.
const TABLES: &str = "
    CREATE TABLE header (only INTEGER PRIMARY KEY CHECK (only = 1), bytes BLOB NOT NULL) STRICT;
    CREATE TABLE secret (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE line   (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE unit   (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE outbox (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE notice (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE draft  (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// The tables that hold records.
pub(super) const RECORDS: [&str; 13] = [
    "secret",
    "line",
    "unit",
    "outbox",
    "notice",
    "draft",
    "consent",
    "sent",
    "report",
    "correction",
    "attachment",
    "piece",
    "request",
];

/// Came later: a store that was made before is given them when it is opened.
const LATER: &str = "
    CREATE TABLE IF NOT EXISTS consent (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sent (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS report (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS correction (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS attachment (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS request (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS piece (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
";

/// Makes a database with its tables and the vault's header.
pub(super) fn create(connection: &mut Connection, header: &[u8]) -> Result<(), StoreError> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(LATER)?;
    transaction.execute("INSERT INTO header (only, bytes) VALUES (1, ?1)", [header])?;
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    Ok(())
}

/// Opens a new file, which must not exist, readable by its owner alone.
pub(super) fn new_file(path: &Path) -> Result<Connection, StoreError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    create_private(path)?;
    connect(path)
}

/// Opens a file that exists.
pub(super) fn existing_file(path: &Path) -> Result<Connection, StoreError> {
    if !path.try_exists()? {
        return Err(StoreError::Missing);
    }
    let connection = connect(path)?;
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        SCHEMA => {
            connection.execute_batch(LATER)?;
            Ok(connection)
        }
        0 => Err(StoreError::Corrupt),
        _ => Err(StoreError::TooNew),
    }
}

/// Opens a database that lives in memory only.
pub(super) fn in_memory() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory()?;
    configure(&connection)?;
    Ok(connection)
}

/// Empties the write-ahead log into the file, so that nothing that was replaced is left in it.
pub(super) fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Unlinks the files of a store. Files that are not there are no failure.
///
/// # Errors
///
/// [`StoreError::Io`] where a file cannot be removed.
pub fn remove_files(path: &Path) -> Result<(), StoreError> {
    for file in files_of(path) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// The files that a store may have: its log, the log's index, itself.
pub fn files_of(path: &Path) -> [PathBuf; 3] {
    [log_of(path), with_suffix(path, "-shm"), path.to_owned()]
}

/// The write-ahead log beside a store: there while somebody holds it, or was ended while they did.
pub(super) fn log_of(path: &Path) -> PathBuf {
    with_suffix(path, "-wal")
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    configure(&connection)?;
    Ok(connection)
}

/// `EXCLUSIVE` keeps a second process from numbering the same device's mutations, and keeps the index of
/// the write-ahead log out of shared memory.
fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(32);
    let pragmas = [
        ("locking_mode", "EXCLUSIVE"),
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
        ("mmap_size", "0"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
    ];
    for (name, value) in pragmas {
        connection.pragma_update(None, name, value)?;
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// The database's own files take the mode of this one.
fn create_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}
