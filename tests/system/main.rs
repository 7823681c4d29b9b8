//! The core against a real platform, in one process.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "tests are documented by their names, and a panic is how they fail"
)]

mod consents;
mod contacts;
mod corrections;
mod edits;
mod faults;
mod guardians;
mod independent;
mod kills;
mod notices;
mod policy;
mod proofs;
mod public;
mod reports;
mod scenarios;
mod security;
mod sessions;
mod threat_model;
mod town;
mod ways;
