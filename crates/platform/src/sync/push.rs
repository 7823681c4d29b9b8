//! `POST /v1/sync/push`

use axum::Json;
use axum::extract::State;
use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::{
    MAX_MUTATIONS, MAX_PUSH_BYTES, Mutation, MutationBody, MutationResult, PushReply, PushRequest,
};

use super::apply::{Sender, apply};
use super::changes::{MOST, Reader};
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::http::body::{self, is_object};
use crate::http::failure::Failure;
use crate::secret::hash_secret;
use crate::store::mutation::Outcome;
use crate::store::{WriteTx, device, mutation, session};

/// Takes mutations, all in one transaction: either every one of them has its result, or none was seen.
pub(crate) async fn push(
    State(app): State<Shared>,
    caller: Caller,
    body::Json(request): body::Json<PushRequest, MAX_PUSH_BYTES>,
) -> Result<Json<PushReply>, Failure> {
    if request.mutations.len() > MAX_MUTATIONS {
        return Err(ProblemCode::TooManyMutations.into());
    }
    let PushRequest {
        device_id,
        cursor,
        mutations,
    } = request;
    let mut tx = app.store.write().await?;
    let last_seq = device::last_seq(&mut tx, &caller.citizen_id, &device_id).await?;
    let before = last_seq.ok_or(ProblemCode::UnknownDevice)?;
    // Bases are revisions like the cursor: where that one means nothing here, they may stand for other values.
    let reader = Reader::open(&app, &mut tx, &caller.citizen_id).await?;
    let since = reader.cursor(cursor.as_deref())?;
    session::adopt_device(&mut tx, &caller.session_id, &device_id).await?;

    let mut last_seq = before;
    let mut results = Vec::with_capacity(mutations.len());
    for mutation in &mutations {
        let sender = Sender {
            citizen_id: &caller.citizen_id,
            session_id: &caller.session_id,
            device_id: &device_id,
        };
        let outcome = take(&app, &mut tx, sender, mutation, (before, last_seq)).await?;
        last_seq = last_seq.max(signed(mutation.seq)?);
        results.push(MutationResult {
            seq: mutation.seq,
            id: mutation.id,
            status: outcome.status,
            problem: outcome.problem,
        });
    }
    // A rejected mutation moves it on too: one that is wrong must not hold up those behind it.
    device::set_last_seq(&mut tx, &caller.citizen_id, &device_id, last_seq).await?;
    // Without a cursor, everything comes down.
    let reader = Reader::open(&app, &mut tx, &caller.citizen_id).await?;
    let changes = reader.page(&mut tx, since, last_seq, MOST).await?;
    tx.commit().await?;
    Ok(Json(PushReply { results, changes }))
}

/// One mutation: known, or new and next in line.
async fn take(
    app: &App,
    tx: &mut WriteTx,
    sender: Sender<'_>,
    mutation: &Mutation,
    (before, last_seq): (i64, i64),
) -> Result<Outcome, Failure> {
    let seq = signed(mutation.seq)?;
    if seq > last_seq + 1 {
        let expected = Some((before + 1).cast_unsigned());
        return Err(Problem {
            expected,
            ..Problem::new(ProblemCode::SeqGap)
        }
        .into());
    }
    let fingerprint = hash_secret(mutation.body.get());
    if let Some((known, outcome)) = mutation::find(tx, sender.citizen_id, mutation.id).await? {
        if known != fingerprint {
            return Err(ProblemCode::MutationChanged.into());
        }
        return Ok(outcome);
    }
    if seq <= last_seq {
        // The device has used this number for something else: a backup was restored, or a disk cloned.
        return Err(ProblemCode::UnknownDevice.into());
    }
    let outcome = match parse(mutation.body.get()) {
        Some(body) => apply(app, tx, sender, (seq, mutation.id), body).await?,
        None => ProblemCode::MalformedRequest.into(),
    };
    let of = (sender.device_id, seq);
    let which = (mutation.id, fingerprint.as_slice());
    mutation::insert(tx, sender.citizen_id, of, which, &outcome, app.clock.now()).await?;
    Ok(outcome)
}

/// `None` where it is not one that this platform can read.
fn parse(body: &str) -> Option<MutationBody> {
    if !is_object(body.as_bytes()) {
        return None;
    }
    serde_json::from_str(body).ok()
}

/// Numbers that SQLite cannot hold are none of ours.
fn signed(seq: u64) -> Result<i64, ProblemCode> {
    i64::try_from(seq)
        .ok()
        .filter(|seq| *seq > 0)
        .ok_or(ProblemCode::MalformedRequest)
}
