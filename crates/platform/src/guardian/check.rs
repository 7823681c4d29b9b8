//! Whether a guardian's decision may be entered.

use sst_api::consent::Statement;
use sst_api::problem::ProblemCode;
use sst_domain::consent::{
    Actor, ConsentRecord, Countersigned, Decision, Form, GuardianConfirmation,
};

use super::pseudonym;
use crate::app::App;

/// Most bytes of a confirmation.
const MAX_BYTES: usize = 2 * 1024;

/// The guardian's confirmation of `record`; `None` where the person decided themselves. `phone` is the one that the
/// account's codes go to.
///
/// # Errors
///
/// `guardian-unconfirmed` without one that is this platform's own, covers the record and has not expired;
/// `guardian-own-phone` where the guardian is the minor; `consent-invalid` where the record says two things at once.
pub(crate) fn confirmed(
    app: &App,
    record: &ConsentRecord,
    phone: &str,
    statement: Option<&Statement>,
) -> Result<Option<GuardianConfirmation>, ProblemCode> {
    let by_guardian = record.actor == Actor::Guardian;
    if by_guardian != (record.form == Form::Guardian) || (!by_guardian && statement.is_some()) {
        return Err(ProblemCode::ConsentInvalid);
    }
    if !by_guardian {
        return Ok(None);
    }
    let statement = statement.ok_or(ProblemCode::GuardianUnconfirmed)?;
    if statement.statement.0.len() > MAX_BYTES {
        return Err(ProblemCode::TooLarge);
    }
    let signed = Countersigned::from(statement.clone());
    let keys = [app.receipt_key.0.public()];
    let opened = signed.open_guardian(&keys);
    let confirmation = opened.map_err(|_| ProblemCode::GuardianUnconfirmed)?;
    // Going back on something has no term: one that a restored platform has lost is entered again.
    let in_time = record.state != Decision::Given || confirmation.holds_at(&app.clock.now_text());
    if !confirmation.covers(record) || !in_time {
        return Err(ProblemCode::GuardianUnconfirmed);
    }
    if confirmation.guardian == pseudonym(app, phone) {
        return Err(ProblemCode::GuardianOwnPhone);
    }
    Ok(Some(confirmation))
}
