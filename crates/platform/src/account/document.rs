//! `PUT /v1/identity-document`

use axum::Json;
use axum::extract::State;
use sst_api::contact::IdentityDocumentRequest;
use sst_api::problem::ProblemCode;
use sst_api::sync::UnitChange;

use super::parse_unit;
use super::verify::changed_by;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::http::body;
use crate::http::failure::Failure;
use crate::store::activity::{self, Happened};
use crate::store::unit;
use crate::store::unit::Write;
use crate::sync::apply::raw_fields;

const UNIT: &str = "id_document";

/// Replaces the identity document, if the person saw the one that it replaces.
pub(crate) async fn replace(
    State(app): State<Shared>,
    caller: Caller,
    body::Json(request): body::Json<IdentityDocumentRequest>,
) -> Result<Json<UnitChange>, Failure> {
    caller.require_step_up(&app)?;
    let fields = raw_fields(&request.value).ok_or(ProblemCode::MalformedRequest)?;
    let mut tx = app.store.write().await?;
    let current = unit::find(&mut tx, &caller.citizen_id, UNIT).await?;
    let held = current.as_ref().and_then(|current| current.value.as_ref());
    let value = parse_unit(&app, UNIT, fields, held)?;
    if let Some(current) = &current {
        if current.value.as_ref() == Some(&value) {
            // Sent again after a lost reply: it stands already.
            return Ok(Json(current.clone()));
        }
        if current.verified {
            return Err(ProblemCode::UnitVerified.into());
        }
    }
    if current.map_or(0, |current| current.rev) != request.base {
        return Err(ProblemCode::RevisionStale.into());
    }
    let changed_by = changed_by(&app, &mut tx, &caller).await?;
    let write = Write {
        unit: UNIT,
        value: Some(&value),
        verified: false,
        changed_by: &changed_by,
        mutation: None,
    };
    let stands = unit::write(&mut tx, &caller.citizen_id, write).await?;
    let happened = Happened {
        action: "document.changed",
        citizen_id: Some(&caller.citizen_id),
        detail: UNIT,
        session_id: Some(&caller.session_id),
        about: None,
    };
    activity::record(&mut tx, app.clock.now(), happened).await?;
    tx.commit().await?;
    Ok(Json(stands))
}
