//! The file `device.db`: its form, and how it is opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::DeviceError;
use super::alerts::TO_4;
use super::cache::TO_5;

/// Version of the tables, in `user_version`.
const VERSION: i64 = 5;

/// How long a write waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(2);

const TABLES: &str = "
    CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    -- Append-only: the newest row is in force.
    CREATE TABLE decision (seq INTEGER PRIMARY KEY AUTOINCREMENT, decision TEXT NOT NULL) STRICT;
    CREATE TABLE account (
        id TEXT PRIMARY KEY,
        sub_hash BLOB NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('creating', 'kept', 'leaving')),
        current INTEGER NOT NULL CHECK (current IN (0, 1)),
        -- The person, or the idle clock, locked it: the keyring alone does not open it.
        locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
        -- How often its PIN or passphrase was tried in vain.
        attempts BLOB,
        -- The keyring's items that have to go and that its file may not name any more.
        key_items TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX one_current ON account (current) WHERE current = 1;
    CREATE TABLE cache (name TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, body BLOB NOT NULL) STRICT;
";

/// Decisions that were signed before anybody had logged in, and whether they are in a person's outbox by now.
const BEFORE_LOGIN: &str = "
    CREATE TABLE before_login (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        record TEXT NOT NULL,
        entered INTEGER NOT NULL DEFAULT 0 CHECK (entered IN (0, 1))
    ) STRICT;
";

/// From version 1, which had no lock.
const TO_2: &str = "
    ALTER TABLE account ADD COLUMN locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1));
    ALTER TABLE account ADD COLUMN attempts BLOB;
    ALTER TABLE account ADD COLUMN key_items TEXT;
";

/// Opens the file, which exists.
pub(super) fn open_existing(path: &Path) -> Result<Connection, DeviceError> {
    let connection = connect(path, OpenFlags::empty())?;
    match version(&connection)? {
        VERSION => Ok(connection),
        // A crash between making the file and making the tables.
        0 => {
            make_tables(&connection)?;
            Ok(connection)
        }
        1 => {
            step(&connection, &[TO_2, BEFORE_LOGIN, TO_4, TO_5])?;
            Ok(connection)
        }
        2 => {
            step(&connection, &[BEFORE_LOGIN, TO_4, TO_5])?;
            Ok(connection)
        }
        3 => {
            step(&connection, &[TO_4, TO_5])?;
            Ok(connection)
        }
        4 => {
            step(&connection, &[TO_5])?;
            Ok(connection)
        }
        _ => Err(DeviceError::Newer),
    }
}

/// Makes folder and file, for this user only, and opens it.
pub(super) fn create(folder: &Path, path: &Path) -> Result<Connection, DeviceError> {
    make_private_folder(folder)?;
    let connection = connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
    restrict(path)?;
    if version(&connection)? == 0 {
        make_tables(&connection)?;
    }
    sync_folder(folder)?;
    Ok(connection)
}

fn connect(path: &Path, extra: OpenFlags) -> Result<Connection, DeviceError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | extra;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // Written rarely: one file at rest, and a commit is on the disk, its folder entry included.
    connection.execute_batch(
        "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF;",
    )?;
    Ok(connection)
}

fn version(connection: &Connection) -> Result<i64, DeviceError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn make_tables(connection: &Connection) -> Result<(), DeviceError> {
    step(connection, &[TABLES, BEFORE_LOGIN, TO_5])
}

/// Brings the tables to the present version, or leaves them as they were.
fn step(connection: &Connection, parts: &[&str]) -> Result<(), DeviceError> {
    let sql = parts.concat();
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE; {sql} PRAGMA user_version = {VERSION}; COMMIT;"
    ))?;
    Ok(())
}

/// Makes a folder that only this user can enter.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), DeviceError> {
    std::fs::create_dir_all(folder).map_err(DeviceError::Folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(folder, private).map_err(DeviceError::Folder)?;
    }
    Ok(())
}

fn restrict(path: &Path) -> Result<(), DeviceError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(path, private).map_err(DeviceError::Folder)?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A new file is on the disk only once its folder is.
fn sync_folder(folder: &Path) -> Result<(), DeviceError> {
    #[cfg(unix)]
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(DeviceError::Folder)?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_version_1_kept_is_kept_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(
            "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
             CREATE TABLE decision (seq INTEGER PRIMARY KEY AUTOINCREMENT, decision TEXT NOT NULL) STRICT;
             CREATE TABLE account (
                 id TEXT PRIMARY KEY, sub_hash BLOB NOT NULL,
                 state TEXT NOT NULL CHECK (state IN ('creating', 'kept', 'leaving')),
                 current INTEGER NOT NULL CHECK (current IN (0, 1))
             ) STRICT, WITHOUT ROWID;
             CREATE UNIQUE INDEX one_current ON account (current) WHERE current = 1;
             CREATE TABLE cache (name TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, body BLOB NOT NULL) STRICT;
             INSERT INTO account VALUES ('00000000000000000000000000000001', x'01', 'kept', 1);
             PRAGMA user_version = 1;",
        )
        .unwrap();
        drop(old);
        let new = open_existing(&path).unwrap();
        assert_eq!(version(&new).unwrap(), VERSION);
        let kept: (String, i64, Option<Vec<u8>>) = new
            .query_row("SELECT state, locked, attempts FROM account", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(kept, ("kept".to_owned(), 0, None));
    }

    #[test]
    fn a_copy_of_version_4_is_read_on_and_has_no_tag() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device.db");
        let old = Connection::open(&path).unwrap();
        step(&old, &[TABLES, BEFORE_LOGIN]).unwrap();
        old.execute_batch(
            "INSERT INTO cache VALUES ('halls', '2026-11-24T00:00:00Z', x'7b7d');
             PRAGMA user_version = 4;",
        )
        .unwrap();
        drop(old);
        let device = crate::device::DeviceStore::open(folder.path()).unwrap();
        let mut copy = device.cached("halls").unwrap().unwrap();
        assert_eq!((copy.body.as_slice(), &copy.tag), (&b"{}"[..], &None));
        copy.tag = Some("t".to_owned());
        device.keep("halls", &copy).unwrap();
        assert_eq!(device.cached("halls").unwrap(), Some(copy));
    }

    /// What was kept of looks, and whether alerts stay off after it.
    #[test]
    fn alerts_that_version_3_had_switched_off_stay_off() {
        for (appearance, off) in [
            (r#"{"elder":true,"toasts":false}"#, true),
            (r#"{"elder":true,"toasts":true}"#, false),
            (r#"{"elder":true}"#, false),
            ("of tomorrow", false),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("device.db");
            let old = Connection::open(&path).unwrap();
            step(&old, &[TABLES, BEFORE_LOGIN]).unwrap();
            old.execute(
                "INSERT INTO setting (name, value) VALUES ('appearance', ?1)",
                [appearance.as_bytes()],
            )
            .unwrap();
            old.execute_batch("PRAGMA user_version = 3;").unwrap();
            drop(old);
            let device = crate::device::DeviceStore::open(folder.path()).unwrap();
            assert_eq!(device.alerts_off().unwrap(), off, "{appearance}");
            device.forget_alerts_off().unwrap();
            drop(device);
            let device = crate::device::DeviceStore::open(folder.path()).unwrap();
            assert!(!device.alerts_off().unwrap());
        }
    }
}
