//! The log of each citizen's decisions. It is only ever added to; the database refuses anything else.

use sqlx::SqliteConnection;
use sst_api::consent::{ConsentEntry, Statement};
use sst_domain::consent::{Bytes, ChainEnd, Countersigned, Hash, SignedRecord};

use super::{from_json, to_json};
use crate::error::StoreError;
use crate::secret::generate_id;

/// The end of a citizen's log.
pub(crate) struct LogEnd {
    /// The last position; 0 for an empty log.
    pub(crate) position: i64,
    /// Hash of the last entry.
    pub(crate) last: Option<Hash>,
}

/// One entry to add.
pub(crate) struct NewEntry<'a> {
    pub(crate) record_id: &'a str,
    pub(crate) signed: &'a SignedRecord,
    pub(crate) notice: &'a Bytes,
    pub(crate) position: i64,
    pub(crate) entry: &'a Countersigned,
    pub(crate) rev: i64,
    /// For a decision of a guardian: their confirmation.
    pub(crate) guardian: Option<&'a Statement>,
}

/// One entry of a log, as far as the platform reads it itself.
pub(crate) struct LogRow {
    pub(crate) record_id: String,
    pub(crate) signed: SignedRecord,
    pub(crate) notice: Bytes,
    pub(crate) statement: Bytes,
}

/// The name of the citizen in countersignatures; made with the first.
pub(crate) async fn subject(
    conn: &mut SqliteConnection,
    citizen_id: &str,
) -> Result<String, StoreError> {
    if let Some(subject) = known_subject(conn, citizen_id).await? {
        return Ok(subject);
    }
    let subject = generate_id()?;
    sqlx::query("INSERT INTO consent_subject VALUES (?, ?)")
        .bind(citizen_id)
        .bind(&subject)
        .execute(conn)
        .await?;
    Ok(subject)
}

/// The name of the citizen in countersignatures, where there is one yet.
pub(crate) async fn known_subject(
    conn: &mut SqliteConnection,
    citizen_id: &str,
) -> Result<Option<String>, StoreError> {
    let query = sqlx::query_scalar("SELECT subject FROM consent_subject WHERE citizen_id = ?");
    Ok(query.bind(citizen_id).fetch_optional(conn).await?)
}

/// The citizen who has this name in countersignatures; none once the account was cancelled.
pub(crate) async fn citizen_of(
    conn: &mut SqliteConnection,
    subject: &str,
) -> Result<Option<String>, StoreError> {
    let query = sqlx::query_scalar("SELECT citizen_id FROM consent_subject WHERE subject = ?");
    Ok(query.bind(subject).fetch_optional(conn).await?)
}

/// The end of a chain, and whose it is.
pub(crate) async fn chain(
    conn: &mut SqliteConnection,
    chain: Hash,
) -> Result<Option<(String, ChainEnd)>, StoreError> {
    let query = "SELECT subject, key, length, last FROM consent_chain WHERE chain = ?";
    let row: Option<(String, Vec<u8>, i64, Vec<u8>)> = sqlx::query_as(query)
        .bind(chain.0.as_slice())
        .fetch_optional(conn)
        .await?;
    let Some((subject, key, length, last)) = row else {
        return Ok(None);
    };
    let key = <[u8; 32]>::try_from(key).ok();
    let end = key.and_then(|key| ChainEnd::stored(&key, length.cast_unsigned(), hash(last)?));
    let end = end.ok_or(StoreError::Corrupt("consent_chain"))?;
    Ok(Some((subject, end)))
}

/// Moves the end of a chain.
pub(crate) async fn put_chain(
    conn: &mut SqliteConnection,
    subject: &str,
    chain: Hash,
    end: &ChainEnd,
) -> Result<(), StoreError> {
    let query = "INSERT INTO consent_chain VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT DO UPDATE SET length = excluded.length, last = excluded.last";
    sqlx::query(query)
        .bind(chain.0.as_slice())
        .bind(subject)
        .bind(end.key().as_slice())
        .bind(end.length().cast_signed())
        .bind(end.last().0.as_slice())
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether the log has this record.
pub(crate) async fn has_record(
    conn: &mut SqliteConnection,
    subject: &str,
    record_id: &str,
) -> Result<bool, StoreError> {
    let query = "SELECT EXISTS (SELECT 1 FROM consent_log WHERE subject = ? AND record_id = ?)";
    let query = sqlx::query_scalar(query).bind(subject).bind(record_id);
    Ok(query.fetch_one(conn).await?)
}

/// A record of the log.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    subject: &str,
    record_id: &str,
) -> Result<Option<SignedRecord>, StoreError> {
    let query = "SELECT record, signature FROM consent_log WHERE subject = ? AND record_id = ?";
    let row: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as(query)
        .bind(subject)
        .bind(record_id)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|(record, signature)| SignedRecord {
        record: Bytes(record),
        signature: Bytes(signature),
    }))
}

