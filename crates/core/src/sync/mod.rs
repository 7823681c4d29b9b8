//! Sync: what was edited goes up, what has changed comes down.

mod link;
pub mod planner;

pub use link::{EventStream, Reply, ServerLink};
