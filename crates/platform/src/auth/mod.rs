//! Logging in: discovery, the authorization challenge, the browser, another device, tokens, and who a request
//! comes from.

pub(crate) mod approval;
pub(crate) mod authorize;
pub(crate) mod caller;
pub(crate) mod challenge;
pub(crate) mod device_authorization;
mod device_grant;
pub(crate) mod discovery;
pub(crate) mod dpop;
mod grant;
pub(crate) mod password;
mod pkce;
pub(crate) mod proven;
pub(crate) mod register;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod tries;
