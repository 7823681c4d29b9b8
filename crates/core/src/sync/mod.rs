//! Sync: what was edited goes up, what has changed comes down.
//!
//! [`planner`] decides, [`Worker`] acts, and [`ServerLink`] is all that they know of the network.

mod ask;
pub(crate) mod backoff;
mod exchange;
mod grace;
mod link;
mod listen;
pub mod planner;
mod runner;
#[cfg(test)]
pub(crate) mod simulated;
mod sleep;
mod status;
mod upload;
mod wake;
mod ways;
mod worker;

pub use exchange::News;
pub use link::{EventStream, Reply, ServerLink};
pub use status::view_without_worker;
pub use wake::Wake;
pub use worker::{Worker, WorkerParts};

#[cfg(test)]
mod tests;
