//! The reference platform of 盛事通: it serves the contract of `sst-api` on built-in SQLite, so that the
//! client can be run, tested and shown without the operator's platform. It says of itself that it is a
//! reference; an operator's gateway takes its place.

mod account;
mod app;
mod auth;
mod clock;
mod codes;
mod command;
mod consent;
mod correction;
mod error;
mod guardian;
mod http;
mod limits;
mod official;
mod platform;
mod policy;
mod public;
mod report;
mod secret;
mod security;
pub mod seed;
mod serve;
pub mod sms;
mod store;
mod sync;

pub use clock::{Clock, now_text};
pub use command::CommandCode;
pub use error::{StartError, StoreError};
pub use http::router::served;
pub use limits::Limits;
pub use official::{
    Answer, Corrected, Correction, DisclosureDraft, NoticeDraft, Official, OfficialError,
    Published, RequestShown,
};
pub use platform::{Data, Options, Platform};
pub use store::report::UsageSum;
