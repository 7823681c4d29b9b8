//! Codes for a test that drives the platform as another process.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::Serialize;

use super::{Message, Recipient, SmsError, SmsGateway, apart};

/// Appends one JSON object a line: `phone` or `email`, `code`, `purpose`, `at`.
pub struct SmsFile(Arc<Lines>);

struct Lines {
    path: PathBuf,
    // One line at a time, also where two messages go at once.
    writing: Mutex<()>,
}

impl SmsFile {
    /// Appends to the file at `path`.
    pub fn new(path: PathBuf) -> Self {
        let writing = Mutex::new(());
        Self(Arc::new(Lines { path, writing }))
    }
}

impl Lines {
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
        let lines = Arc::clone(&self.0);
        apart(move || lines.append(&message)).boxed()
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
