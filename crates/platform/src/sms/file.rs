//! Codes for a test that drives the platform as another process.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde::Serialize;

use super::{Message, Recipient, SmsError, SmsGateway};

/// Appends one JSON object a line: `phone` or `email`, `code`, `purpose`, `at`.
pub struct SmsFile {
    path: PathBuf,
    // One line at a time, also where two messages go at once.
    writing: Mutex<()>,
}

impl SmsFile {
    /// Appends to the file at `path`.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            writing: Mutex::new(()),
        }
    }

    fn append(&self, message: &Message) -> std::io::Result<()> {
        let _one_at_a_time = self.writing.lock();
        let mut line = serde_json::to_vec(&Line::from(message))?;
        line.push(b'\n');
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)?
            .write_all(&line)
    }
}

impl SmsGateway for SmsFile {
    fn send(&self, message: Message) -> BoxFuture<'_, Result<(), SmsError>> {
        ready(self.append(&message).map_err(SmsError::from)).boxed()
    }
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    code: Option<&'a str>,
    purpose: &'a str,
    at: &'a str,
}

impl<'a> From<&'a Message> for Line<'a> {
    fn from(message: &'a Message) -> Self {
        let (phone, email) = match &message.to {
            Recipient::Phone(phone) => (Some(phone.as_str()), None),
            Recipient::Email(email) => (None, Some(email.as_str())),
        };
        let code = message.code.as_deref();
        Self {
            phone,
            email,
            code,
            purpose: message.purpose.as_str(),
            at: &message.at,
        }
    }
}