/// The whole log, in its order.
pub(crate) async fn log(
    conn: &mut SqliteConnection,
    subject: &str,
) -> Result<Vec<LogRow>, StoreError> {
    let query = "SELECT l.record_id, l.record, l.signature, n.notice, l.statement \
                 FROM consent_log l JOIN consent_notice n ON n.hash = l.notice \
                 WHERE l.subject = ? ORDER BY l.position";
    type Row = (String, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    let rows: Vec<Row> = sqlx::query_as(query).bind(subject).fetch_all(conn).await?;
    let row = |(record_id, record, signature, notice, statement): Row| LogRow {
        record_id,
        signed: SignedRecord {
            record: Bytes(record),
            signature: Bytes(signature),
        },
        notice: Bytes(notice),
        statement: Bytes(statement),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The end of the log.
pub(crate) async fn end(conn: &mut SqliteConnection, subject: &str) -> Result<LogEnd, StoreError> {
    let query = "SELECT position, statement FROM consent_log WHERE subject = ? \
                 ORDER BY position DESC LIMIT 1";
    let row: Option<(i64, Vec<u8>)> = sqlx::query_as(query)
        .bind(subject)
        .fetch_optional(conn)
        .await?;
    Ok(LogEnd {
        position: row.as_ref().map_or(0, |(position, _)| *position),
        last: row.map(|(_, statement)| Bytes(statement).hash()),
    })
}

/// Adds an entry.
pub(crate) async fn append(
    conn: &mut SqliteConnection,
    subject: &str,
    new: NewEntry<'_>,
) -> Result<(), StoreError> {
    let notice_hash = new.notice.hash();
    let guardian = new.guardian.map(|signed| to_json("consent_log", signed));
    let guardian = guardian.transpose()?;
    sqlx::query("INSERT INTO consent_notice VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(notice_hash.0.as_slice())
        .bind(&new.notice.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO consent_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(subject)
        .bind(new.position)
        .bind(new.record_id)
        .bind(&new.signed.record.0)
        .bind(&new.signed.signature.0)
        .bind(notice_hash.0.as_slice())
        .bind(&new.entry.statement.0)
        .bind(&new.entry.signature.0)
        .bind(&new.entry.key_id)
        .bind(new.rev)
        .bind(guardian)
        .execute(conn)
        .await?;
    Ok(())
}

/// Entries of a citizen, with their revision, and what picks some of them.
macro_rules! entries {
    ($which:literal) => {
        concat!(
            "SELECT l.rev, l.record, l.signature, n.notice, l.statement, l.signed, l.key_id, \
                    l.guardian \
             FROM consent_subject s \
             JOIN consent_log l ON l.subject = s.subject \
             JOIN consent_notice n ON n.hash = l.notice \
             WHERE s.citizen_id = ? AND ",
            $which
        )
    };
}

type Row = (
    i64,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
    String,
    Option<String>,
);

/// Entries that were added after `since`, with their revision, in the order of the log.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    since: i64,
    limit: u32,
) -> Result<Vec<(i64, ConsentEntry)>, StoreError> {
    let query = entries!("l.rev > ? ORDER BY l.rev LIMIT ?");
    let rows: Vec<Row> = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(since)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Entries behind this position of the log, in its order.
pub(crate) async fn behind(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    position: i64,
    limit: u32,
) -> Result<Vec<ConsentEntry>, StoreError> {
    let query = entries!("l.position > ? ORDER BY l.position LIMIT ?");
    let rows: Vec<Row> = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(position)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(|row| Ok(read(row)?.1)).collect()
}

/// The entry of a record.
pub(crate) async fn entry(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    record_id: &str,
) -> Result<Option<ConsentEntry>, StoreError> {
    let query = entries!("l.record_id = ?");
    let row: Option<Row> = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(record_id)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(read(row)?.1)).transpose()
}

fn read(row: Row) -> Result<(i64, ConsentEntry), StoreError> {
    let (rev, record, signature, notice, statement, signed, key_id, guardian) = row;
    let guardian = guardian.map(|json| from_json("consent_log", &json));
    let entry = Statement {
        statement: Bytes(statement),
        signature: Bytes(signed),
        key_id,
    };
    let entry = ConsentEntry {
        record: Bytes(record),
        signature: Bytes(signature),
        notice: Bytes(notice),
        entry,
        guardian: guardian.transpose()?,
    };
    Ok((rev, entry))
}

fn hash(bytes: Vec<u8>) -> Option<Hash> {
    bytes.try_into().ok().map(Hash)
}
