//! The authorization endpoint (RFC 6749, RFC 8252, RFC 9207): a browser comes with a client's request, and
//! the page of [`super::approval`] answers it.

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sst_api::approval::CALLBACK_PATH;
use sst_api::auth::CLIENT_ID;
use sst_api::problem::ProblemCode;

use super::approval::{Asked, PageRefused, Prompt, terminal_name};
use super::pkce;
use crate::app::{App, Shared};
use crate::clock::millis;
use crate::http::body::AddressQuery;
use crate::secret::{generate_secret, hash_secret};
use crate::store::approval::{self, Approval};

/// Longest `state` that is carried for a client.
const STATE_MAX: usize = 512;

/// What a browser may come with; what is missing is told to the client, not to the reader of the address.
#[derive(Deserialize)]
pub(crate) struct Request {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    dpop_jkt: Option<String>,
    terminal_name: Option<String>,
}

/// `GET /oauth/authorize`
pub(crate) async fn authorize(
    State(app): State<Shared>,
    AddressQuery(request): AddressQuery<Request>,
) -> Result<Response, PageRefused> {
    // Until these two are right, the browser is sent nowhere (RFC 6749, section 4.1.2.1).
    if request.client_id.as_deref() != Some(CLIENT_ID) {
        return Err(ProblemCode::ClientUnknown.into());
    }
    let redirect_uri = request
        .redirect_uri
        .filter(|address| is_loopback_callback(address))
        .ok_or(ProblemCode::MalformedRequest)?;
    let back = Back {
        redirect_uri,
        state: request.state.unwrap_or_default(),
    };
    if request.response_type.as_deref() != Some("code") {
        return Ok(back.refuse(&app, "unsupported_response_type"));
    }
    let method = request.code_challenge_method.as_deref();
    let challenge = request
        .code_challenge
        .filter(|challenge| pkce::is_s256(challenge, method));
    let jkt = request.dpop_jkt.filter(|jkt| pkce::is_sha256(jkt));
    let state_fits = !back.state.is_empty() && back.state.len() <= STATE_MAX;
    let (Some(challenge), Some(jkt), true) = (challenge, jkt, state_fits) else {
        return Ok(back.refuse(&app, "invalid_request"));
    };
    let now = app.clock.now();
    let asked = Approval {
        terminal: terminal_name(request.terminal_name.as_deref()),
        device_hash: None,
        numbers: String::new(),
        redirect_uri: Some(back.redirect_uri),
        client_state: Some(back.state),
        code_challenge: Some(challenge),
        jkt: Some(jkt),
        citizen_id: None,
        opened_account: false,
        auth_time: None,
        expires_at: now + millis(app.limits.approval_lifetime),
    };
    let page = generate_secret()?;
    let mut tx = app.store.write().await?;
    approval::insert(&mut tx, &hash_secret(&page), &asked, now).await?;
    tx.commit().await?;
    Ok(Asked::new(&app, &page, &asked)
        .identify(&Prompt::default())
        .into_response())
}

/// Where an answer goes, and with what.
pub(super) struct Back {
    pub(super) redirect_uri: String,
    pub(super) state: String,
}

impl Back {
    /// The whole address, with the issuer's name in it (RFC 9207).
    pub(super) fn with(
        &self,
        app: &App,
        (name, value): (&str, &str),
    ) -> Result<String, PageRefused> {
        let mut members = vec![(name, value)];
        if !self.state.is_empty() {
            members.push(("state", &self.state));
        }
        members.push(("iss", &app.issuer));
        let query = serde_urlencoded::to_string(members).map_err(|_| ProblemCode::Internal)?;
        Ok(format!("{}?{query}", self.redirect_uri))
    }

    fn refuse(&self, app: &App, error: &str) -> Response {
        let address = self.with(app, ("error", error));
        match address.map(|address| HeaderValue::from_str(&address)) {
            Ok(Ok(address)) => (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response(),
            _ => PageRefused::from(ProblemCode::MalformedRequest).into_response(),
        }
    }
}

/// Whether this is the callback of a client on this very computer: a literal loopback address, any port
/// (RFC 8252, section 7.3), and nothing else in it. `localhost` is a name, which may lead elsewhere.
fn is_loopback_callback(address: &str) -> bool {
    let port = ["http://127.0.0.1:", "http://[::1]:"]
        .iter()
        .find_map(|start| address.strip_prefix(start))
        .and_then(|rest| rest.strip_suffix(CALLBACK_PATH));
    port.is_some_and(|port| {
        let canonical = !port.starts_with(['0', '+']);
        canonical && port.parse::<u16>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_sent_to_this_computer_and_nowhere_else() {
        for address in ["http://127.0.0.1:1/callback", "http://[::1]:65535/callback"] {
            assert!(is_loopback_callback(address), "{address}");
        }
        for address in [
            "",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:+80/callback",
            "http://127.0.0.1:080/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:80/callback/",
            "http://127.0.0.1:80/callback?x=1",
            "http://127.0.0.1:80/callback#x",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1.evil.example:80/callback",
            "http://127.0.0.2:80/callback",
            "http://localhost:80/callback",
            "https://127.0.0.1:80/callback",
            "https://evil.example/callback",
            "javascript:alert(1)",
        ] {
            assert!(!is_loopback_callback(address), "{address}");
        }
    }
}
