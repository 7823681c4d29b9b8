//! Attachments: how far each has come, and its bytes.

use sqlx::SqliteConnection;
use sst_api::correction::Attachment;
use sst_api::upload::{MediaType, UploadRequest, UploadState};
use uuid::Uuid;

use crate::error::StoreError;

const TABLE: &str = "upload";

/// An attachment that a citizen has begun to send.
#[derive(sqlx::FromRow)]
pub(crate) struct Upload {
    upload_id: String,
    media_type: String,
    size: i64,
    sha256: String,
    received: i64,
    request_id: Option<String>,
}

impl Upload {
    /// How many bytes have come.
    pub(crate) fn received(&self) -> u64 {
        self.received.cast_unsigned()
    }

    /// How many there will be.
    pub(crate) fn size(&self) -> u64 {
        self.size.cast_unsigned()
    }

    /// SHA-256 that it should have, in lower case.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether it belongs to a request.
    pub(crate) fn is_claimed(&self) -> bool {
        self.request_id.is_some()
    }

    /// What it is said to be.
    pub(crate) fn media_type(&self) -> Result<MediaType, StoreError> {
        MediaType::parse(&self.media_type).ok_or(StoreError::Corrupt(TABLE))
    }

    /// Whether it was begun with these very words.
    pub(crate) fn is_of(&self, request: &UploadRequest) -> bool {
        self.media_type == request.media_type.as_str()
            && self.size() == request.size
            && self.sha256 == request.sha256
    }

    /// How far it has come. What is not as it was said to be never comes to its end.
    pub(crate) fn state(&self) -> Result<UploadState, StoreError> {
        Ok(UploadState {
            id: parse(&self.upload_id)?,
            received: self.received(),
            complete: self.received == self.size,
        })
    }
}

/// Begins one.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    request: &UploadRequest,
    at: i64,
) -> Result<(), StoreError> {
    let query = "INSERT INTO upload (citizen_id, upload_id, media_type, size, sha256, created_at) \
                 VALUES (?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(citizen_id)
        .bind(request.id.to_string())
        .bind(request.media_type.as_str())
        .bind(request.size.cast_signed())
        .bind(&request.sha256)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// One of a citizen's.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    upload_id: Uuid,
) -> Result<Option<Upload>, StoreError> {
    let query = "SELECT upload_id, media_type, size, sha256, received, request_id FROM upload \
                 WHERE citizen_id = ? AND upload_id = ?";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(upload_id.to_string());
    Ok(query.fetch_optional(conn).await?)
}

/// Adds a part behind what has come; gives what stands.
pub(crate) async fn append(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    upload: Upload,
    part: &[u8],
) -> Result<Upload, StoreError> {
    sqlx::query("INSERT INTO upload_part VALUES (?, ?, ?, ?)")
        .bind(citizen_id)
        .bind(&upload.upload_id)
        .bind(upload.received)
        .bind(part)
        .execute(&mut *conn)
        .await?;
    let received = upload.received + part.len() as i64;
    let query = "UPDATE upload SET received = ? WHERE citizen_id = ? AND upload_id = ?";
    sqlx::query(query)
        .bind(received)
        .bind(citizen_id)
        .bind(&upload.upload_id)
        .execute(conn)
        .await?;
    Ok(Upload { received, ..upload })
}

/// The bytes that have come.
pub(crate) async fn bytes(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    upload_id: Uuid,
) -> Result<Vec<u8>, StoreError> {
    let query = "SELECT bytes FROM upload_part WHERE citizen_id = ? AND upload_id = ? \
                 ORDER BY starts_at";
    let query = sqlx::query_scalar(query)
        .bind(citizen_id)
        .bind(upload_id.to_string());
    let parts: Vec<Vec<u8>> = query.fetch_all(conn).await?;
    Ok(parts.concat())
}

/// Forgets what has come: it begins anew.
pub(crate) async fn restart(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    upload_id: Uuid,
) -> Result<(), StoreError> {
    let statements = [
        "DELETE FROM upload_part WHERE citizen_id = ? AND upload_id = ?",
        "UPDATE upload SET received = 0 WHERE citizen_id = ? AND upload_id = ?",
    ];
    for statement in statements {
        sqlx::query(statement)
            .bind(citizen_id)
            .bind(upload_id.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Removes one, if it is there.
pub(crate) async fn remove(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    upload_id: Uuid,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM upload WHERE citizen_id = ? AND upload_id = ?")
        .bind(citizen_id)
        .bind(upload_id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// How many of a citizen's belong to no request.
pub(crate) async fn count_unclaimed(
    conn: &mut SqliteConnection,
    citizen_id: &str,
) -> Result<u32, StoreError> {
    let query = "SELECT count(*) FROM upload WHERE citizen_id = ? AND request_id IS NULL";
    Ok(sqlx::query_scalar(query)
        .bind(citizen_id)
        .fetch_one(conn)
        .await?)
}

/// Removes everybody's that were begun before `before` and belong to no request.
pub(crate) async fn remove_unclaimed(
    conn: &mut SqliteConnection,
    before: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM upload WHERE request_id IS NULL AND created_at < ?")
        .bind(before)
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives attachments to a request, in this order. Whether they are free was asked in the same transaction.
pub(crate) async fn claim(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    request_id: Uuid,
    uploads: &[Uuid],
) -> Result<(), StoreError> {
    let query =
        "UPDATE upload SET request_id = ?, place = ? WHERE citizen_id = ? AND upload_id = ?";
    for (place, upload_id) in (0_i64..).zip(uploads) {
        sqlx::query(query)
            .bind(request_id.to_string())
            .bind(place)
            .bind(citizen_id)
            .bind(upload_id.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The attachments of a request, in their order.
pub(crate) async fn of_request(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    request_id: Uuid,
) -> Result<Vec<Attachment>, StoreError> {
    let query = "SELECT upload_id, media_type, size, sha256, received, request_id FROM upload \
                 WHERE citizen_id = ? AND request_id = ? ORDER BY place";
    let query = sqlx::query_as(query)
        .bind(citizen_id)
        .bind(request_id.to_string());
    let uploads: Vec<Upload> = query.fetch_all(conn).await?;
    let attachment = |upload: Upload| {
        Ok(Attachment {
            id: parse(&upload.upload_id)?,
            media_type: upload.media_type()?,
            size: upload.size(),
        })
    };
    uploads.into_iter().map(attachment).collect()
}

/// Removes the attachments of a request.
pub(crate) async fn remove_of_request(
    conn: &mut SqliteConnection,
    citizen_id: &str,
    request_id: Uuid,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM upload WHERE citizen_id = ? AND request_id = ?")
        .bind(citizen_id)
        .bind(request_id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

fn parse(upload_id: &str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(upload_id).map_err(|_| StoreError::Corrupt(TABLE))
}
