//! The mutation `consent.decide`.

use sst_api::consent::{MAX_NOTICE_BYTES, MAX_RECORD_BYTES};
use sst_api::problem::ProblemCode;
use sst_api::sync::MutationStatus;
use sst_domain::consent::{
    Bytes, ChainEnd, ConsentNotice, ConsentRecord, Countersigned, FaultCode, LOG_SCHEMA, LogEntry,
    NOTICE_SCHEMA, SignedRecord,
};
use uuid::Uuid;

use crate::app::App;
use crate::error::StoreError;
use crate::store::change_log::{self, Kind};
use crate::store::consent::{self, NewEntry};
use crate::store::mutation::Outcome;
use crate::store::{WriteTx, audit, citizen};

/// Enters a decision into the citizen's log, unless it is there already.
pub(crate) async fn decide(
    app: &App,
    tx: &mut WriteTx,
    citizen_id: &str,
    signed: SignedRecord,
    notice: Bytes,
) -> Result<Outcome, StoreError> {
    if signed.record.0.len() > MAX_RECORD_BYTES || notice.0.len() > MAX_NOTICE_BYTES {
        return Ok(ProblemCode::TooLarge.into());
    }
    let Some(record) = fitting(&signed, &notice) else {
        return Ok(ProblemCode::ConsentInvalid.into());
    };
    let subject = consent::subject(tx, citizen_id).await?;
    if consent::has_record(tx, &subject, &record.id).await? {
        return Ok(Outcome::of(MutationStatus::Noop));
    }
    let known = consent::chain(tx, record.chain).await?;
    if known.as_ref().is_some_and(|(owner, _)| *owner != subject) {
        // One chain is one person's, however many use the computer.
        return Ok(ProblemCode::ConsentInvalid.into());
    }
    let end = match ChainEnd::follow(known.as_ref().map(|(_, end)| end), &signed) {
        Ok((_, end)) => end,
        Err(FaultCode::RecordOrder | FaultCode::RecordLink | FaultCode::ChainBegin) => {
            return Ok(ProblemCode::ConsentOrder.into());
        }
        Err(_) => return Ok(ProblemCode::ConsentInvalid.into()),
    };
    consent::put_chain(tx, &subject, record.chain, &end).await?;
    enter(app, tx, (citizen_id, &subject), &record, &signed, &notice).await?;
    Ok(Outcome::of(MutationStatus::Applied))
}

/// The record, where it can be read and is about the notice that came with it.
fn fitting(signed: &SignedRecord, notice: &Bytes) -> Option<ConsentRecord> {
    let record = signed.read().ok()?;
    let shown: ConsentNotice = serde_json::from_slice(&notice.0).ok()?;
    let fits = shown.schema == NOTICE_SCHEMA
        && record.notice == notice.hash()
        && record.item == shown.item
        && Uuid::parse_str(&record.id).is_ok();
    fits.then_some(record)
}

async fn enter(
    app: &App,
    tx: &mut WriteTx,
    (citizen_id, subject): (&str, &str),
    record: &ConsentRecord,
    signed: &SignedRecord,
    notice: &Bytes,
) -> Result<(), StoreError> {
    let end = consent::end(tx, subject).await?;
    let position = end.position + 1;
    let entry = LogEntry {
        schema: LOG_SCHEMA,
        subject: subject.to_owned(),
        position: position.cast_unsigned(),
        prev: end.last,
        record: signed.record.hash(),
        received_at: app.clock.now_text(),
    };
    let entry = Countersigned::entry(&entry, &app.receipt_key.0)
        .map_err(|_| StoreError::Corrupt("consent_log"))?;
    let rev = citizen::next_rev(tx, citizen_id).await?;
    let new = NewEntry {
        record_id: &record.id,
        signed,
        notice,
        position,
        entry: &entry,
        rev,
    };
    consent::append(tx, subject, new).await?;
    change_log::citizen_changed(tx, citizen_id, Kind::Consents, rev).await?;
    let entry = audit::Entry {
        actor: "citizen",
        action: "consent.entered",
        citizen_id: Some(citizen_id),
        detail: &record.item,
    };
    audit::record(tx, app.clock.now(), entry).await
}
