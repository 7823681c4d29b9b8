//! What is attached goes before the request that it belongs to, part by part.

use sst_api::problem::{Problem, ProblemCode};
use sst_api::upload::UploadState;
use uuid::Uuid;

use super::replica::{Intent, OutboxRow, Phase, Replica};
use super::trouble::Remedy;
use crate::attachment::{Attachment, Sent};

/// Most times that an attachment begins anew because what the platform has of it is not right.
const MOST_ANEW: u8 = 1;
/// Most times that it is followed to another place without having had more of the attachment than ever before.
const MOST_STALLED: u8 = 5;

/// What to do next for what is attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upload {
    /// Have the platform delete what nobody needs any more.
    Drop(Uuid),
    /// Announce an attachment.
    Begin(Attachment),
    /// Send a part of one.
    Part {
        /// The attachment.
        id: Uuid,
        /// Where the part begins.
        offset: u64,
    },
}

impl Replica {
    /// What to do next for what is attached: one attachment after the other, in the order of their requests.
    /// `corrections` says whether requests may be sent at all; what is to be deleted there may always.
    pub fn next_upload(&self, corrections: bool) -> Option<Upload> {
        if let Some(id) = self.line.dropped.first() {
            return Some(Upload::Drop(*id));
        }
        let waiting = |row: &&OutboxRow| corrections && row.phase == Phase::Waiting && !row.held;
        let mut attached = self
            .outbox
            .values()
            .filter(waiting)
            .flat_map(OutboxRow::attachments);
        let next = attached.find(|held| !held.sent.complete)?;
        Some(if next.sent.announced {
            Upload::Part {
                id: next.id,
                offset: next.sent.received,
            }
        } else {
            Upload::Begin(next.clone())
        })
    }

    /// The platform is about to hear of this attachment.
    pub fn upload_begins(&mut self, id: Uuid) {
        self.change_sent(id, |sent| sent.begun = true);
    }

    /// The platform said how far this attachment has come. Returns false where it cannot be so.
    pub fn upload_stands(&mut self, state: &UploadState) -> bool {
        let Some(held) = self.attachment(state.id) else {
            // It was taken back meanwhile.
            return true;
        };
        if state.received > held.size || (state.complete && state.received != held.size) {
            return false;
        }
        self.change_sent(state.id, |sent| {
            sent.begun = true;
            sent.announced = true;
            sent.received = state.received;
            sent.complete = state.complete;
            sent.came_to(state.received);
        });
        true
    }

    /// The platform refused a step of this attachment.
    pub fn upload_refused(&mut self, id: Uuid, problem: &Problem) -> Remedy {
        let Some(held) = self.attachment(id) else {
            return Remedy::GoOn;
        };
        let (size, sent) = (held.size, held.sent);
        let again = sent.anew < MOST_ANEW;
        match (problem.code, problem.expected) {
            (ProblemCode::UploadOffset, Some(expected))
                if sent.announced && expected != sent.received && expected <= size =>
            {
                return self.go_on_at(id, expected, size);
            }
            // There is no place where an attachment could begin.
            (ProblemCode::NotFound, _) if !sent.announced => {
                self.park_with(id, ProblemCode::UnknownPath.as_str());
            }
            // What it had of it was removed.
            (ProblemCode::NotFound | ProblemCode::UploadDamaged, _) if again => {
                self.begin_anew(id, sent.anew + 1);
            }
            (ProblemCode::NotFound, _) => {
                self.park_with(id, ProblemCode::AttachmentMissing.as_str());
            }
            (
                ProblemCode::UploadDamaged
                | ProblemCode::UploadChanged
                | ProblemCode::UploadClaimed
                | ProblemCode::UploadTooLarge
                | ProblemCode::UploadType
                | ProblemCode::TooManyUploads
                | ProblemCode::TooLarge
                | ProblemCode::InvalidFields
                | ProblemCode::MalformedRequest
                | ProblemCode::UnknownPath
                | ProblemCode::NotOffered,
                _,
            ) => self.park_with(id, problem.code.as_str()),
            _ => return Remedy::StandStill,
        }
        Remedy::GoOn
    }

    /// The platform has nothing of this attachment any more.
    pub fn upload_dropped(&mut self, id: Uuid) {
        self.line.dropped.retain(|dropped| *dropped != id);
    }

    /// The bytes of this attachment are not here any more, or do not open: the person has to attach it anew.
    pub fn attachment_lost(&mut self, id: Uuid) {
        self.park_with(id, "attachment-lost");
    }

    /// The platform forgot what it had: everything that is attached is announced anew, and it says what it has.
    pub(super) fn announce_anew(&mut self) {
        let rows = self.outbox.values_mut().filter_map(OutboxRow::attached_mut);
        for held in rows.flatten() {
            held.sent = Sent {
                begun: held.sent.begun,
                anew: held.sent.anew,
                ..Sent::default()
            };
        }
    }

    /// A request was refused because an attachment of it is not there. Once it is tried again with all of them.
    pub(super) fn attaches_again(row: &mut OutboxRow) -> bool {
        let attached = row.attached_mut().map(Vec::as_mut_slice);
        let attached = attached.unwrap_or_default();
        let again = !attached.is_empty() && attached.iter().all(|held| held.sent.anew < MOST_ANEW);
        if again {
            for held in attached {
                held.sent = Sent {
                    begun: true,
                    anew: held.sent.anew + 1,
                    ..Sent::default()
                };
            }
        }
        again
    }

    /// A part did not follow on what the platform has. Where that leads nowhere, it is left alone for a while.
    fn go_on_at(&mut self, id: Uuid, expected: u64, size: u64) -> Remedy {
        let mut remedy = Remedy::GoOn;
        self.change_sent(id, |sent| {
            // It has all of it: whether it is what it was said to be, it says when it is announced.
            sent.announced = expected < size;
            if sent.announced {
                sent.received = expected;
            }
            if !sent.came_to(expected) {
                sent.stalled = sent.stalled.saturating_add(1);
            }
            if sent.stalled > MOST_STALLED {
                remedy = Remedy::StandStill;
            }
        });
        remedy
    }

    fn begin_anew(&mut self, id: Uuid, anew: u8) {
        self.change_sent(id, |sent| {
            *sent = Sent {
                begun: true,
                anew,
                ..Sent::default()
            }
        });
    }

    fn attachment(&self, id: Uuid) -> Option<&Attachment> {
        let mut attached = self.outbox.values().flat_map(OutboxRow::attachments);
        attached.find(|held| held.id == id)
    }

    fn change_sent(&mut self, id: Uuid, change: impl FnOnce(&mut Sent)) {
        let rows = self.outbox.values_mut().filter_map(OutboxRow::attached_mut);
        if let Some(held) = rows.flatten().find(|held| held.id == id) {
            change(&mut held.sent);
        }
    }

    fn park_with(&mut self, id: Uuid, code: &str) {
        let has = |row: &&mut OutboxRow| row.attachments().iter().any(|held| held.id == id);
        if let Some(row) = self.outbox.values_mut().find(has) {
            row.phase = Phase::Rejected {
                code: code.to_owned(),
                fields: Vec::new(),
            };
        }
    }
}

impl Sent {
    /// Whether the platform has more than ever before.
    fn came_to(&mut self, received: u64) -> bool {
        let further = received > self.furthest;
        if further {
            (self.furthest, self.stalled) = (received, 0);
        }
        further
    }
}

impl OutboxRow {
    fn attached_mut(&mut self) -> Option<&mut Vec<Attachment>> {
        match &mut self.intent {
            Intent::Correction(correction) => Some(&mut correction.attachments),
            _ => None,
        }
    }
}
