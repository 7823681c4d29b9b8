//! The token endpoint (RFC 6749, 7636, 9449).

use axum::Json;
use axum::extract::State;
use sst_api::auth::{CLIENT_ID, TokenReply, TokenRequest};
use sst_api::problem::ProblemCode;

use super::proven::Proven;
use super::{device_grant, pkce};
use crate::app::{App, Shared};
use crate::clock::{millis, seconds};
use crate::http::body::Form;
use crate::http::failure::OauthFailure;
use crate::secret::{generate_id, generate_secret, hash_secret};
use crate::store::activity::{self, Happened};
use crate::store::login::Grant;
use crate::store::session::Session;
use crate::store::{WriteTx, login, session, token};

/// What the audit trail says of a code or token that came twice: somebody has seen it.
const ENDED_BY_REUSE: &str = "session.ended_by_reuse";

/// `POST /oauth/token`
pub(crate) async fn token(
    State(app): State<Shared>,
    Proven { jkt }: Proven,
    Form(request): Form<TokenRequest>,
) -> Result<Json<TokenReply>, OauthFailure> {
    let (TokenRequest::AuthorizationCode { client_id, .. }
    | TokenRequest::DeviceCode { client_id, .. }
    | TokenRequest::RefreshToken { client_id, .. }) = &request;
    if client_id != CLIENT_ID {
        return Err(ProblemCode::ClientUnknown.into());
    }
    let reply = match &request {
        TokenRequest::AuthorizationCode {
            code,
            code_verifier,
            redirect_uri,
            ..
        } => redeem(&app, &jkt, code, (code_verifier, redirect_uri.as_deref())).await,
        TokenRequest::DeviceCode { device_code, .. } => {
            device_grant::redeem(&app, &jkt, device_code).await
        }
        TokenRequest::RefreshToken { refresh_token, .. } => {
            refresh(&app, &jkt, refresh_token).await
        }
    };
    reply.map(Json)
}

/// Tokens for an authorization code.
async fn redeem(
    app: &App,
    jkt: &str,
    code: &str,
    (verifier, redirect_uri): (&str, Option<&str>),
) -> Result<TokenReply, OauthFailure> {
    let hash = hash_secret(code);
    let mut tx = app.store.write().await?;
    let grant = login::grant(&mut tx, &hash)
        .await?
        .filter(|grant| grant.jkt == jkt);
    let grant = grant.ok_or(ProblemCode::GrantInvalid)?;
    if grant.used {
        // Somebody has seen the code: what it led to ends (RFC 6749, section 4.1.2).
        if let Some(session_id) = &grant.session_id
            && let Some(citizen_id) = session::end(&mut tx, session_id, app.clock.now()).await?
        {
            record(app, &mut tx, &citizen_id, (ENDED_BY_REUSE, ""), session_id).await?;
            tx.commit().await?;
        }
        return Err(ProblemCode::GrantInvalid.into());
    }
    let fits = pkce::verifies(verifier, &grant.code_challenge)
        && grant.redirect_uri.as_deref() == redirect_uri;
    if grant.expires_at <= app.clock.now() || !fits {
        return Err(ProblemCode::GrantInvalid.into());
    }
    let session = if grant.step_up {
        step_up(app, &mut tx, &grant).await?
    } else {
        open(app, &mut tx, opened(&grant)).await?
    };
    login::use_grant(&mut tx, &hash, &session.session_id).await?;
    issue(app, tx, &session).await
}

fn opened(grant: &Grant) -> Opened<'_> {
    Opened {
        citizen_id: &grant.citizen_id,
        jkt: &grant.jkt,
        opened_account: grant.opened_account,
        auth_time: grant.auth_time,
        method: &grant.method,
    }
}

/// Whose session begins, and on which key.
pub(super) struct Opened<'a> {
    pub(super) citizen_id: &'a str,
    pub(super) jkt: &'a str,
    /// Whether the account was opened by this very login.
    pub(super) opened_account: bool,
    /// When the person authenticated, where that was not just now.
    pub(super) auth_time: Option<i64>,
    /// The way that was gone, as the contract names it.
    pub(super) method: &'a str,
}

