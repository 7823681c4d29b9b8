//! Where codes go. The reference platform sends no SMS itself: a person reads them on the console, a test
//! from a file or from memory; an operator plugs in a gateway.

mod console;
mod file;
mod memory;

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use thiserror::Error;

pub use console::Console;
pub use file::SmsFile;
pub use memory::Outbox;

/// A message for a phone number or an e-mail address. It has no `Debug`: it is personal.
#[derive(Clone)]
pub struct Message {
    /// To whom.
    pub to: Recipient,
    /// The six digits; absent where the message only tells something.
    pub code: Option<String>,
    /// Why it is sent.
    pub purpose: Purpose,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// To whom a message goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A phone number.
    Phone(String),
    /// An e-mail address.
    Email(String),
}

/// Why a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Logging in or opening an account.
    Login,
    /// Authenticating anew.
    StepUp,
    /// A forgotten password is to be replaced.
    Recover,
    /// A new phone number or e-mail address is to be verified.
    Verify,
    /// The phone number or e-mail address was changed: to the old one.
    Changed,
    /// A guardian confirms something for a minor.
    GuardianConfirm,
    /// A guardian looks at what they have confirmed, and may go back on it.
    GuardianWithdraw,
}

impl Purpose {
    /// Its name in a file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::StepUp => "step_up",
            Self::Recover => "recover",
            Self::Verify => "verify",
            Self::Changed => "changed",
            Self::GuardianConfirm => "guardian_confirm",
            Self::GuardianWithdraw => "guardian_withdraw",
        }
    }
}

/// The message could not be handed over.
#[derive(Debug, Error)]
#[error("the message could not be handed over")]
pub struct SmsError(#[from] std::io::Error);

/// Does what may wait for a disk or a terminal on a thread of its own.
async fn apart(
    write: impl FnOnce() -> std::io::Result<()> + Send + 'static,
) -> Result<(), SmsError> {
    let written = tokio::task::spawn_blocking(write).await;
    Ok(written.map_err(std::io::Error::other)??)
}

/// Something that delivers messages.
pub trait SmsGateway: Send + Sync {
    /// Hands one message over.
    fn send(&self, message: Message) -> BoxFuture<'_, Result<(), SmsError>>;
}

/// Which gateway to use.
#[derive(Clone, Default)]
pub enum SmsSink {
    /// The console, in clear words.
    Console,
    /// A file, one JSON object a line.
    File(PathBuf),
    /// Memory, for tests in the same process; see `Platform::last_code`.
    #[default]
    Memory,
    /// Another.
    Gateway(Arc<dyn SmsGateway>),
}
