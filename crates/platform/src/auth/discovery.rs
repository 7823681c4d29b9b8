//! Discovery (RFC 8414).

use axum::Json;
use axum::extract::State;
use sst_api::CONTRACT_VERSION;
use sst_api::auth::{Capability, LoginMethod, PlatformMetadata, ServerMetadata};
use sst_api::path;

use crate::app::Shared;

/// `GET /.well-known/oauth-authorization-server`
pub(crate) async fn metadata(State(app): State<Shared>) -> Json<ServerMetadata> {
    let address = |path: &str| format!("{}{path}", app.issuer);
    let list = |values: &[&str]| values.iter().map(ToString::to_string).collect();
    Json(ServerMetadata {
        issuer: app.issuer.clone(),
        authorization_challenge_endpoint: address(path::CHALLENGE),
        token_endpoint: address(path::TOKEN),
        revocation_endpoint: address(path::REVOKE),
        response_types_supported: list(&["code"]),
        token_endpoint_auth_methods_supported: list(&["none"]),
        code_challenge_methods_supported: list(&["S256"]),
        dpop_signing_alg_values_supported: list(&["ES256"]),
        grant_types_supported: list(&["authorization_code", "refresh_token"]),
        shengshitong: PlatformMetadata {
            contract: CONTRACT_VERSION.to_owned(),
            name: "盛事通参考平台".to_owned(),
            login_methods: vec![LoginMethod::SmsCode, LoginMethod::Password],
            registration: app.registration,
            capabilities: vec![
                Capability::Events,
                Capability::PhoneChange,
                Capability::EmailChange,
                Capability::DocumentChange,
                Capability::Sessions,
                Capability::Activity,
                Capability::Password,
                Capability::PasswordRecovery,
            ],
        },
    })
}
