//! `GET /v1/consents/anchor`

use axum::Json;
use axum::extract::State;
use sst_api::consent::Statement;
use sst_domain::consent::{Countersigned, LOG_SCHEMA, LogAnchor};

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::error::StoreError;
use crate::http::failure::Failure;
use crate::store::consent;

/// How far the citizen's log reaches now, signed: whoever has it can tell that nothing was left out.
pub(crate) async fn anchor(
    State(app): State<Shared>,
    caller: Caller,
) -> Result<Json<Statement>, Failure> {
    let mut tx = app.store.write().await?;
    let subject = consent::subject(&mut tx, &caller.citizen_id).await?;
    let end = consent::end(&mut tx, &subject).await?;
    tx.commit().await?;
    let anchor = LogAnchor {
        schema: LOG_SCHEMA,
        subject,
        position: end.position.cast_unsigned(),
        last: end.last,
        at: app.clock.now_text(),
    };
    let signed = Countersigned::anchor(&anchor, &app.receipt_key.0)
        .map_err(|_| StoreError::Corrupt("consent_log"))?;
    Ok(Json(signed.into()))
}
