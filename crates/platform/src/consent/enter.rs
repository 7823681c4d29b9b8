//! One more entry of a citizen's log.

use sst_api::consent::Statement;
use sst_api::problem::ProblemCode;
use sst_domain::consent::{
    Bytes, ConsentRecord, Countersigned, LOG_SCHEMA, LogEntry, SignedRecord,
};

use super::decide::follow;
use crate::app::App;
use crate::error::StoreError;
use crate::store::change_log::{self, Kind};
use crate::store::consent::{self, NewEntry};
use crate::store::{WriteTx, audit, citizen};

/// A decision that is to be entered.
pub(crate) struct Decided<'a> {
    pub(crate) citizen_id: &'a str,
    /// The citizen's name in countersignatures.
    pub(crate) subject: &'a str,
    pub(crate) record: &'a ConsentRecord,
    pub(crate) signed: &'a SignedRecord,
    pub(crate) notice: &'a Bytes,
    /// For a decision of a guardian: their confirmation.
    pub(crate) guardian: Option<&'a Statement>,
}

/// Enters a decision whose chain was checked.
pub(super) async fn enter(
    app: &App,
    tx: &mut WriteTx,
    decided: Decided<'_>,
) -> Result<(), StoreError> {
    let Decided {
        citizen_id,
        subject,
        record,
        signed,
        notice,
        guardian,
    } = decided;
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
        guardian,
    };
    consent::append(tx, subject, new).await?;
    change_log::citizen_changed(tx, citizen_id, Kind::Consents, rev).await?;
    let entry = audit::Entry {
        actor: if guardian.is_some() {
            "guardian"
        } else {
            "citizen"
        },
        action: "consent.entered",
        citizen_id: Some(citizen_id),
        detail: &record.item,
    };
    audit::record(tx, app.clock.now(), entry).await
}

/// Enters a decision that begins a chain of its own.
///
/// # Errors
///
/// Inside, what is wrong with the chain: `consent-invalid`, `consent-order`.
pub(crate) async fn enter_first(
    app: &App,
    tx: &mut WriteTx,
    decided: Decided<'_>,
) -> Result<Result<(), ProblemCode>, StoreError> {
    let chain = decided.record.chain;
    if consent::chain(tx, chain).await?.is_some() {
        return Ok(Err(ProblemCode::ConsentOrder));
    }
    let end = match follow(None, decided.signed) {
        Ok(end) => end,
        Err(code) => return Ok(Err(code)),
    };
    consent::put_chain(tx, decided.subject, chain, &end).await?;
    enter(app, tx, decided).await.map(Ok)
}
