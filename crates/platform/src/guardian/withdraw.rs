//! `POST /v1/guardian/withdrawals`: a guardian goes back on an agreement, from any computer and without the minor.

use axum::Json;
use axum::extract::State;
use sst_api::consent::{MAX_NOTICE_BYTES, MAX_RECORD_BYTES};
use sst_api::guardian::{GuardianConsents, GuardianPurpose, GuardianWithdrawalRequest};
use sst_api::problem::ProblemCode;
use sst_domain::consent::{Actor, Bytes, ConsentRecord, Decision, GUARDIAN_SCHEMA, SignedRecord};
use sst_domain::notice::NoticeKind;

use super::confirm::{About, sign};
use super::consents::list;
use super::present::present;
use crate::app::{App, Shared};
use crate::consent::{Decided, enter_first};
use crate::http::body;
use crate::http::failure::Failure;
use crate::official::inbox::{self, Text};
use crate::secret::generate_id;
use crate::store::{consent, guardian, notice};

/// Enters the withdrawal into the minor's log. Sent once more, it is there already.
pub(crate) async fn withdraw(
    State(app): State<Shared>,
    body::Json(request): body::Json<GuardianWithdrawalRequest>,
) -> Result<Json<GuardianConsents>, Failure> {
    let mut tx = app.store.write().await?;
    let purpose = GuardianPurpose::Withdraw;
    let guardian = present(&app, &mut tx, &request.challenge, purpose).await?;
    let agreements = guardian::agreements(&mut tx, &guardian).await?;
    let own = agreements
        .into_iter()
        .find(|(_, record)| *record == request.withdraws);
    let (subject, _) = own.ok_or(ProblemCode::NotFound)?;
    let citizen_id = consent::citizen_of(&mut tx, &subject).await?;
    let citizen_id = citizen_id.ok_or(ProblemCode::NotFound)?;
    let withdrawn = consent::record(&mut tx, &subject, &request.withdraws).await?;
    let withdrawn = withdrawn.and_then(|signed| signed.read().ok());
    let withdrawn = withdrawn.ok_or(ProblemCode::NotFound)?;

    let signed = SignedRecord {
        record: request.record,
        signature: request.signature,
    };
    let record = fitting(&signed, &request.notice, &withdrawn)?;
    if !consent::has_record(&mut tx, &subject, &record.id).await? {
        // Only what still stands: who was a guardian once has no say over somebody of age.
        let standing = list(&mut tx, &guardian).await?.consents;
        if !standing.iter().any(|one| one.record == request.withdraws) {
            return Err(ProblemCode::NotFound.into());
        }
        let statement = sign(&app, &confirmation(&app, guardian.clone(), &record)?)?;
        let decided = Decided {
            citizen_id: &citizen_id,
            subject: &subject,
            record: &record,
            signed: &signed,
            notice: &request.notice,
            guardian: Some(&statement),
        };
        enter_first(&app, &mut tx, decided).await??;
        let told = inbox::notice(&app.clock, NoticeKind::Account, TEXT)?;
        notice::insert(&mut tx, &citizen_id, &told).await?;
    }
    let left = list(&mut tx, &guardian).await?;
    tx.commit().await?;
    Ok(Json(left))
}

const TEXT: Text<'static> = Text {
    title: "监护人撤回了一项同意",
    body: "撤回后不再进行这项处理；撤回前已经进行的处理不受影响。详情见隐私中心的同意回执。\n\n\
           Your guardian has gone back on something they had agreed to. The receipts in the privacy centre say what.",
};

/// The record, where it is a guardian's withdrawal of what was agreed to.
fn fitting(
    signed: &SignedRecord,
    notice: &Bytes,
    withdrawn: &ConsentRecord,
) -> Result<ConsentRecord, ProblemCode> {
    if signed.record.0.len() > MAX_RECORD_BYTES || notice.0.len() > MAX_NOTICE_BYTES {
        return Err(ProblemCode::TooLarge);
    }
    let record = crate::consent::fitting(signed, notice).ok_or(ProblemCode::ConsentInvalid)?;
    let fits = record.actor == Actor::Guardian
        && record.state == Decision::Withdrawn
        && record.item == withdrawn.item
        && record.supersedes.as_ref() == Some(&withdrawn.id)
        // The minor's age is the minor's own to say.
        && record.age_band.is_none();
    fits.then_some(record).ok_or(ProblemCode::ConsentInvalid)
}

fn confirmation(app: &App, guardian: String, record: &ConsentRecord) -> Result<About, Failure> {
    let now = app.clock.now_text();
    Ok(About {
        schema: GUARDIAN_SCHEMA,
        id: generate_id()?,
        guardian,
        record: record.id.clone(),
        chain: record.chain,
        notice: record.notice,
        item: record.item.clone(),
        state: record.state,
        at: now.clone(),
        // It is entered with this very request.
        expires: now,
    })
}
