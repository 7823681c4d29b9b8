//! The mutation `profile.correction_withdraw`.

use sst_api::correction::CorrectionState;
use sst_api::problem::ProblemCode;
use sst_api::sync::MutationStatus;
use uuid::Uuid;

use crate::app::App;
use crate::error::StoreError;
use crate::store::mutation::Outcome;
use crate::store::{WriteTx, audit, correction, upload};

/// The person goes back on a request that was not answered yet; its attachments are deleted.
pub(crate) async fn withdraw(
    app: &App,
    tx: &mut WriteTx,
    citizen_id: &str,
    request: Uuid,
) -> Result<Outcome, StoreError> {
    let Some((state, reference)) = correction::find(tx, citizen_id, request).await? else {
        return Ok(ProblemCode::NotFound.into());
    };
    if !state.is_open() {
        return Ok(ProblemCode::RequestClosed.into());
    }
    let now = app.clock.now();
    let withdrawn = (CorrectionState::Withdrawn, None);
    correction::set_state(tx, citizen_id, request, withdrawn, now).await?;
    upload::remove_of_request(tx, citizen_id, request).await?;
    let entry = audit::Entry {
        actor: "citizen",
        action: "correction.withdrawn",
        citizen_id: Some(citizen_id),
        detail: &reference,
    };
    audit::record(tx, now, entry).await?;
    Ok(Outcome::of(MutationStatus::Applied))
}
