//! Guardians of minors (PIPL 31; policy 5): a code to their own phone, and what may be done with it.

mod challenge;
mod check;
mod confirm;
mod consents;
mod present;
mod withdraw;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sst_api::problem::ProblemCode;

use crate::app::App;

pub(crate) use challenge::{begin, verify};
pub(crate) use check::confirmed;
pub(crate) use confirm::confirm;
pub(crate) use consents::consents;
pub(crate) use withdraw::withdraw;

/// The guardian with this phone, by a keyed hash: the number stands nowhere.
pub(crate) fn pseudonym(app: &App, phone: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.hash_key.hash("guardian", &[phone]))
}

/// Whoever logs in with `phone` must not be the guardian that their confirmation names. It is asked only once they
/// have shown that the account is theirs, so that nobody can try which number a guardian has.
///
/// # Errors
///
/// `guardian-own-phone`.
pub(crate) fn is_somebody_else(
    app: &App,
    phone: &str,
    guardian: Option<&str>,
) -> Result<(), ProblemCode> {
    let own = guardian.is_some_and(|guardian| guardian == pseudonym(app, phone));
    if own {
        return Err(ProblemCode::GuardianOwnPhone);
    }
    Ok(())
}
