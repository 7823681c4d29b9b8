//! A store that was put back from a copy. What waits in it may have been sent since, or taken back: the person sees it
//! before it leaves (decision 17).
//!
//! No cipher shows that a store is an old one; the platform's numbers do. Either it has numbers of this computer that
//! were never given here, or it has given one of them to something else.

use uuid::Uuid;

use super::replica::{Intent, OutboxRow, Replica};

/// What was asked of the platform when it refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To take a batch; `first` where no byte of it had left before.
    Push {
        /// See there.
        first: bool,
    },
    /// What has changed.
    Fetch,
    /// A further page of an answer, be it of a fetch or of a batch.
    Page,
    /// Anything else.
    Other,
}

impl Replica {
    /// How many changes wait for the person's word because they came with a copy of the store.
    pub fn held(&self) -> usize {
        self.outbox.values().filter(|row| row.is_held()).count()
    }

    /// The person has seen what waits: it may be sent.
    pub fn send_held(&mut self) {
        for row in self.outbox.values_mut() {
            row.held = false;
        }
    }

    /// The platform does not know this computer by its numbers: it gets another identifier. Where a batch was refused
    /// for that, which was its `first` try or another, the next answer says why (see [`Replica::judge_copy`]).
    pub(super) fn doubt(&mut self, first: bool) {
        self.line.device_id = None;
        self.line.doubted = true;
        if first {
            // Nothing of it was taken, now or ever, so all of it can be taken back.
            self.thaw();
        }
    }

    /// What an answer says of where this store comes from. `restored`: the platform was put back itself, which explains
    /// everything; `ahead`: it has numbers of this computer that were never given here.
    pub(super) fn judge_copy(&mut self, restored: bool, ahead: bool) {
        let doubted = std::mem::take(&mut self.line.doubted);
        if restored || !(doubted || ahead) {
            return;
        }
        for row in self.outbox.values_mut() {
            row.held |= row.is_underway() && is_shown(row);
        }
    }

    /// Whether it waits for the person's word that this request is taken back.
    pub fn holds_withdrawal(&self, request: Uuid) -> bool {
        let intent = Intent::CorrectionWithdraw { request };
        let mut rows = self.outbox.values();
        rows.any(|row| row.is_held() && row.intent == intent)
    }

    /// Whether a batch that was under way when the copy was made waits for the person. Nothing is sent meanwhile; what
    /// must not wait is told by a call of its own.
    pub fn holds_batch(&self) -> bool {
        let mut rows = self.outbox.values();
        rows.any(|row| row.is_frozen() && row.held)
    }
}

impl OutboxRow {
    /// Whether it waits for the person's word because it came with a copy of the store.
    pub fn is_held(&self) -> bool {
        self.held && self.is_underway()
    }
}

/// What the person has to see. A decision holds here and is only told, a mark says what has happened: neither is taken
/// back.
fn is_shown(row: &OutboxRow) -> bool {
    row.is_wish() || matches!(row.intent, Intent::CorrectionWithdraw { .. })
}
