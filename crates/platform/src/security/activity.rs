//! `/v1/activity`: what happened to the account.

use axum::Json;
use axum::extract::State;
use sst_api::problem::ProblemCode;
use sst_api::security::{
    ActivityEntry, ActivityKind, ActivityList, ActivityOutcome, ActivityQuery, DisownReply,
};

use super::method;
use super::sessions::end_one;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::clock::text_of;
use crate::http::body::{AddressPath, AddressQuery};
use crate::http::failure::Failure;
use crate::store::activity::{self, Activity};
use crate::store::audit;

/// Most entries of one reply.
const MOST: u32 = 100;

/// `GET /v1/activity`
pub(crate) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    AddressQuery(query): AddressQuery<ActivityQuery>,
) -> Result<Json<ActivityList>, Failure> {
    if !(1..=MOST).contains(&query.limit) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let mut conn = app.store.read().await?;
    let before = query.before.as_deref();
    let limit = query.limit + 1;
    let mut found = activity::list(&mut conn, &caller.citizen_id, before, limit).await?;
    let has_more = found.len() == limit as usize;
    found.truncate(query.limit as usize);
    let entries = found.into_iter().map(|found| entry(&caller, found));
    Ok(Json(ActivityList {
        entries: entries.collect(),
        has_more,
    }))
}

/// `POST /v1/activity/{id}/disown`. Said twice, it changes nothing more.
pub(crate) async fn disown(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath(id): AddressPath<String>,
) -> Result<Json<DisownReply>, Failure> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let found = activity::find(&mut tx, &caller.citizen_id, &id).await?;
    let found = found.ok_or(ProblemCode::NotFound)?;
    if !found.disowned {
        activity::disown(&mut tx, &caller.citizen_id, &id, now).await?;
        let entry = audit::Entry {
            actor: "citizen",
            action: "activity.disowned",
            citizen_id: Some(&caller.citizen_id),
            detail: &id,
        };
        audit::record(&mut tx, now, entry).await?;
    }
    let strange = found.session_id.as_deref();
    let session_ended = match strange.filter(|strange| *strange != caller.session_id) {
        Some(strange) => end_one(&app, &mut tx, &caller, strange).await?,
        None => false,
    };
    let now_is = activity::find(&mut tx, &caller.citizen_id, &id).await?;
    let now_is = now_is.ok_or(ProblemCode::NotFound)?;
    tx.commit().await?;
    Ok(Json(DisownReply {
        entry: entry(&caller, now_is),
        session_ended,
    }))
}

fn entry(caller: &Caller, found: Activity) -> ActivityEntry {
    let (kind, outcome, means) = meaning(&found.action);
    let detail = Some(found.detail).filter(|detail| !detail.is_empty());
    let (way, unit) = match means {
        Detail::Method => (detail.as_deref().map(method), None),
        Detail::Unit => (None, detail),
        Detail::Nothing => (None, None),
    };
    ActivityEntry {
        id: found.activity_id,
        kind,
        at: text_of(found.at),
        device: found.device,
        about: found.about,
        method: way,
        unit,
        current: found.session_id.as_deref() == Some(&caller.session_id),
        outcome,
        session_open: found.session_open,
        disowned: found.disowned,
    }
}

/// What the detail of a row of the trail is.
enum Detail {
    Method,
    Unit,
    Nothing,
}

/// What the trail calls a thing, as the contract has it.
fn meaning(action: &str) -> (ActivityKind, ActivityOutcome, Detail) {
    use ActivityKind as Kind;
    use ActivityOutcome::{Done, Refused};
    match action {
        "account.opened" => (Kind::AccountOpened, Done, Detail::Nothing),
        "session.opened" => (Kind::Login, Done, Detail::Method),
        "login.refused" => (Kind::Login, Refused, Detail::Method),
        "session.stepped_up" => (Kind::StepUp, Done, Detail::Method),
        "step_up.refused" => (Kind::StepUp, Refused, Detail::Method),
        "device.registered" => (Kind::DeviceNew, Done, Detail::Nothing),
        "device.renamed" => (Kind::DeviceRenamed, Done, Detail::Nothing),
        "session.ended" => (Kind::SessionEnded, Done, Detail::Nothing),
        "session.ended_by_reuse" => (Kind::SessionCopied, Done, Detail::Nothing),
        "password.set" => (Kind::PasswordSet, Done, Detail::Nothing),
        "password.changed" => (Kind::PasswordChanged, Done, Detail::Nothing),
        "password.recovered" => (Kind::PasswordRecovered, Done, Detail::Nothing),
        "contact.changed" => (Kind::ContactChanged, Done, Detail::Unit),
        "document.changed" => (Kind::DocumentChanged, Done, Detail::Unit),
        "value.revealed" => (Kind::ValueRevealed, Done, Detail::Unit),
        _ => (Kind::Other, Done, Detail::Nothing),
    }
}
