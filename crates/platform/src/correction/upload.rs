//! `/v1/uploads`: attachments, sent in parts before the request that they belong to.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sha2::{Digest as _, Sha256};
use sst_api::problem::{Problem, ProblemCode};
use sst_api::upload::{
    MAX_PART_BYTES, MAX_UPLOAD_BYTES, MediaType, PartQuery, UploadRequest, UploadState,
};
use uuid::Uuid;

use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::clock::millis;
use crate::error::StoreError;
use crate::http::body::{self, AddressPath, AddressQuery, Octets};
use crate::http::failure::Failure;
use crate::store::upload::{self, Upload};

/// Time between two looks for what nobody claimed.
const SWEEP: Duration = Duration::from_secs(3600);

/// Begins one, or says how far the one that was begun has come.
pub(crate) async fn begin(
    State(app): State<Shared>,
    caller: Caller,
    body::Json(request): body::Json<UploadRequest>,
) -> Result<Json<UploadState>, Failure> {
    let request = checked(request)?;
    let mut tx = app.store.write().await?;
    if let Some(known) = upload::find(&mut tx, &caller.citizen_id, request.id).await? {
        if !known.is_of(&request) {
            return Err(ProblemCode::UploadChanged.into());
        }
        return Ok(Json(known.state()?));
    }
    let now = app.clock.now();
    upload::remove_unclaimed(&mut tx, now - millis(app.limits.upload_lifetime)).await?;
    let unclaimed = upload::count_unclaimed(&mut tx, &caller.citizen_id).await?;
    if unclaimed >= app.limits.uploads_per_citizen {
        return Err(ProblemCode::TooManyUploads.into());
    }
    upload::insert(&mut tx, &caller.citizen_id, &request, now).await?;
    tx.commit().await?;
    Ok(Json(UploadState {
        id: request.id,
        received: 0,
        complete: false,
    }))
}

/// How far it has come.
pub(crate) async fn state(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath(id): AddressPath<Uuid>,
) -> Result<Json<UploadState>, Failure> {
    let found = upload::find(&mut *app.store.read().await?, &caller.citizen_id, id).await?;
    let found = found.ok_or(ProblemCode::NotFound)?;
    Ok(Json(found.state()?))
}

/// Takes the next part; with the last one, looks whether the whole is what it was said to be.
pub(crate) async fn take(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath(id): AddressPath<Uuid>,
    AddressQuery(query): AddressQuery<PartQuery>,
    Octets(part): Octets<MAX_PART_BYTES>,
) -> Result<Json<UploadState>, Failure> {
    if part.is_empty() {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let citizen_id = caller.citizen_id.as_str();
    let mut tx = app.store.write().await?;
    let found = upload::find(&mut tx, citizen_id, id).await?;
    let found = found.ok_or(ProblemCode::NotFound)?;
    if query.offset != found.received() {
        let expected = Some(found.received());
        return Err(Problem {
            expected,
            ..Problem::new(ProblemCode::UploadOffset)
        }
        .into());
    }
    if found.received() + part.len() as u64 > found.size() {
        return Err(ProblemCode::UploadTooLarge.into());
    }
    let stands = upload::append(&mut tx, citizen_id, found, &part).await?;
    let state = stands.state()?;
    let wrong = match state.complete {
        true => wrong_with(&stands, &upload::bytes(&mut tx, citizen_id, id).await?)?,
        false => None,
    };
    match wrong {
        Some(ProblemCode::UploadDamaged) => upload::restart(&mut tx, citizen_id, id).await?,
        // However often it came, it would be the same.
        Some(_) => upload::remove(&mut tx, citizen_id, id).await?,
        None => {}
    }
    tx.commit().await?;
    wrong.map_or(Ok(Json(state)), |code| Err(code.into()))
}

/// Gives one up. One that is not there is given up already.
pub(crate) async fn discard(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath(id): AddressPath<Uuid>,
) -> Result<StatusCode, Failure> {
    let mut tx = app.store.write().await?;
    let found = upload::find(&mut tx, &caller.citizen_id, id).await?;
    if found.is_some_and(|found| found.is_claimed()) {
        return Err(ProblemCode::UploadClaimed.into());
    }
    upload::remove(&mut tx, &caller.citizen_id, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes what nobody has claimed in time, at once and then every hour, until the platform stops.
pub(crate) async fn sweep(app: &App) {
    let mut closed = app.hub.closed();
    loop {
        if let Err(error) = remove_unclaimed(app).await {
            tracing::warn!(%error, "attachments that nobody claimed could not be removed");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = closed.wait_for(|closed| *closed) => return,
        }
    }
}

async fn remove_unclaimed(app: &App) -> Result<(), StoreError> {
    let before = app.clock.now() - millis(app.limits.upload_lifetime);
    let mut tx = app.store.write().await?;
    upload::remove_unclaimed(&mut tx, before).await?;
    tx.commit().await
}

/// The request with its hash in lower case.
fn checked(mut request: UploadRequest) -> Result<UploadRequest, ProblemCode> {
    if request.media_type == MediaType::Other {
        return Err(ProblemCode::UploadType);
    }
    if !(1..=MAX_UPLOAD_BYTES).contains(&request.size) {
        return Err(ProblemCode::UploadTooLarge);
    }
    let is_hash =
        request.sha256.len() == 64 && request.sha256.bytes().all(|one| one.is_ascii_hexdigit());
    if !is_hash {
        return Err(ProblemCode::MalformedRequest);
    }
    request.sha256.make_ascii_lowercase();
    Ok(request)
}

/// What is wrong with a whole file.
fn wrong_with(upload: &Upload, bytes: &[u8]) -> Result<Option<ProblemCode>, StoreError> {
    let digest = Sha256::digest(bytes);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(if hash != upload.sha256() {
        Some(ProblemCode::UploadDamaged)
    } else if !upload.media_type()?.fits(bytes) {
        Some(ProblemCode::UploadType)
    } else {
        None
    })
}