/// A new session.
pub(super) async fn open(
    app: &App,
    tx: &mut WriteTx,
    opened: Opened<'_>,
) -> Result<Session, OauthFailure> {
    let now = app.clock.now();
    let session = Session {
        session_id: generate_id()?,
        citizen_id: opened.citizen_id.to_owned(),
        jkt: opened.jkt.to_owned(),
        auth_time: opened.auth_time.unwrap_or(now),
        auth_method: opened.method.to_owned(),
        method: opened.method.to_owned(),
        opened_account: opened.opened_account,
        device_id: None,
        ended_at: None,
    };
    session::insert(tx, &session, now).await?;
    let what = ("session.opened", opened.method);
    record(app, tx, &session.citizen_id, what, &session.session_id).await?;
    Ok(session)
}

/// The session goes on; only the time of the authentication is new.
async fn step_up(app: &App, tx: &mut WriteTx, grant: &Grant) -> Result<Session, OauthFailure> {
    let now = app.clock.now();
    let session_id = grant.session_id.as_deref().unwrap_or_default();
    let session = session::find(tx, session_id)
        .await?
        .filter(|session| session.ended_at.is_none());
    let mut session = session.ok_or(ProblemCode::SessionEnded)?;
    session::set_auth_time(tx, &session.session_id, &grant.method, now).await?;
    session.auth_time = now;
    let what = ("session.stepped_up", grant.method.as_str());
    record(app, tx, &session.citizen_id, what, &session.session_id).await?;
    Ok(session)
}

/// New tokens for old.
///
/// A refresh token may be used again, by the same key, until one of its successors is used for the first
/// time: so a lost reply logs nobody out. Its first use is the end of every other token of the session. One
/// that has ended so and comes again was copied: the session ends.
async fn refresh(app: &App, jkt: &str, token: &str) -> Result<TokenReply, OauthFailure> {
    let hash = hash_secret(token);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let found = token::refresh(&mut tx, &hash)
        .await?
        .ok_or(ProblemCode::GrantInvalid)?;
    let session = session::find(&mut tx, &found.session_id).await?;
    let session = session
        .filter(|session| session.jkt == jkt)
        .ok_or(ProblemCode::GrantInvalid)?;
    if session.ended_at.is_some() || found.expires_at <= now {
        return Err(ProblemCode::SessionEnded.into());
    }
    if found.dead {
        session::end(&mut tx, &session.session_id, now).await?;
        let what = (ENDED_BY_REUSE, "");
        record(app, &mut tx, &session.citizen_id, what, &session.session_id).await?;
        tx.commit().await?;
        return Err(ProblemCode::SessionEnded.into());
    }
    if !found.used {
        token::first_use(&mut tx, &hash, &session.session_id).await?;
    }
    issue(app, tx, &session).await
}

/// Tokens of a session. Ends the transaction.
pub(super) async fn issue(
    app: &App,
    mut tx: WriteTx,
    session: &Session,
) -> Result<TokenReply, OauthFailure> {
    let now = app.clock.now();
    let (access, refresh) = (generate_secret()?, generate_secret()?);
    let until = |lifetime| now + millis(lifetime);
    let expires_at = until(app.limits.access_token_lifetime);
    let id = &session.session_id;
    token::insert_access(&mut tx, &hash_secret(&access), id, (now, expires_at)).await?;
    let expires_at = until(app.limits.refresh_token_lifetime);
    token::insert_refresh(&mut tx, &hash_secret(&refresh), id, (now, expires_at)).await?;
    session::set_last_seen(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok(TokenReply {
        access_token: access,
        token_type: "DPoP".to_owned(),
        expires_in: seconds(app.limits.access_token_lifetime),
        refresh_token: refresh,
        sub: session.citizen_id.clone(),
        auth_time: session.auth_time.div_euclid(1000).cast_unsigned(),
    })
}

async fn record(
    app: &App,
    tx: &mut WriteTx,
    citizen_id: &str,
    (action, detail): (&'static str, &str),
    session_id: &str,
) -> Result<(), OauthFailure> {
    let happened = Happened {
        action,
        citizen_id: Some(citizen_id),
        detail,
        session_id: Some(session_id),
        about: None,
    };
    Ok(activity::record(tx, app.clock.now(), happened).await?)
}
