//! `POST /v1/devices`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sst_api::device::{DeviceReply, DeviceRequest};
use sst_api::problem::ProblemCode;
use sst_domain::notice::NoticeKind;

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::http::body;
use crate::http::failure::Failure;
use crate::official::inbox::{self, Text};
use crate::secret::generate_id;
use crate::store::activity::{self, Happened};
use crate::store::{audit, device, notice, session};

/// Longest name, in characters.
const LONGEST_NAME: usize = 40;

/// Registers a computer, and tells the person so, unless it is the one on which the account was opened just
/// now.
pub(crate) async fn register(
    State(app): State<Shared>,
    caller: Caller,
    body::Json(request): body::Json<DeviceRequest>,
) -> Result<(StatusCode, Json<DeviceReply>), Failure> {
    let (name, version) = (device_name(&request.name)?, request.app_version.trim());
    if !is_line(version) || version.len() > 40 {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let device_id = generate_id()?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let session = session::find(&mut tx, &caller.session_id).await?;
    let session = session.ok_or(ProblemCode::TokenInvalid)?;
    device::insert(
        &mut tx,
        &caller.citizen_id,
        &device_id,
        (name, version),
        now,
    )
    .await?;
    session::set_device(&mut tx, &caller.session_id, &device_id).await?;
    // One login is told once, also where the reply was lost and the client asked again.
    let new = session.device_id.is_none();
    if new && !session.opened_account {
        let text = Text {
            title: "您的账号在一台新设备上登录",
            body: &format!(
                "设备名称：{name}。如果不是您本人操作，请立即修改密码并联系客服。\n\n\
                 Your account was used to log in on a new device, {name}. If this was not you, change your \
                 password and call us."
            ),
        };
        let notice = inbox::notice(&app.clock, NoticeKind::Account, text)?;
        notice::insert(&mut tx, &caller.citizen_id, &notice).await?;
    }
    if new {
        let happened = Happened {
            action: "device.registered",
            citizen_id: Some(&caller.citizen_id),
            detail: &device_id,
            session_id: Some(&caller.session_id),
            about: None,
        };
        activity::record(&mut tx, now, happened).await?;
    } else {
        let entry = audit::Entry {
            actor: "citizen",
            action: "device.registered",
            citizen_id: Some(&caller.citizen_id),
            detail: &device_id,
        };
        audit::record(&mut tx, now, entry).await?;
    }
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(DeviceReply { device_id })))
}

/// The name of a device: one line of at most 40 characters.
pub(crate) fn device_name(given: &str) -> Result<&str, ProblemCode> {
    let name = given.trim();
    let fits = is_line(name) && name.chars().count() <= LONGEST_NAME;
    fits.then_some(name).ok_or(ProblemCode::MalformedRequest)
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}
