//! Logging in: discovery, the authorization challenge, tokens, and who a request comes from.

pub(crate) mod caller;
pub(crate) mod challenge;
pub(crate) mod discovery;
pub(crate) mod dpop;
pub(crate) mod password;
pub(crate) mod proven;
pub(crate) mod register;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod tries;
