//! The policy, the person's decision about it, and the gate that follows from the decision.

mod decide;
mod error;
mod gate;
mod policy;

use std::sync::Arc;

use crate::client::Core;
use crate::view::ConsentView;

pub use decide::DecisionInput;
pub use error::PolicyError;
pub use gate::{AccountPermit, Gate, Pass, Permit, PublicPermit};

pub(crate) use policy::{Policies, compare};

/// The policy and the decision about it.
pub struct Consent<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Consent<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// What was decided, and how far the client may go.
    pub fn view(&self) -> ConsentView {
        view(self.core)
    }
}

/// What was decided, and how far the client may go.
pub(crate) fn view(core: &Core) -> ConsentView {
    // What cannot be read lets nobody in: the gate was made from the same file.
    let decision = core.device.decision().unwrap_or_default();
    ConsentView {
        choice: decision.as_ref().map(|decision| decision.choice),
        reach: core.gate.reach(),
        newer_policy: decision.is_some_and(|decision| policy::is_newer(core, &decision)),
    }
}
