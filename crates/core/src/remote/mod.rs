//! The one way to the platform: every call takes a permit, holds only what the registry declares, has a limit
//! in time and size, follows no redirect, and is classified once.

mod account;
mod auth;
#[cfg(test)]
mod boundary;
mod call;
mod classify;
mod consents;
mod declared;
mod device;
mod discovery;
mod dpop;
mod error;
#[cfg(test)]
mod fuzzed;
mod guardian;
mod http;
mod members;
mod public;
mod reply;
mod report;
mod security;
mod signed;
mod skew;
mod sse;

pub use account::AccountRemote;
pub use auth::{AuthRemote, Challenge};
pub use device::{Pending, Polled};
pub use dpop::ProofKey;
pub use error::{OfflineCause, RemoteError};
pub use http::Http;
pub(crate) use public::Answer;
pub use public::PublicRemote;

pub(crate) use auth::named;
pub(crate) use call::Call;
pub(crate) use declared::{Declared, declared_page};
pub(crate) use discovery::{Discovery, page_of};
pub(crate) use dpop::encode;
pub(crate) use guardian::GuardianRemote;
pub(crate) use http::host_of;
pub(crate) use reply::Reply;
pub(crate) use report::ReportRemote;
pub(crate) use signed::{Nonces, Signer};

/// Longest answer, in bytes after decompression.
pub const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;
