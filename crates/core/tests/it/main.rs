//! The client as its screen uses it, against a platform of the test's own.
#![allow(missing_docs, reason = "tests document themselves by their names")]

mod consent;
mod desk;
mod fake;
mod keyring;
mod log_out;
mod login;
mod proofs;
mod public;
mod settings;
mod store;
mod tokens;
mod transport;
