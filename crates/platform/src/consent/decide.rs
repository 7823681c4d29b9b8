//! The mutation `consent.decide`.

use sst_api::consent::{MAX_NOTICE_BYTES, MAX_RECORD_BYTES, Statement};
use sst_api::problem::ProblemCode;
use sst_api::sync::MutationStatus;
use sst_domain::consent::{
    Bytes, ChainEnd, ConsentNotice, ConsentRecord, Decision, FaultCode, NOTICE_SCHEMA, SignedRecord,
};
use uuid::Uuid;

use super::enter::{Decided, enter};
use crate::app::App;
use crate::error::StoreError;
use crate::guardian;
use crate::store::consent;
use crate::store::mutation::Outcome;
use crate::store::{WriteTx, citizen};

/// Enters a decision into the citizen's log, unless it is there already.
pub(crate) async fn decide(
    app: &App,
    tx: &mut WriteTx,
    citizen_id: &str,
    (signed, notice): (SignedRecord, Bytes),
    confirmed: Option<Statement>,
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
    let end = match follow(known.as_ref().map(|(_, end)| end), &signed) {
        Ok(end) => end,
        Err(code) => return Ok(code.into()),
    };
    let phone = citizen::by_id(tx, citizen_id).await?;
    let phone = phone.map(|citizen| citizen.phone).unwrap_or_default();
    let by = match guardian::confirmed(app, &record, &phone, confirmed.as_ref()) {
        Ok(confirmation) => confirmation.map(|confirmation| confirmation.guardian),
        Err(code) => return Ok(code.into()),
    };
    consent::put_chain(tx, &subject, record.chain, &end).await?;
    let decided = Decided {
        citizen_id,
        subject: &subject,
        record: &record,
        signed: &signed,
        notice: &notice,
        guardian: confirmed.as_ref(),
    };
    enter(app, tx, decided).await?;
    if let Some(guardian) = by.filter(|_| record.state == Decision::Given) {
        crate::store::guardian::agreed(tx, &guardian, &subject, &record.id).await?;
    }
    Ok(Outcome::of(MutationStatus::Applied))
}

/// Takes the record as the next of its chain.
pub(super) fn follow(
    end: Option<&ChainEnd>,
    signed: &SignedRecord,
) -> Result<ChainEnd, ProblemCode> {
    match ChainEnd::follow(end, signed) {
        Ok((_, end)) => Ok(end),
        Err(FaultCode::RecordOrder | FaultCode::RecordLink | FaultCode::ChainBegin) => {
            Err(ProblemCode::ConsentOrder)
        }
        Err(_) => Err(ProblemCode::ConsentInvalid),
    }
}

/// The record, where it can be read and is about the notice that came with it.
pub(crate) fn fitting(signed: &SignedRecord, notice: &Bytes) -> Option<ConsentRecord> {
    let record = signed.read().ok()?;
    let shown: ConsentNotice = serde_json::from_slice(&notice.0).ok()?;
    let fits = shown.schema == NOTICE_SCHEMA
        && record.notice == notice.hash()
        && record.item == shown.item
        && Uuid::parse_str(&record.id).is_ok();
    fits.then_some(record)
}
