//! Decisions of citizens: verified, entered into one log for each of them, and countersigned.

pub(crate) mod anchor;
mod decide;
mod enter;
mod key;
pub(crate) mod log;

pub(crate) use decide::{decide, fitting};
pub(crate) use enter::{Decided, enter_first};
pub(crate) use key::ReceiptKey;
