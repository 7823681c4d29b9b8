//! Logging in: discovery, the authorization challenge, tokens. The two ways that leave the client, the system
//! browser and a code for another device, stand in [`crate::approval`].
//!
//! Requests of this module travel as `application/x-www-form-urlencoded` (RFC 6749), replies as JSON. Every
//! request carries a DPoP proof (RFC 9449).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The desktop client's identifier. It is public: the client has no secret.
pub const CLIENT_ID: &str = "shengshitong-desktop";

/// Grant type of a device authorization (RFC 8628, section 3.4).
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Largest age of an authentication, in seconds, for which a step-up is not asked again.
pub const STEP_UP_MAX_AGE: u64 = 300;

/// What the platform offers (RFC 8414), with our members in `shengshitong`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerMetadata {
    /// The platform's own address, an origin without a path.
    pub issuer: String,
    /// Where the authorization challenge is answered: the ways to log in inside the client. A platform
    /// behind another identity provider has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_challenge_endpoint: Option<String>,
    /// Where the person logs in with the system browser (RFC 8252). Absent, that way is not offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_endpoint: Option<String>,
    /// Where logging in with another device begins (RFC 8628). That way is offered where this is named and
    /// [`DEVICE_CODE`] is among the grant types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
    /// Whether what comes back from the browser names the issuer (RFC 9207). It is compared wherever it is
    /// there, and missed where it is announced.
    #[serde(default, skip_serializing_if = "is_false")]
    pub authorization_response_iss_parameter_supported: bool,
    /// Where tokens are given.
    pub token_endpoint: String,
    /// Where tokens are revoked.
    pub revocation_endpoint: String,
    /// Always contains `code`.
    #[serde(default)]
    pub response_types_supported: Vec<String>,
    /// Always contains `none`: the client has no secret.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Always contains `S256` (RFC 7636).
    pub code_challenge_methods_supported: Vec<String>,
    /// Always contains `ES256` (RFC 9449).
    pub dpop_signing_alg_values_supported: Vec<String>,
    /// `authorization_code` and `refresh_token` at least.
    pub grant_types_supported: Vec<String>,
    /// What is particular to this contract.
    pub shengshitong: PlatformMetadata,
}

/// What is particular to this contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlatformMetadata {
    /// Version of the contract.
    pub contract: String,
    /// What the platform calls itself, for the person.
    pub name: String,
    /// Ways to log in inside the client, in the order in which to offer them. Ways that a client does not
    /// know are not offered.
    pub login_methods: Vec<LoginMethod>,
    /// Whether new accounts can be opened here.
    pub registration: bool,
    /// What else this platform can do; a client shows the rest as not yet open. Absent, it can do nothing else.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
}

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoginMethod {
    /// Phone and a code by SMS.
    SmsCode,
    /// Account name or phone, and a password.
    Password,
    /// The platform's page in the system browser (RFC 8252). It says how a session began; that it is offered,
    /// the authorization endpoint says.
    Browser,
    /// The platform's page on another device (RFC 8628). As [`Browser`](Self::Browser); that it is offered,
    /// the device authorization endpoint says.
    Device,
    /// A way that only a newer client knows.
    #[serde(other)]
    Other,
}

/// Something that a platform may or may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// `/v1/events` streams.
    Events,
    /// `/v1/sync/wait`: waiting for news where no stream is to be had.
    LongPoll,
    /// A phone number can be changed in the client.
    PhoneChange,
    /// An e-mail address can be changed in the client.
    EmailChange,
    /// An identity document can be changed in the client.
    DocumentChange,
    /// `/v1/sessions`: where the person is logged in, and ending it.
    Sessions,
    /// `/v1/activity`: what happened to the account; the mutation `profile.reveal`.
    Activity,
    /// `/v1/password`: setting and changing the password.
    Password,
    /// A forgotten password can be replaced with a code (`recover` in [`ChallengeRequest`]).
    PasswordRecovery,
    /// The mutation `consent.decide`, `consents` among the changes, and `/v1/consents/anchor`.
    Consents,
    /// `/v1/guardian/…`, and `guardian` in [`ChallengeRequest`]: guardians confirm and withdraw with a code of their
    /// own.
    Guardians,
    /// `/v1/uploads`, the mutations `profile.correction_request` and `profile.correction_withdraw`, `corrections` among
    /// the changes, and `/v1/profile/history`.
    Corrections,
    /// Halls are found by where the person is, with their consent `hall-location`.
    HallLocation,
    /// A consultation with picture and sound, with the consent `video-call`.
    VideoCall,
    /// A code by which a counter recognises the person, with the consent `personal-qr-code`.
    PersonalQrCode,
    /// Personal information is made public, with the consent `public-disclosure` (PIPL 25).
    PublicDisclosure,
    /// One that only a newer client knows.
    #[serde(other)]
    Other,
}

