//! Codes for a test in the same process.

use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};

use super::{Message, Recipient, SmsError, SmsGateway};

/// Keeps every message.
#[derive(Default)]
pub struct Outbox(Mutex<Vec<Message>>);

impl Outbox {
    /// The code that was sent to this phone number or e-mail address last.
    pub fn last_code(&self, to: &str) -> Option<String> {
        let messages = self.messages();
        messages
            .into_iter()
            .rev()
            .filter(|message| is_to(message, to))
            .find_map(|m| m.code)
    }

    /// Every message, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl SmsGateway for Outbox {
    fn send(&self, message: Message) -> BoxFuture<'_, Result<(), SmsError>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(message);
        ready(Ok(())).boxed()
    }
}

fn is_to(message: &Message, to: &str) -> bool {
    match &message.to {
        Recipient::Phone(phone) => phone == to,
        Recipient::Email(email) => email == to,
    }
}
