//! Decisions of citizens: verified, entered into one log for each of them, and countersigned.

pub(crate) mod anchor;
mod decide;
mod key;
pub(crate) mod log;

pub(crate) use decide::decide;
pub(crate) use key::ReceiptKey;
