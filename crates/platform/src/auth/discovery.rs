//! Discovery (RFC 8414).

use axum::Json;
use axum::extract::State;
use sst_api::CONTRACT_VERSION;
use sst_api::auth::{Capability, DEVICE_CODE, LoginMethod, PlatformMetadata, ServerMetadata};
use sst_api::path;

use crate::app::Shared;

/// What the platform calls itself.
pub(crate) const PLATFORM_NAME: &str = "盛事通参考平台";

/// `GET /.well-known/oauth-authorization-server`
pub(crate) async fn metadata(State(app): State<Shared>) -> Json<ServerMetadata> {
    let address = |path: &str| format!("{}{path}", app.issuer);
    let list = |values: &[&str]| values.iter().map(ToString::to_string).collect();
    Json(ServerMetadata {
        issuer: app.issuer.clone(),
        authorization_challenge_endpoint: Some(address(path::CHALLENGE)),
        authorization_endpoint: Some(address(path::AUTHORIZE)),
        device_authorization_endpoint: Some(address(path::DEVICE_AUTHORIZATION)),
        authorization_response_iss_parameter_supported: true,
        token_endpoint: address(path::TOKEN),
        revocation_endpoint: address(path::REVOKE),
        response_types_supported: list(&["code"]),
        token_endpoint_auth_methods_supported: list(&["none"]),
        code_challenge_methods_supported: list(&["S256"]),
        dpop_signing_alg_values_supported: list(&["ES256"]),
        grant_types_supported: list(&["authorization_code", "refresh_token", DEVICE_CODE]),
        shengshitong: PlatformMetadata {
            contract: CONTRACT_VERSION.to_owned(),
            name: PLATFORM_NAME.to_owned(),
            login_methods: vec![LoginMethod::SmsCode, LoginMethod::Password],
            registration: app.registration,
            capabilities: vec![
                Capability::Events,
                Capability::LongPoll,
                Capability::PhoneChange,
                Capability::EmailChange,
                Capability::DocumentChange,
                Capability::Sessions,
                Capability::Activity,
                Capability::Password,
                Capability::PasswordRecovery,
                Capability::Consents,
                Capability::Guardians,
                Capability::Corrections,
            ],
        },
    })
}
