//! The planner: what to do next, and what follows from what was done. No I/O and no clock, so that every
//! order of losses, repetitions and crashes can be tried in a test.
//!
//! The state is [`Replica`]. Each step changes it as a whole; the store writes the difference in one
//! transaction, so a crash between two steps finds the state after the first.

mod absorb;
mod correction;
mod edit;
mod held;
mod inbox;
mod lost;
mod pages;
mod push;
mod replica;
mod trouble;
mod upload;

#[cfg(test)]
mod simulator;
#[cfg(test)]
mod tests;

use sst_api::sync::{ChangesQuery, PushRequest};

pub use absorb::Absorbed;
#[cfg(test)]
pub(super) use edit::is_preference;
pub use held::Asked;
pub use inbox::{Arrival, Inbox};
pub use pages::join;
pub use replica::{BaseUnit, Correction, Intent, Line, NewId, OutboxRow, Phase, Replica, Seen};
pub use trouble::Remedy;
pub use upload::Upload;

/// Most units and notices of one reply.
const PAGE: u32 = 200;

/// What to do next.
#[derive(Debug, Clone)]
pub enum Step {
    /// Register this computer.
    Register,
    /// Fetch what has changed.
    Fetch(ChangesQuery),
    /// Freeze the next batch, having thawed what cannot be sent; then ask again.
    Freeze,
    /// Send the frozen batch.
    Push(PushRequest),
    /// Send what is attached to a request, one step of it; then ask again.
    Upload(Upload),
    /// Nothing.
    Rest,
}

impl Replica {
    /// What to do next. `news` asks for a fetch even where nothing waits to be sent; `corrections` says whether
    /// requests for correction may be sent, which is the person's to decide.
    pub fn next_step(&self, news: bool, corrections: bool) -> Step {
        if self.has_unsendable(corrections) {
            return Step::Freeze;
        }
        let Some(query) = self.question() else {
            return Step::Register;
        };
        if self.line.cursor.is_none() || self.line.doubted {
            return Step::Fetch(query);
        }
        if let Some(batch) = self.batch() {
            return Step::Push(batch);
        }
        let mut rows = self.outbox.values();
        if !self.holds_batch() && rows.any(|row| row.is_to_be_sent(corrections)) {
            return Step::Freeze;
        }
        if news {
            return Step::Fetch(query);
        }
        // Last: a large photo never holds up an edit, nor what has changed elsewhere.
        self.next_upload(corrections)
            .map_or(Step::Rest, Step::Upload)
    }

    /// What to ask for news; `None` before this computer is registered.
    pub fn question(&self) -> Option<ChangesQuery> {
        Some(ChangesQuery {
            device_id: self.line.device_id.clone()?,
            since: self.line.cursor.clone(),
            limit: PAGE,
        })
    }
}
