//! What is under way between the computers and the platform.

use proptest::sample::Index;
use sst_api::problem::Problem;
use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest};

/// A message, of the conversation that it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) conversation: u64,
    /// The computer that asks.
    pub(super) of: usize,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Ask(Request),
    Answer(Result<Answer, Box<Problem>>),
}

#[derive(Debug, Clone)]
pub(super) enum Request {
    Register,
    Push(PushRequest),
    Fetch(ChangesQuery),
}

#[derive(Debug, Clone)]
pub(super) enum Answer {
    Registered(String),
    Pushed(Box<PushReply>),
    Fetched(Box<Changes>),
}

/// Messages in no order: any of them can be the next to arrive.
#[derive(Default)]
pub(super) struct Network {
    under_way: Vec<Message>,
}

impl Network {
    pub(super) fn carry(&mut self, message: Message) {
        self.under_way.push(message);
    }

    pub(super) fn take(&mut self, which: Index) -> Option<Message> {
        let count = self.under_way.len();
        (count > 0).then(|| self.under_way.swap_remove(which.index(count)))
    }

    pub(super) fn copy(&self, which: Index) -> Option<Message> {
        let count = self.under_way.len();
        (count > 0).then(|| self.under_way[which.index(count)].clone())
    }

    /// Whatever is left, one after the other.
    pub(super) fn take_any(&mut self) -> Option<Message> {
        self.under_way.pop()
    }
}
