//! Which network address a request comes from. Only limits use it, hashed.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::app::Shared;

/// The client's network address, as text.
pub(crate) struct ClientAddress(pub(crate) String);

impl FromRequestParts<Shared> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        if app.behind_tls_proxy {
            // The last entry was written by our own proxy; those before it by whoever asks.
            let named = parts.headers.get_all("x-forwarded-for").iter().next_back();
            let named = named.and_then(|value| value.to_str().ok());
            if let Some(last) = named.and_then(|value| value.rsplit(',').next()) {
                return Ok(Self(last.trim().to_owned()));
            }
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(
            peer.map_or_else(String::new, |peer| peer.0.ip().to_string()),
        ))
    }
}
