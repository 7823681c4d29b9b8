//! A terminal asks what its person has decided (RFC 8628, sections 3.4 and 3.5).

use sst_api::auth::{Expects, TokenReply};
use sst_api::problem::ProblemCode;

use super::token::{Opened, issue, open};
use crate::app::App;
use crate::clock::{millis, seconds_until};
use crate::http::failure::OauthFailure;
use crate::secret::hash_secret;
use crate::store::WriteTx;
use crate::store::device_authorization::{self, DeviceAuthorization, State};

/// By how much a terminal that asks too often has to slow down.
const SLOWER: i64 = 5_000;
/// What the way of such a session is called: [`sst_api::auth::LoginMethod::Device`].
const DEVICE: &str = "device";

/// Tokens, once the person has agreed; they are given once, and to the key that began.
pub(super) async fn redeem(
    app: &App,
    jkt: &str,
    device_code: &str,
) -> Result<TokenReply, OauthFailure> {
    let hash = hash_secret(device_code);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let found = device_authorization::find(&mut tx, &hash).await?;
    let found = found
        .filter(|found| found.jkt == jkt)
        .ok_or(ProblemCode::GrantInvalid)?;
    match found.state {
        State::Used => Err(ProblemCode::GrantInvalid.into()),
        State::Denied => Err(ProblemCode::AuthorizationDenied.into()),
        _ if found.expires_at <= now => Err(ProblemCode::DeviceCodeExpired.into()),
        State::Open | State::Claimed => Err(pending(tx, &found, now).await?),
        State::Approved => {
            let citizen_id = found.citizen_id.ok_or(ProblemCode::GrantInvalid)?;
            let opened = Opened {
                citizen_id: &citizen_id,
                jkt: &found.jkt,
                opened_account: found.opened_account,
                auth_time: found.auth_time,
                method: DEVICE,
            };
            let session = open(app, &mut tx, opened).await?;
            device_authorization::advance(&mut tx, &hash, State::Used, now).await?;
            issue(app, tx, &session).await
        }
    }
}

/// Not yet; and whether the terminal asks too often.
async fn pending(
    mut tx: WriteTx,
    found: &DeviceAuthorization,
    now: i64,
) -> Result<OauthFailure, OauthFailure> {
    let too_soon = found
        .polled_at
        .is_some_and(|polled| now - polled < found.poll_interval);
    let interval = found.poll_interval + if too_soon { SLOWER } else { 0 };
    device_authorization::polled(&mut tx, &found.device_hash, now, interval).await?;
    tx.commit().await?;
    let code = if too_soon {
        ProblemCode::SlowDown
    } else {
        ProblemCode::AuthorizationPending
    };
    Ok(OauthFailure::from(code).with(|error| {
        error.expires_in = Some(seconds_until(found.expires_at, now));
        error.expects = (found.state == State::Claimed).then_some(Expects::Approval);
    }))
}

/// How long an agreement waits for the terminal to ask.
pub(super) fn approved_until(app: &App) -> i64 {
    app.clock.now() + millis(app.limits.authorization_code_lifetime)
}
