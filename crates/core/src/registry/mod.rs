//! The registry of what is taken, kept and sent, as a person is shown it; and the log of what left this computer.

mod collected;
mod disclosed;
mod document;
mod held;
mod ledger;
mod log;
mod sent;
mod shared;

use std::sync::Arc;

pub(crate) use document::{built_in, differences};
pub(crate) use ledger::{Ledger, SentLine};
pub(crate) use log::SentLog;

use crate::client::Core;

/// What is taken, kept and sent: the two lists, what left this computer, and what the platform gave to others.
pub struct Registry<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Registry<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }
}
