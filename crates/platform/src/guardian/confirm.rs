//! `POST /v1/guardian/confirmations`: the platform's word that a guardian has confirmed one decision. Nothing of it
//! is kept here: it says nothing of the minor before their computer sends it with the record.

use axum::Json;
use axum::extract::State;
use sst_api::consent::Statement;
use sst_api::guardian::{GuardianConfirmationRequest, GuardianPurpose};
use sst_api::problem::ProblemCode;
use sst_domain::consent::{Countersigned, GUARDIAN_SCHEMA, GuardianConfirmation};
use uuid::Uuid;

use super::present::present;
use crate::app::{App, Shared};
use crate::clock::{millis, text_of};
use crate::error::StoreError;
use crate::http::body;
use crate::http::failure::Failure;
use crate::secret::generate_id;

/// Longest name of an item, in bytes.
const LONGEST_ITEM: usize = 200;

/// What a confirmation is about.
pub(super) type About = GuardianConfirmation;

/// Confirms one decision.
pub(crate) async fn confirm(
    State(app): State<Shared>,
    body::Json(request): body::Json<GuardianConfirmationRequest>,
) -> Result<Json<Statement>, Failure> {
    if Uuid::parse_str(&request.record).is_err() || request.item.len() > LONGEST_ITEM {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let mut conn = app.store.read().await?;
    let purpose = GuardianPurpose::Confirm;
    let guardian = present(&app, &mut conn, &request.challenge, purpose).await?;
    let now = app.clock.now();
    let confirmation = About {
        schema: GUARDIAN_SCHEMA,
        id: generate_id()?,
        guardian,
        record: request.record,
        chain: request.chain,
        notice: request.notice,
        item: request.item,
        state: request.state,
        at: text_of(now),
        expires: text_of(now + millis(app.limits.guardian_confirmation_lifetime)),
    };
    Ok(Json(sign(&app, &confirmation)?))
}

pub(super) fn sign(app: &App, confirmation: &About) -> Result<Statement, StoreError> {
    let signed = Countersigned::guardian(confirmation, &app.receipt_key.0);
    let signed = signed.map_err(|_| StoreError::Corrupt("consent_log"))?;
    Ok(signed.into())
}
