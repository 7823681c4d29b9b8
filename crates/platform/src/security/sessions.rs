//! `/v1/sessions`: where the person is logged in, and ending it.

use axum::Json;
use axum::extract::State;
use sqlx::SqliteConnection;
use sst_api::problem::ProblemCode;
use sst_api::security::{SessionInfo, SessionList, SessionNameRequest, SessionsEnded};

use super::method;
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::clock::{millis, text_of};
use crate::http::body::{self, AddressPath};
use crate::http::failure::Failure;
use crate::store::activity::{self, Happened};
use crate::store::session::Line;
use crate::store::{device, session};
use crate::sync::device::device_name;

/// Times in the list are rounded down to this, in milliseconds.
const ROUNDED: i64 = 10 * 60 * 1000;

/// `GET /v1/sessions`
pub(crate) async fn list(
    State(app): State<Shared>,
    caller: Caller,
) -> Result<Json<SessionList>, Failure> {
    let mut conn = app.store.read().await?;
    read(&app, &mut conn, &caller).await.map(Json)
}

/// `PUT /v1/sessions/{id}/name`
pub(crate) async fn rename(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath(id): AddressPath<String>,
    body::Json(request): body::Json<SessionNameRequest>,
) -> Result<Json<SessionList>, Failure> {
    let name = device_name(&request.name)?;
    let mut tx = app.store.write().await?;
    let found = session::find(&mut tx, &id).await?;
    let found = found.filter(|found| found.citizen_id == caller.citizen_id);
    let found = found.filter(|found| found.ended_at.is_none());
    let device_id = found.and_then(|found| found.device_id);
    let device_id = device_id.ok_or(ProblemCode::NotFound)?;
    device::rename(&mut tx, &caller.citizen_id, &device_id, name).await?;
    let happened = Happened {
        action: "device.renamed",
        citizen_id: Some(&caller.citizen_id),
        session_id: Some(&caller.session_id),
        about: Some(&id),
        ..Happened::default()
    };
    activity::record(&mut tx, app.clock.now(), happened).await?;
    let list = read(&app, &mut tx, &caller).await?;
    tx.commit().await?;
    Ok(Json(list))
}

/// `POST /v1/sessions/{id}/end`. One that has ended before is as it should be.
pub(crate) async fn end(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath(id): AddressPath<String>,
) -> Result<Json<SessionsEnded>, Failure> {
    let mut tx = app.store.write().await?;
    let found = session::find(&mut tx, &id).await?;
    let found = found.filter(|found| found.citizen_id == caller.citizen_id);
    found.ok_or(ProblemCode::NotFound)?;
    let ended = end_one(&app, &mut tx, &caller, &id).await?;
    tx.commit().await?;
    Ok(Json(SessionsEnded {
        ended: u32::from(ended),
    }))
}

/// `POST /v1/sessions/end-others`
pub(crate) async fn end_others(
    State(app): State<Shared>,
    caller: Caller,
) -> Result<Json<SessionsEnded>, Failure> {
    let mut tx = app.store.write().await?;
    let ended = end_all_others(&app, &mut tx, &caller).await?;
    tx.commit().await?;
    Ok(Json(SessionsEnded { ended }))
}

/// Ends every session but the caller's; gives how many.
pub(super) async fn end_all_others(
    app: &App,
    conn: &mut SqliteConnection,
    caller: &Caller,
) -> Result<u32, Failure> {
    let now = app.clock.now();
    let ended =
        session::end_others(conn, &caller.citizen_id, Some(&caller.session_id), now).await?;
    for id in &ended {
        activity::record(conn, now, ended_by(caller, id)).await?;
    }
    Ok(u32::try_from(ended.len()).unwrap_or(u32::MAX))
}

/// Ends one session; gives whether it had not ended before.
pub(super) async fn end_one(
    app: &App,
    conn: &mut SqliteConnection,
    caller: &Caller,
    id: &str,
) -> Result<bool, Failure> {
    let now = app.clock.now();
    if session::end(conn, id, now).await?.is_none() {
        return Ok(false);
    }
    activity::record(conn, now, ended_by(caller, id)).await?;
    Ok(true)
}

fn ended_by<'a>(caller: &'a Caller, id: &'a str) -> Happened<'a> {
    Happened {
        action: "session.ended",
        citizen_id: Some(&caller.citizen_id),
        session_id: Some(&caller.session_id),
        about: Some(id),
        ..Happened::default()
    }
}

async fn read(
    app: &App,
    conn: &mut SqliteConnection,
    caller: &Caller,
) -> Result<SessionList, Failure> {
    // One that rested longer than its tokens live cannot come back.
    let since = app.clock.now() - millis(app.limits.refresh_token_lifetime);
    let lines = session::list(conn, &caller.citizen_id, since).await?;
    let info = |line: Line| SessionInfo {
        current: line.session_id == caller.session_id,
        id: line.session_id,
        name: line.name,
        method: method(&line.method),
        first_seen: rounded(line.created_at),
        last_seen: rounded(line.last_seen),
    };
    Ok(SessionList {
        sessions: lines.into_iter().map(info).collect(),
    })
}

fn rounded(at: i64) -> String {
    text_of(at - at.rem_euclid(ROUNDED))
}
