//! The mutation `profile.correction_request`.

use std::collections::BTreeSet;

use sst_api::correction::{MAX_ATTACHMENTS, MAX_REASON_CHARS};
use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::MutationStatus;
use sst_domain::identity::FieldCode;
use sst_domain::profile::{FieldProblem, Proof, UnitKey, UnitValue};
use uuid::Uuid;

use crate::app::App;
use crate::error::StoreError;
use crate::store::mutation::Outcome;
use crate::store::{WriteTx, audit, correction, reference, unit, upload};
use crate::sync::apply::parse;

/// What is asked for.
pub(crate) struct Wish {
    pub(crate) unit: UnitKey,
    pub(crate) value: Option<UnitValue>,
    pub(crate) reason: String,
    pub(crate) attachments: Vec<Uuid>,
}

/// Takes a request, under the identifier of its mutation.
pub(crate) async fn ask(
    app: &App,
    tx: &mut WriteTx,
    citizen_id: &str,
    id: Uuid,
    wish: Wish,
) -> Result<Outcome, StoreError> {
    let Some(spec) = wish.unit.spec() else {
        return Ok(ProblemCode::UnitUnknown.into());
    };
    match spec.proof {
        Proof::None | Proof::Official => {}
        Proof::Code => return Ok(ProblemCode::UnitOnlineOnly.into()),
        Proof::Platform => return Ok(ProblemCode::UnitReadOnly.into()),
    }
    let current = unit::find(tx, citizen_id, spec.key).await?;
    if !current.as_ref().is_some_and(|current| current.verified) {
        return Ok(ProblemCode::UnitNotVerified.into());
    }
    let value = match parse(app, &wish.unit, wish.value.as_ref(), current.as_ref()) {
        Ok(value) => value,
        Err(problem) => return Ok(Outcome::rejected(problem)),
    };
    let reason = wish.reason.trim();
    if let Some(code) = wrong_with(reason) {
        return Ok(Outcome::rejected(wrong_reason(wish.unit, code)));
    }
    if wish.attachments.len() > MAX_ATTACHMENTS {
        return Ok(ProblemCode::TooLarge.into());
    }
    if !are_free(tx, citizen_id, &wish.attachments).await? {
        return Ok(ProblemCode::AttachmentMissing.into());
    }
    if correction::is_open(tx, citizen_id, spec.key).await? {
        return Ok(ProblemCode::RequestOpen.into());
    }
    let reference = reference::give(tx, app.clock.today()).await?;
    let new = correction::New {
        id,
        reference: &reference,
        unit: spec.key,
        value: value.as_ref(),
        reason,
        at: app.clock.now(),
    };
    correction::insert(tx, citizen_id, new).await?;
    upload::claim(tx, citizen_id, id, &wish.attachments).await?;
    let entry = audit::Entry {
        actor: "citizen",
        action: "correction.requested",
        citizen_id: Some(citizen_id),
        detail: &reference,
    };
    audit::record(tx, app.clock.now(), entry).await?;
    Ok(Outcome::of(MutationStatus::Applied))
}

/// Officials read it on a terminal: of what is not a character, only the end of a line may stand in it.
fn wrong_with(reason: &str) -> Option<FieldCode> {
    if reason.is_empty() {
        Some(FieldCode::Required)
    } else if reason.chars().count() > MAX_REASON_CHARS {
        Some(FieldCode::TooLong)
    } else if reason.chars().any(|c| c.is_control() && c != '\n') {
        Some(FieldCode::IllegalCharacter)
    } else {
        None
    }
}

fn wrong_reason(unit: UnitKey, code: FieldCode) -> Problem {
    let field = "reason".to_owned();
    Problem {
        fields: vec![FieldProblem { unit, field, code }],
        ..Problem::new(ProblemCode::InvalidFields)
    }
}

/// Whether each is named once, complete, this citizen's, and no other request's.
async fn are_free(
    tx: &mut WriteTx,
    citizen_id: &str,
    attachments: &[Uuid],
) -> Result<bool, StoreError> {
    if attachments.iter().collect::<BTreeSet<_>>().len() != attachments.len() {
        return Ok(false);
    }
    for id in attachments {
        let found = upload::find(tx, citizen_id, *id).await?;
        let Some(found) = found.filter(|found| !found.is_claimed()) else {
            return Ok(false);
        };
        if !found.state()?.complete {
            return Ok(false);
        }
    }
    Ok(true)
}
