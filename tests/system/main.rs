//! The core against a real platform, in one process.
#![allow(missing_docs, reason = "tests document themselves by their names")]

mod contacts;
mod edits;
mod notices;
mod policy;
mod sessions;
mod town;
