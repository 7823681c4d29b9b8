//! The platform over real HTTP on loopback, with a small client of the tests' own: nothing is shared with
//! the product's client but the types of the contract.

#![allow(clippy::unwrap_used, reason = "every function here belongs to a test")]

mod support;

mod activity;
mod audit;
mod bad_input;
mod bad_members;
mod browser_login;
mod challenge;
mod command;
mod compression;
mod contacts;
mod corrections;
mod device_login;
mod disclosures;
mod document;
mod errors;
mod events;
mod guardians;
mod half_finished;
mod history;
mod inbox;
mod official;
mod official_requests;
mod openapi;
mod password;
mod policy_change;
mod policy_command;
mod proofs;
mod public;
mod push;
mod push_outcomes;
mod recovery;
mod refresh;
mod reports;
mod security;
mod set_password;
mod sync;
mod two_writers;
mod uploads;
mod waits;
