//! The HTTP contract of 盛事通 as types: requests, replies, problem codes, and the paths they travel on.
//!
//! The platform's own API is not public; this is what a gateway has to speak so that the client works with
//! it. Members that a reader does not know are ignored, values that it does not know are kept: both sides
//! may be older or newer than the other.

pub mod approval;
pub mod auth;
pub mod consent;
pub mod contact;
pub mod correction;
pub mod device;
pub mod disclosure;
pub mod event;
pub mod guardian;
pub mod history;
pub mod openapi;
pub mod path;
pub mod policy;
pub mod problem;
pub mod public;
pub mod registry;
pub mod report;
pub mod security;
pub mod sync;
pub mod upload;

/// Version of this contract, as discovery names it.
pub const CONTRACT_VERSION: &str = "1";
