//! The end of a challenge: an authorization code.

use sst_api::auth::ChallengeReply;

use super::{Proved, Step};
use crate::app::App;
use crate::auth::grant;
use crate::store::login::Grant;

/// Gives an authorization code to who has shown themselves to be somebody.
pub(super) async fn give(app: &App, proved: Proved) -> Step {
    let mut tx = proved.tx;
    let grant = Grant {
        jkt: proved.key,
        citizen_id: proved.citizen_id,
        code_challenge: proved.code_challenge,
        opened_account: proved.opened_account,
        used: false,
        step_up: proved.step_up.is_some(),
        session_id: proved.step_up,
        method: proved.method.to_owned(),
        redirect_uri: None,
        auth_time: None,
        expires_at: grant::expiry(app),
    };
    let authorization_code = grant::give(app, &mut tx, &grant).await?;
    tx.commit().await?;
    Ok(ChallengeReply { authorization_code })
}
