//! `POST /v1/contacts/{channel}/changes/{id}/verify`: a new phone number or e-mail address, second step.

use axum::Json;
use axum::extract::State;
use sst_api::contact::{Channel, ContactVerifyRequest};
use sst_api::problem::{Problem, ProblemCode};
use sst_api::sync::UnitChange;
use sst_domain::notice::NoticeKind;
use sst_domain::profile::{ChangedBy, Origin, UnitValue};

use super::contact::{field, recipient};
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::codes::{self, CODE};
use crate::error::StoreError;
use crate::http::body::{self, AddressPath};
use crate::http::failure::Failure;
use crate::official::inbox::{self, Text};
use crate::sms::Purpose;
use crate::store::activity::{self, Happened};
use crate::store::contact_change::{self, ContactChange};
use crate::store::unit::Write;
use crate::store::{WriteTx, citizen, notice, session, unit};

/// The code came back: the new value stands, and the old one is told.
pub(crate) async fn verify(
    State(app): State<Shared>,
    caller: Caller,
    AddressPath((channel, id)): AddressPath<(Channel, String)>,
    body::Json(request): body::Json<ContactVerifyRequest>,
) -> Result<Json<UnitChange>, Failure> {
    let mut tx = app.store.write().await?;
    let found = contact_change::find(&mut tx, &caller.citizen_id, &id).await?;
    let change = found.filter(|change| change.channel == channel.as_str());
    let change = change.ok_or(ProblemCode::ChangeExpired)?;
    if change.tries_left <= 0 {
        return Err(ProblemCode::CodeUsedUp.into());
    }
    if change.expires_at <= app.clock.now() {
        return Err(ProblemCode::CodeExpired.into());
    }
    if !app
        .hash_key
        .matches(&change.code_hash, CODE, &[&id, request.code.trim()])
    {
        contact_change::count_try(&mut tx, &caller.citizen_id, &id).await?;
        tx.commit().await?;
        return Err(wrong(change.tries_left - 1));
    }
    contact_change::remove(&mut tx, &caller.citizen_id, &id).await?;
    if is_taken(&mut tx, channel, &change.value).await? {
        // The change is over all the same: the code has been used.
        tx.commit().await?;
        return Err(ProblemCode::ContactTaken.into());
    }
    let citizen = citizen::by_id(&mut tx, &caller.citizen_id).await?;
    let citizen = citizen.ok_or(ProblemCode::TokenInvalid)?;
    let stands = write(&app, &mut tx, &caller, channel, &change).await?;
    tx.commit().await?;

    let old = match channel {
        Channel::Phone => Some(citizen.phone),
        Channel::Email => citizen.email,
    };
    if let Some(old) = old {
        // The change stands; that the old number cannot be reached any more is often why it was made.
        let _ = codes::deliver(&app, recipient(channel, old), None, Purpose::Changed).await;
    }
    Ok(Json(stands))
}

async fn is_taken(tx: &mut WriteTx, channel: Channel, value: &str) -> Result<bool, StoreError> {
    match channel {
        Channel::Phone => Ok(citizen::by_phone(tx, value).await?.is_some()),
        Channel::Email => citizen::email_is_taken(tx, value).await,
    }
}

async fn write(
    app: &App,
    tx: &mut WriteTx,
    caller: &Caller,
    channel: Channel,
    change: &ContactChange,
) -> Result<UnitChange, Failure> {
    let id = &caller.citizen_id;
    match channel {
        Channel::Phone => citizen::set_phone(tx, id, &change.value).await?,
        Channel::Email => citizen::set_email(tx, id, &change.value).await?,
    }
    let value = UnitValue::from([(field(channel), change.value.as_str())]);
    let changed_by = changed_by(app, tx, caller).await?;
    let write = Write {
        unit: channel.as_str(),
        value: Some(&value),
        verified: false,
        changed_by: &changed_by,
        mutation: None,
    };
    let stands = unit::write(tx, id, write).await?;
    let notice = inbox::notice(&app.clock, NoticeKind::Account, text(channel))?;
    notice::insert(tx, id, &notice).await?;
    let happened = Happened {
        action: "contact.changed",
        citizen_id: Some(id),
        detail: channel.as_str(),
        session_id: Some(&caller.session_id),
        about: None,
    };
    activity::record(tx, app.clock.now(), happened).await?;
    Ok(stands)
}

/// The person, on the device that this session registered.
pub(super) async fn changed_by(
    app: &App,
    tx: &mut WriteTx,
    caller: &Caller,
) -> Result<ChangedBy, StoreError> {
    let session = session::find(tx, &caller.session_id).await?;
    let device_id = session
        .and_then(|session| session.device_id)
        .unwrap_or_default();
    Ok(ChangedBy {
        origin: Origin::Device { device_id },
        ground: String::new(),
        at: app.clock.now_text(),
        reference: None,
        unknown: Default::default(),
    })
}

fn text(channel: Channel) -> Text<'static> {
    match channel {
        Channel::Phone => Text {
            title: "您的手机号码已更改",
            body: "以后请用新的号码登录。如果不是您本人操作，请立即联系客服。\n\n\
                   Your phone number was changed. If this was not you, call us.",
        },
        Channel::Email => Text {
            title: "您的邮箱已更改",
            body: "如果不是您本人操作，请立即联系客服。\n\n\
                   Your e-mail address was changed. If this was not you, call us.",
        },
    }
}

fn wrong(tries_left: i64) -> Failure {
    if tries_left <= 0 {
        return ProblemCode::CodeUsedUp.into();
    }
    let tries_left = u32::try_from(tries_left).ok();
    Problem {
        tries_left,
        ..Problem::new(ProblemCode::CodeWrong)
    }
    .into()
}
