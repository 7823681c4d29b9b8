//! A guardian whose code has come back.

use sqlx::SqliteConnection;
use sst_api::guardian::GuardianPurpose;
use sst_api::problem::ProblemCode;

use crate::app::App;
use crate::http::failure::Failure;
use crate::secret::hash_secret;
use crate::store::guardian;

/// The guardian whose challenge this is, by their pseudonym.
///
/// # Errors
///
/// `guardian-session-ended` where the code has not come back, was for something else, or was too long ago.
pub(super) async fn present(
    app: &App,
    conn: &mut SqliteConnection,
    challenge: &str,
    purpose: GuardianPurpose,
) -> Result<String, Failure> {
    let found = guardian::find(conn, &hash_secret(challenge)).await?;
    let now = app.clock.now();
    let found = found.filter(|found| {
        found.verified && found.expires_at > now && found.purpose == purpose.as_str()
    });
    Ok(found.ok_or(ProblemCode::GuardianSessionEnded)?.guardian)
}