/// One step of an authorization challenge. Which members are needed follows from the step:
///
/// | step | members |
/// | --- | --- |
/// | ask for a code | `method=sms_code`, `phone`, `code_challenge` |
/// | give the code | `auth_session`, `sms_code` |
/// | open an account | `auth_session`, `register=true`, after a right code for an unknown number |
/// | replace a forgotten password | first as for a code, with `recover=true`; the code; then `auth_session`, `new_password` |
/// | give a password | `method=password`, `account`, `password`, `code_challenge` |
/// | step-up | the same with `step_up=true`, without `phone` and `account`: the access token says who |
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ChallengeRequest {
    /// [`CLIENT_ID`].
    pub client_id: String,
    /// The way to log in; needed at the first step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<LoginMethod>,
    /// PKCE challenge (RFC 7636, S256); needed at the first step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// Always `S256`; needed at the first step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<String>,
    /// What the platform gave at an earlier step; bound to the DPoP key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_session: Option<String>,
    /// Phone number, `1[3-9]` and nine digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The six digits of the SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_code: Option<String>,
    /// Account name or phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The person wants an account to be opened.
    #[serde(default, skip_serializing_if = "is_false")]
    pub register: bool,
    /// The person has forgotten the password: the code does not let them in before there is a new one. Said at
    /// the first step.
    #[serde(default, skip_serializing_if = "is_false")]
    pub recover: bool,
    /// The new password, after the code; every other session ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_password: Option<String>,
    /// The person is logged in and authenticates anew; the access token comes with the request.
    #[serde(default, skip_serializing_if = "is_false")]
    pub step_up: bool,
    /// With the code and with a password, for a minor: the guardian that the guardian's confirmation names. Whoever
    /// logs in must be somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<String>,
}

/// The challenge is answered: a code for the token endpoint, valid once and for 60 s.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ChallengeReply {
    /// Authorization code.
    pub authorization_code: String,
}

/// Something is missing, or something is wrong (status 400, 401 or 429). The client reads `code`; `error` is
/// what the standard asks for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OauthError {
    /// A code of RFC 6749, RFC 9449 or the challenge draft, such as `insufficient_authorization`,
    /// `invalid_grant`, `invalid_request`, `use_dpop_nonce`.
    pub error: String,
    /// Exact cause, where there is one to tell; absent for a step of the usual way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<crate::problem::ProblemCode>,
    /// To be sent back with the next step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_session: Option<String>,
    /// What the next step must bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expects: Option<Expects>,
    /// Seconds until another code may be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resend_after: Option<u32>,
    /// Seconds for which the code that was sent is good; while a device authorization is pending, seconds
    /// for which it still is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u32>,
    /// How often the code may still be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
    /// For [`ProblemCode::InvalidFields`](crate::problem::ProblemCode::InvalidFields): what is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<crate::openapi::schema::FieldProblem>)]
    pub fields: Vec<sst_domain::profile::FieldProblem>,
}

/// What the next step of a challenge must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expects {
    /// The code that was sent.
    SmsCode,
    /// The word that an account is to be opened: the code was right, and the number has none.
    Registration,
    /// Of a device authorization: the person has opened the page on the other device, and decides there.
    Approval,
    /// The new password: the code was right.
    NewPassword,
    /// Something that only a newer client knows.
    #[serde(other)]
    Other,
}

/// A request for tokens.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "grant_type", rename_all = "snake_case")]
pub enum TokenRequest {
    /// The end of a challenge, or of a visit to the browser.
    AuthorizationCode {
        /// [`CLIENT_ID`].
        client_id: String,
        /// The authorization code.
        code: String,
        /// PKCE verifier.
        code_verifier: String,
        /// Where the browser brought the code: the very text of the authorization request (RFC 6749, section
        /// 4.1.3). Absent for a challenge.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        redirect_uri: Option<String>,
    },
    /// The end of a device authorization; asked for until the person has decided on the other device.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode {
        /// [`CLIENT_ID`].
        client_id: String,
        /// The device code.
        device_code: String,
    },
    /// New tokens for old. The old refresh token stays good for the same DPoP key until its successor is
    /// first used.
    RefreshToken {
        /// [`CLIENT_ID`].
        client_id: String,
        /// The refresh token.
        refresh_token: String,
    },
}

/// Tokens, bound to the DPoP key of the request.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TokenReply {
    /// Opaque.
    pub access_token: String,
    /// `DPoP`.
    pub token_type: String,
    /// Seconds that the access token lives, at most 600.
    pub expires_in: u32,
    /// Opaque; used once.
    pub refresh_token: String,
    /// The citizen: an opaque identifier, the same for every login.
    pub sub: String,
    /// When the person last authenticated, seconds since the epoch (OpenID Connect `auth_time`).
    pub auth_time: u64,
}

/// Ends the session that a refresh token belongs to (RFC 7009). Always answered with 200.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RevokeRequest {
    /// [`CLIENT_ID`].
    pub client_id: String,
    /// The refresh token.
    pub token: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}
