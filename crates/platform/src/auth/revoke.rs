//! Logging out (RFC 7009).

use axum::extract::State;
use axum::http::StatusCode;
use sst_api::auth::{CLIENT_ID, RevokeRequest};
use sst_api::problem::ProblemCode;

use super::proven::Proven;
use crate::app::Shared;
use crate::http::body::Form;
use crate::http::failure::OauthFailure;
use crate::secret::hash_secret;
use crate::store::activity::{self, Happened};
use crate::store::{session, token};

/// `POST /oauth/revoke`: ends the session that the refresh token belongs to. A token that nobody knows, or
/// that another key holds, changes nothing and is answered alike.
pub(crate) async fn revoke(
    State(app): State<Shared>,
    Proven { jkt }: Proven,
    Form(request): Form<RevokeRequest>,
) -> Result<StatusCode, OauthFailure> {
    if request.client_id != CLIENT_ID {
        return Err(ProblemCode::ClientUnknown.into());
    }
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let Some(found) = token::refresh(&mut tx, &hash_secret(&request.token)).await? else {
        return Ok(StatusCode::OK);
    };
    let session = session::find(&mut tx, &found.session_id).await?;
    if let Some(session) = session.filter(|session| session.jkt == jkt)
        && session::end(&mut tx, &session.session_id, now)
            .await?
            .is_some()
    {
        let happened = Happened {
            action: "session.ended",
            citizen_id: Some(&session.citizen_id),
            session_id: Some(&session.session_id),
            about: Some(&session.session_id),
            ..Happened::default()
        };
        activity::record(&mut tx, now, happened).await?;
        tx.commit().await?;
    }
    Ok(StatusCode::OK)
}
