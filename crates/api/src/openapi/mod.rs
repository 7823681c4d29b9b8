//! The OpenAPI 3.1 document of the contract, generated from its types.
//!
//! The functions of these modules are never called: they carry the description of an operation, so that
//! this crate generates the document without a server. That the reference platform serves exactly these
//! operations is tested there.

#![expect(dead_code, reason = "the functions only carry descriptions, see above")]

mod account;
mod auth;
mod correction;
mod data_kinds;
mod guardian;
mod public;
mod report;
pub mod schema;
mod security;
mod sync;

use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{Modify, OpenApi};

use data_kinds::DataKinds;

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    Contract::openapi()
}

/// The document as it is kept in `docs/openapi.json`.
///
/// # Errors
///
/// None in practice: every member has a JSON form.
pub fn document_json() -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "盛事通 client contract",
        description = "What a platform has to speak so that 盛事通 desktop works with it.",
        version = crate::CONTRACT_VERSION,
        license(name = "MulanPSL-2.0", identifier = "MulanPSL-2.0"),
    ),
    paths(
        auth::discovery,
        auth::challenge,
        auth::authorize,
        auth::device_authorization,
        auth::token,
        auth::revoke,
        sync::devices,
        sync::push,
        sync::changes,
        sync::events,
        sync::wait_for_news,
        account::begin_contact_change,
        account::verify_contact_change,
        account::replace_identity_document,
        correction::begin_upload,
        correction::upload_state,
        correction::send_part,
        correction::discard_upload,
        correction::profile_history,
        security::consents,
        security::enter_consent,
        security::consent_anchor,
        security::sessions,
        security::end_other_sessions,
        security::end_session,
        security::rename_session,
        security::activity,
        security::disown_activity,
        security::password_status,
        security::set_password,
        security::disclosures,
        guardian::guardian_challenge,
        guardian::guardian_verify,
        guardian::guardian_confirmation,
        guardian::guardian_consents,
        guardian::guardian_withdrawal,
        report::usage_report,
        report::crash_report,
        public::current_policy,
        public::policy_version,
        public::articles,
        public::article,
        public::halls,
        public::contacts,
    ),
    tags(
        (name = "auth", description = "Discovery, logging in, tokens"),
        (name = "sync", description = "Devices, sync, events"),
        (name = "account", description = "What is changed online only"),
        (name = "correction", description = "Attachments, and the history of changes"),
        (name = "security", description = "Sessions, activity, password"),
        (name = "guardian", description = "Guardians of minors"),
        (name = "report", description = "Reports about the client itself"),
        (name = "public", description = "What anybody may read"),
    ),
    components(schemas(crate::contact::Channel)),
    modifiers(&Security, &OpenValues, &DataKinds),
)]
struct Contract;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let header = |name, description| {
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                name,
                description,
            )))
        };
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "access_token",
            header(
                "Authorization",
                "`DPoP` and the access token (RFC 9449, section 7.1).",
            ),
        );
        components.add_security_scheme(
            "proof",
            header(
                "DPoP",
                "A DPoP proof, ES256, with the nonce that the platform gave last.",
            ),
        );
    }
}

/// `other` is how a reader takes a value that it does not know; it is not a value of the contract.
struct OpenValues;

impl Modify for OpenValues {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        for schema in components.schemas.values_mut() {
            if let RefOr::T(Schema::Object(object)) = schema
                && let Some(values) = &mut object.enum_values
            {
                values.retain(|value| value != "other");
            }
        }
    }
}
