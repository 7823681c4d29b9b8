//! The client as its screen uses it, against a platform of the test's own.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "tests are documented by their names, and a panic is how they fail"
)]

mod accounts;
mod beside;
mod consent;
mod desk;
mod fake;
mod idle;
mod keeping;
mod keyring;
mod lock;
mod log_out;
mod login;
mod outside;
mod proofs;
mod public;
#[cfg(all(unix, not(target_os = "macos")))]
mod real_keyring;
mod registry;
mod security;
mod settings;
mod soak;
mod store;
mod switching;
mod tls;
mod tokens;
mod transport;
