//! Values in a database. The same statements for every way of keeping them, SQLCipher's included, which
//! takes this file into a program of its own.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

const LENGTH: usize = 1024;
const WRITES: u32 = 2000;
const ROWS: u32 = 10_000;
const OPENINGS: usize = 9;

/// A way of keeping values in a database.
pub(crate) trait Keeper {
    /// What reads and writes need, once the database is open.
    type Key;

    /// Called on every new connection before anything else.
    fn open(&self, connection: &Connection) -> Self::Key;
    /// What is written for a value.
    fn keep(&self, key: &Self::Key, row: &[u8], value: &[u8]) -> Vec<u8>;
    /// The value again.
    fn read(&self, key: &Self::Key, row: &[u8], kept: &[u8]) -> Vec<u8>;
}

pub(crate) fn measure(name: &str, keeper: &impl Keeper) {
    let folder = tempfile::tempdir().unwrap();
    let write = median(write_and_read(&folder.path().join("one.db"), keeper));
    println!("figure\tinsert and select {LENGTH} B\t{name}\t{write}");
    let open = median(open_and_read_all(&folder.path().join("many.db"), keeper));
    println!("figure\topen and read {ROWS} × {LENGTH} B\t{name}\t{open}");
}

fn median(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Each write is a transaction of its own, and is read back.
fn write_and_read(path: &Path, keeper: &impl Keeper) -> Vec<u128> {
    let (db, key) = open(path, keeper);
    create(&db);
    let value = [0xa5; LENGTH];
    let times = (0..WRITES).map(|number| {
        let start = Instant::now();
        insert(&db, keeper, &key, number, &value);
        let mut select = db
            .prepare_cached("SELECT sealed FROM kept WHERE row = ?1")
            .unwrap();
        let row = row(number);
        let kept: Vec<u8> = select.query_row([row], |found| found.get(0)).unwrap();
        assert_eq!(black_box(keeper.read(&key, &row, &kept)), value);
        start.elapsed().as_nanos() * 1000
    });
    times.collect()
}

fn open_and_read_all(path: &Path, keeper: &impl Keeper) -> Vec<u128> {
    let value = [0xa5; LENGTH];
    let (db, key) = open(path, keeper);
    create(&db);
    db.execute_batch("BEGIN").unwrap();
    (0..ROWS).for_each(|number| insert(&db, keeper, &key, number, &value));
    db.execute_batch("COMMIT").unwrap();
    db.close().unwrap();
    let times = (0..OPENINGS).map(|_| {
        let start = Instant::now();
        let (db, key) = open(path, keeper);
        let mut select = db.prepare("SELECT row, sealed FROM kept").unwrap();
        let mut found = select.query([]).unwrap();
        let mut count = 0;
        while let Some(next) = found.next().unwrap() {
            let (row, kept) = (next.get_ref(0).unwrap(), next.get_ref(1).unwrap());
            let value = keeper.read(&key, row.as_blob().unwrap(), kept.as_blob().unwrap());
            count += u32::from(black_box(value).len() == LENGTH);
        }
        assert_eq!(count, ROWS);
        start.elapsed().as_nanos() * 1000
    });
    times.collect()
}

/// As the store opens it, but without waiting for the disk: that costs everyone the same, and far more.
fn open<K: Keeper>(path: &Path, keeper: &K) -> (Connection, K::Key) {
    let db = Connection::open(path).unwrap();
    let key = keeper.open(&db);
    for (name, value) in [
        ("locking_mode", "EXCLUSIVE"),
        ("journal_mode", "WAL"),
        ("synchronous", "OFF"),
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
    ] {
        db.pragma_update(None, name, value).unwrap();
    }
    (db, key)
}

fn create(db: &Connection) {
    let table =
        "CREATE TABLE kept (row BLOB PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL)
        STRICT, WITHOUT ROWID";
    db.execute_batch(table).unwrap();
}

fn insert<K: Keeper>(db: &Connection, keeper: &K, key: &K::Key, number: u32, value: &[u8]) {
    let row = row(number);
    let kept = keeper.keep(key, &row, value);
    let mut insert = db
        .prepare_cached("INSERT INTO kept VALUES (?1, 1, ?2)")
        .unwrap();
    insert.execute(params![row, kept]).unwrap();
}

/// In no order, as the store's random identifiers are.
fn row(number: u32) -> [u8; 16] {
    let spread = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    spread.to_be_bytes()
}
