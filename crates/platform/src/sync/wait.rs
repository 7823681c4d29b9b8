//! `GET /v1/sync/wait`: answers when something has changed, never what, for clients that no stream reaches.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use sst_api::event::{EventKind, MAX_WAIT_SECONDS, WaitQuery, WaitReply};
use sst_api::problem::ProblemCode;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::changes::Reader;
use super::hub::Tiding;
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::http::body::AddressQuery;
use crate::http::failure::Failure;
use crate::store::session;

/// What a tiding means to one who waits.
enum Heard {
    /// Something that concerns them.
    News(Option<EventKind>),
    /// Their session has ended.
    SessionEnded,
    /// The platform stops.
    Closed,
    /// What concerns somebody else.
    Nothing,
}

/// Waits for news of the caller. A later wait of the session ends this one, with nothing new: so there is never more
/// than one of a session, whatever a client does, and one whose connection has died keeps nobody out.
pub(crate) async fn wait(
    State(app): State<Shared>,
    caller: Caller,
    AddressQuery(query): AddressQuery<WaitQuery>,
) -> Result<Json<WaitReply>, Failure> {
    if query.wait > MAX_WAIT_SECONDS {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let until = Instant::now() + Duration::from_secs(query.wait.into());
    // Subscribed before it is looked at: what comes between is heard.
    let mut tidings = app.hub.subscribe();
    let mut closed = app.hub.closed();
    let mut turn = app.hub.turn(&caller.session_id);
    let mut kinds = Vec::new();
    loop {
        let next = newest(&app, &caller, query.since.as_deref()).await?;
        if query.since.as_ref() != Some(&next) {
            return Ok(Json(WaitReply { next, kinds }));
        }
        // Told of it already: the log is read a little after it is written.
        kinds.clear();
        loop {
            let heard = tokio::select! {
                tiding = tidings.recv() => meaning(tiding, &caller),
                _ = closed.wait_for(|closed| *closed) => Heard::Closed,
                () = turn.is_over() => Heard::Closed,
                () = sleep_until(until) => Heard::Closed,
            };
            match heard {
                Heard::News(kind) => {
                    kinds.extend(kind);
                    break;
                }
                Heard::SessionEnded => return Err(ProblemCode::TokenInvalid.into()),
                Heard::Closed => return Ok(Json(WaitReply { next, kinds })),
                Heard::Nothing => {}
            }
        }
    }
}

fn meaning(tiding: Result<Tiding, RecvError>, caller: &Caller) -> Heard {
    match tiding {
        Ok(Tiding::Citizen {
            citizen_id, kind, ..
        }) if citizen_id == caller.citizen_id => Heard::News(Some(kind)),
        Ok(Tiding::Everybody { kind }) => Heard::News(Some(kind)),
        Ok(Tiding::SessionEnded { session_id }) if session_id == caller.session_id => {
            Heard::SessionEnded
        }
        Ok(_) => Heard::Nothing,
        // What was missed cannot be known: all of it is looked at anew.
        Err(RecvError::Lagged(_)) => Heard::News(None),
        Err(RecvError::Closed) => Heard::Closed,
    }
}

/// How far what concerns the caller has come, if their session goes on.
async fn newest(app: &App, caller: &Caller, since: Option<&str>) -> Result<String, Failure> {
    let mut view = app.store.snapshot().await?;
    let session = session::find(&mut view, &caller.session_id).await?;
    session
        .filter(|session| session.ended_at.is_none())
        .ok_or(ProblemCode::TokenInvalid)?;
    let reader = Reader::open(app, &mut view, &caller.citizen_id).await?;
    reader.cursor(since)?;
    Ok(reader.newest())
}
