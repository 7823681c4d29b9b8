//! SQLCipher, measured as `crates/vault/benches/seal` measures the vault on plain SQLite.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement stops where something does not work"
)]

#[path = "../../../crates/vault/benches/seal/rows.rs"]
mod rows;

use rusqlite::Connection;

/// Pages are encrypted below the database, with SQLCipher's own defaults and a key that needs no derivation,
/// as one from a keyring needs none.
struct SqlCipher;

impl rows::Keeper for SqlCipher {
    type Key = ();

    fn open(&self, connection: &Connection) {
        let key = format!("PRAGMA key = \"x'{}'\"", "07".repeat(32));
        connection.execute_batch(&key).unwrap();
        // A database that knows no cipher takes the key and says nothing.
        let version: String = connection
            .pragma_query_value(None, "cipher_version", |row| row.get(0))
            .unwrap();
        assert!(!version.is_empty());
    }

    fn keep(&self, _key: &(), _row: &[u8], value: &[u8]) -> Vec<u8> {
        value.to_vec()
    }

    fn read(&self, _key: &(), _row: &[u8], kept: &[u8]) -> Vec<u8> {
        kept.to_vec()
    }
}

fn main() {
    rows::measure("SQLCipher", &SqlCipher);
}
