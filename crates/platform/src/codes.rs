//! Codes of six digits: how often they may be sent, and sending them.

use sst_api::problem::ProblemCode;

use crate::app::App;
use crate::clock::{millis, seconds_until};
use crate::http::failure::Failure;
use crate::secret::generate_code;
use crate::sms::{Message, Purpose, Recipient};
use crate::store::attempt::{self, Kind};

/// Label of the keyed hash that is kept of a code.
pub(crate) const CODE: &str = "code";

const HOUR: i64 = 3600 * 1000;

/// A new code for `to`, counted against the limits of the recipient and of the network address.
///
/// # Errors
///
/// `code-too-soon` or `code-limit`, the same for numbers with and without an account.
pub(crate) async fn issue(app: &App, to: &Recipient, address: &str) -> Result<String, Failure> {
    let recipient = subject(app, to);
    let address = app.hash_key.hash("address", &[address]);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;

    let (sent, last) = attempt::count(&mut tx, Kind::CodeSent, &recipient, now - 24 * HOUR).await?;
    let next = last.map_or(now, |last| last + millis(app.limits.resend_after));
    if next > now {
        let wait = seconds_until(next, now);
        return Err(Failure::from(ProblemCode::CodeTooSoon).retry_after(wait));
    }
    let (asked, _) = attempt::count(&mut tx, Kind::CodeAsked, &address, now - HOUR).await?;
    if sent >= app.limits.codes_per_contact {
        return Err(Failure::from(ProblemCode::CodeLimit).retry_after(24 * 3600));
    }
    if asked >= app.limits.codes_per_address {
        return Err(Failure::from(ProblemCode::CodeLimit).retry_after(3600));
    }
    attempt::record(&mut tx, Kind::CodeSent, &recipient, now).await?;
    attempt::record(&mut tx, Kind::CodeAsked, &address, now).await?;
    tx.commit().await?;
    Ok(generate_code()?)
}

/// Hands a message to the gateway. A code that the gateway does not take counts for the network address
/// alone: the recipient has none of today's codes less for it, and may ask again at once.
///
/// # Errors
///
/// `sms-failed`.
pub(crate) async fn deliver(
    app: &App,
    to: Recipient,
    code: Option<String>,
    purpose: Purpose,
) -> Result<(), Failure> {
    let counted = code.is_some().then(|| subject(app, &to));
    let message = Message {
        to,
        code,
        purpose,
        at: app.clock.now_text(),
    };
    let Err(error) = app.sms.send(message).await else {
        return Ok(());
    };
    tracing::warn!(%error, "a message was not sent");
    if let Some(recipient) = counted {
        let mut tx = app.store.write().await?;
        attempt::take_back(&mut tx, Kind::CodeSent, &recipient).await?;
        tx.commit().await?;
    }
    Err(ProblemCode::SmsFailed.into())
}

/// What the limits know a recipient by.
fn subject(app: &App, to: &Recipient) -> [u8; 32] {
    let (kind, value) = match to {
        Recipient::Phone(phone) => ("phone", phone),
        Recipient::Email(email) => ("email", email),
    };
    app.hash_key.hash("recipient", &[kind, value])
}
