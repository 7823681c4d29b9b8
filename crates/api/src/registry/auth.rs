//! Discovery, logging in, tokens. Discovery says where most of them are.

use sst_domain::registry::DataKind::{
    AccountName, DecisionRecord, DeviceName, Password, Phone, SessionCredential, VerificationCode,
};

use super::field::{ACCOUNT, Field, Holds, PROOF, body, query};
use super::{Operation, get, operation};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    get("discovery", path::DISCOVERY, &[]),
    discovered("POST", "challenge", path::CHALLENGE, &[ACCOUNT, CHALLENGE]),
    discovered("GET", "authorize", path::AUTHORIZE, &[AUTHORIZE]),
    discovered(
        "POST",
        "device_authorization",
        path::DEVICE_AUTHORIZATION,
        &[PROOF, DEVICE],
    ),
    discovered("POST", "token", path::TOKEN, &[PROOF, TOKEN]),
    discovered("POST", "revoke", path::REVOKE, &[PROOF, REVOKE]),
];

const CHALLENGE: &[Field] = &[
    body("/client_id", Holds::Protocol),
    body("/method", Holds::Protocol),
    body("/code_challenge", Holds::Protocol),
    body("/code_challenge_method", Holds::Protocol),
    body("/auth_session", Holds::Kind(SessionCredential)),
    body("/phone", Holds::Kind(Phone)),
    body("/sms_code", Holds::Kind(VerificationCode)),
    body("/account", Holds::Kind(AccountName)),
    body("/password", Holds::Kind(Password)),
    body("/register", Holds::Protocol),
    body("/recover", Holds::Protocol),
    body("/new_password", Holds::Kind(Password)),
    body("/step_up", Holds::Protocol),
    body("/guardian", Holds::Kind(DecisionRecord)),
];

const AUTHORIZE: &[Field] = &[
    query("response_type", Holds::Protocol),
    query("client_id", Holds::Protocol),
    query("redirect_uri", Holds::Protocol),
    query("state", Holds::Protocol),
    query("code_challenge", Holds::Protocol),
    query("code_challenge_method", Holds::Protocol),
    query("dpop_jkt", Holds::Kind(SessionCredential)),
    query("terminal_name", Holds::Kind(DeviceName)),
];

const DEVICE: &[Field] = &[
    body("/client_id", Holds::Protocol),
    body("/terminal_name", Holds::Kind(DeviceName)),
];

const TOKEN: &[Field] = &[
    body("/grant_type", Holds::Protocol),
    body("/client_id", Holds::Protocol),
    body("/code", Holds::Kind(SessionCredential)),
    body("/code_verifier", Holds::Protocol),
    body("/redirect_uri", Holds::Protocol),
    body("/device_code", Holds::Kind(SessionCredential)),
    body("/refresh_token", Holds::Kind(SessionCredential)),
];

const REVOKE: &[Field] = &[
    body("/client_id", Holds::Protocol),
    body("/token", Holds::Kind(SessionCredential)),
];

const fn discovered(
    method: &'static str,
    code: &'static str,
    path: &'static str,
    fields: &'static [&'static [Field]],
) -> Operation {
    Operation {
        discovered: true,
        ..operation(method, code, path, fields)
    }
}
