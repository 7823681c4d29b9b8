//! What the platform refuses, and what follows from it.

use sst_api::problem::{Problem, ProblemCode};

use super::held::Asked;
use super::replica::{Phase, Replica};

/// What to do after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Go on: what stood in the way was changed here.
    GoOn,
    /// Nothing that this computer can do helps.
    StandStill,
}

impl Replica {
    /// Takes in the identifier of a registration. Numbers begin anew; identifiers and bytes of what was
    /// frozen stay, so nothing is applied twice.
    pub fn registered(&mut self, device_id: String) {
        self.line.device_id = Some(device_id);
        self.renumber(1);
    }

    /// Takes in the refusal of a whole request. Only the refusal of a batch says anything of what is in it.
    pub fn refused(&mut self, problem: &Problem, asked: Asked) -> Remedy {
        match asked {
            Asked::Push { first } => self.push_refused(problem, first),
            Asked::Fetch | Asked::Page => self.fetch_refused(problem.code, asked),
            Asked::Other => Remedy::StandStill,
        }
    }

    fn push_refused(&mut self, problem: &Problem, first: bool) -> Remedy {
        match problem.code {
            ProblemCode::CursorExpired if self.line.cursor.is_some() => self.line.cursor = None,
            ProblemCode::UnknownDevice => self.doubt(first),
            ProblemCode::MutationChanged if self.line.most_at_once > 1 => {
                self.doubt(first);
                self.line.most_at_once = 1;
            }
            ProblemCode::SeqGap => return self.close_gap(problem.expected),
            // The one thing beside the mutations. A platform whose cursors have come to look otherwise may say so.
            ProblemCode::MalformedRequest | ProblemCode::TooLarge if !self.line.cursor_renewed => {
                self.line.cursor = None;
                self.line.cursor_renewed = true;
            }
            ProblemCode::MutationChanged
            | ProblemCode::MalformedRequest
            | ProblemCode::TooLarge
            | ProblemCode::TooManyMutations
            | ProblemCode::InvalidFields
            | ProblemCode::UnitUnknown
            | ProblemCode::UnitReadOnly
            | ProblemCode::UnitOnlineOnly => return self.single_out(problem),
            _ => return Remedy::StandStill,
        }
        Remedy::GoOn
    }

    /// A page is refused where it does not go on from the one before, as of a platform that was put back meanwhile: then
    /// everything is fetched. What was asked for without a cursor, and refused for it, is not asked for again.
    fn fetch_refused(&mut self, code: ProblemCode, asked: Asked) -> Remedy {
        let had_cursor = self.line.cursor.is_some();
        match code {
            ProblemCode::CursorExpired if had_cursor || asked == Asked::Page => {}
            ProblemCode::MalformedRequest | ProblemCode::TooLarge if had_cursor => {}
            // A copy of the platform that lags behind may not know this computer yet: that says nothing of a batch.
            ProblemCode::UnknownDevice => {
                self.line.device_id = None;
                return Remedy::GoOn;
            }
            _ => return Remedy::StandStill,
        }
        self.line.cursor = None;
        Remedy::GoOn
    }

    /// A push of so many mutations was not answered in its time: the next one is half as large.
    pub fn too_slow(&mut self, mutations: usize) {
        self.line.most_at_once = (mutations / 2).clamp(1, self.line.most_at_once);
    }

    fn close_gap(&mut self, expected: Option<u64>) -> Remedy {
        let first = self
            .line
            .next_seq
            .saturating_sub(self.frozen().len() as u64);
        match expected {
            Some(expected) if expected != first => {
                self.renumber(expected);
                Remedy::GoOn
            }
            _ => Remedy::StandStill,
        }
    }

    /// One mutation of the batch is meant, and the platform does not say which: they go one at a time, and
    /// the one that is then refused is parked with the reason.
    fn single_out(&mut self, problem: &Problem) -> Remedy {
        let frozen = self.frozen();
        let Some(first) = frozen.first() else {
            return Remedy::StandStill;
        };
        if self.line.most_at_once > 1 && frozen.len() > 1 {
            self.line.most_at_once = 1;
            return Remedy::GoOn;
        }
        let free = self.line.next_seq.saturating_sub(frozen.len() as u64);
        if let Some(row) = self.outbox.get_mut(first) {
            row.phase = Phase::Rejected {
                code: problem.code.as_str().to_owned(),
                fields: problem.fields.clone(),
            };
        }
        self.renumber(free);
        self.drop_superseded(*first);
        Remedy::GoOn
    }

    /// A parked row that the person has replaced already, or that is a mere read mark, asks nothing.
    fn drop_superseded(&mut self, position: u64) {
        let Some(row) = self.outbox.get(&position) else {
            return;
        };
        let superseded = match row.unit() {
            _ if row.correction().is_some() => false,
            Some(unit) => self
                .newest_row(unit)
                .is_some_and(|newest| newest.position != position),
            None => true,
        };
        if superseded {
            self.outbox.remove(&position);
        }
    }
}
