//! What a store says of itself without its key.

use std::path::Path;

use reqwest::Url;
use rusqlite::{Connection, OpenFlags};

use super::CitizenStore;
use super::connection::{SCHEMA, log_of};
use super::error::StoreError;

/// What anybody can tell of a closed store: how its key is guarded, and how much lies in it. Never what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// The vault's header.
    pub header: Vec<u8>,
    /// Records that the platform may not have: edits and forms that were not finished, and notes of what was
    /// read or looked at. Which they are lies sealed.
    pub only_here: u32,
    /// Whether tokens of a session lie in it.
    pub has_session: bool,
}

impl CitizenStore {
    /// Looks at a store that nobody holds. No file is changed, made or locked by it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`]; [`StoreError::Busy`] where somebody holds the store, or was ended while
    /// they did and left a log beside it, without which the file does not tell the truth;
    /// [`StoreError::Corrupt`]; [`StoreError::TooNew`].
    pub fn peek(path: &Path) -> Result<Peek, StoreError> {
        if !path.try_exists()? {
            return Err(StoreError::Missing);
        }
        if log_of(path).try_exists()? {
            return Err(StoreError::Busy);
        }
        let connection = unchanging(path)?;
        let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match version {
            SCHEMA => {}
            0 => return Err(StoreError::Corrupt),
            _ => return Err(StoreError::TooNew),
        }
        let sql = "SELECT bytes,
                (SELECT count(*) FROM outbox) + (SELECT count(*) FROM draft) + (SELECT count(*) FROM correction),
                EXISTS (SELECT 1 FROM secret)
            FROM header";
        let peek = connection.query_row(sql, [], |row| {
            Ok(Peek {
                header: row.get(0)?,
                only_here: row.get(1)?,
                has_session: row.get(2)?,
            })
        });
        Ok(peek?)
    }
}

/// Opens the file as one that does not change: SQLite neither locks it nor lays anything beside it.
fn unchanging(path: &Path) -> Result<Connection, StoreError> {
    let mut url = Url::from_file_path(path).map_err(|()| StoreError::Missing)?;
    url.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(url.as_str(), flags)?;
    for (name, value) in [
        ("temp_store", "MEMORY"),
        ("mmap_size", "0"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::SystemTime;

    use sst_vault::{Kek, Tier, Vault, VaultHeader};

    use super::*;
    use crate::store::{Draft, StorePlace};

    type Files = Vec<(std::ffi::OsString, Vec<u8>, SystemTime)>;

    fn files(folder: &Path) -> Files {
        let mut files: Files = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let changed = entry.metadata().unwrap().modified().unwrap();
                let bytes = std::fs::read(entry.path()).unwrap();
                (entry.file_name(), bytes, changed)
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn a_store_is_looked_at_without_its_key_and_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("甲 #1?%20.db");
        let (vault, header) = Vault::create(&Kek::generate().unwrap(), Tier::Keyring).unwrap();
        let place = StorePlace::File(path.clone());
        let store = CitizenStore::create(place, Arc::new(vault), &header).unwrap();
        assert_eq!(
            CitizenStore::peek(&path).unwrap_err().code(),
            StoreError::Busy.code(),
            "somebody holds it"
        );
        store.put_secret("session", b"token").unwrap();
        let draft = Draft {
            unit: "address".into(),
            fields: Default::default(),
        };
        store.write(|tx| tx.put_draft(draft)).unwrap();
        store.close().unwrap();

        let before = files(folder.path());
        let peek = CitizenStore::peek(&path).unwrap();
        assert_eq!((peek.only_here, peek.has_session), (1, true));
        let header = VaultHeader::parse(&peek.header).unwrap();
        assert_eq!(header.tier(), Tier::Keyring);
        assert_eq!(files(folder.path()), before);
    }

    #[test]
    fn what_is_no_store_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let code = |path: &Path| CitizenStore::peek(path).unwrap_err().code();
        assert_eq!(code(&path), StoreError::Missing.code());
        std::fs::write(&path, [7; 4096]).unwrap();
        assert_eq!(code(&path), StoreError::Corrupt.code());
        std::fs::write(&path, b"").unwrap();
        assert_eq!(code(&path), StoreError::Corrupt.code());
    }
}
