//! `POST /v1/contacts/{channel}/changes`: a new phone number or e-mail address, first step.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sst_api::contact::{Channel, ContactChangeReply, ContactChangeRequest};
use sst_api::problem::ProblemCode;
use sst_domain::profile::{RawFields, RawValue};

use super::parse_unit;
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::clock::{millis, seconds};
use crate::codes::{self, CODE};
use crate::http::address::ClientAddress;
use crate::http::body::{self, AddressPath};
use crate::http::failure::Failure;
use crate::secret::generate_id;
use crate::sms::{Purpose, Recipient};
use crate::store::contact_change::{self, ContactChange};
use crate::store::unit;

/// Sends a code to the new value. Whether another account holds it is told only to who can read the code:
/// otherwise anybody could ask which numbers have an account.
pub(crate) async fn begin(
    State(app): State<Shared>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    AddressPath(channel): AddressPath<Channel>,
    body::Json(request): body::Json<ContactChangeRequest>,
) -> Result<(StatusCode, Json<ContactChangeReply>), Failure> {
    if channel == Channel::Phone {
        caller.require_step_up(&app)?;
    }
    let value = new_value(&app, &caller, channel, request.value).await?;
    let recipient = recipient(channel, value.clone());
    let code = codes::issue(&app, &recipient, &address).await?;

    let id = generate_id()?;
    let change = ContactChange {
        channel: channel.as_str().to_owned(),
        value,
        code_hash: app.hash_key.hash(CODE, &[&id, &code]).to_vec(),
        tries_left: app.limits.code_tries.into(),
        expires_at: app.clock.now() + millis(app.limits.code_lifetime),
    };
    let mut tx = app.store.write().await?;
    contact_change::insert(&mut tx, &caller.citizen_id, &id, &change).await?;
    tx.commit().await?;
    codes::deliver(&app, recipient, Some(code), Purpose::Verify).await?;
    let reply = ContactChangeReply {
        id,
        resend_after: seconds(app.limits.resend_after),
        expires_in: seconds(app.limits.code_lifetime),
    };
    Ok((StatusCode::ACCEPTED, Json(reply)))
}

/// The field of the unit that a channel changes.
pub(super) fn field(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "number",
        Channel::Email => "address",
    }
}

pub(super) fn recipient(channel: Channel, value: String) -> Recipient {
    match channel {
        Channel::Phone => Recipient::Phone(value),
        Channel::Email => Recipient::Email(value),
    }
}

async fn new_value(
    app: &App,
    caller: &Caller,
    channel: Channel,
    typed: String,
) -> Result<String, Failure> {
    let mut conn = app.store.read().await?;
    let current = unit::find(&mut conn, &caller.citizen_id, channel.as_str()).await?;
    let current = current.and_then(|current| current.value);
    let field = field(channel);
    let fields = RawFields::from([(field.to_owned(), RawValue::Text(typed))]);
    let parsed = parse_unit(app, channel.as_str(), fields, current.as_ref())?;
    if current.as_ref() == Some(&parsed) {
        return Err(ProblemCode::ContactSame.into());
    }
    Ok(parsed.text(field).unwrap_or_default().to_owned())
}
