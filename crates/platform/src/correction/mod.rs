//! Requests to correct what an official has verified (policy 4.2), their attachments, and the history of changes.

mod ask;
pub(crate) mod history;
pub(crate) mod upload;
mod withdraw;

pub(crate) use ask::{Wish, ask};
pub(crate) use withdraw::withdraw;
