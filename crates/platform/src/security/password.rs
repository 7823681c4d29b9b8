//! `/v1/password`: whether the account has one; setting and changing it.

use axum::Json;
use axum::extract::State;
use sqlx::SqliteConnection;
use sst_api::problem::ProblemCode;
use sst_api::security::{PasswordReply, PasswordRequest, PasswordStatus};
use sst_domain::notice::NoticeKind;
use sst_domain::password::NewPassword;
use sst_domain::profile::FieldProblem;

use super::sessions::end_all_others;
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::auth::challenge::SMS_CODE;
use crate::auth::password::LONGEST;
use crate::auth::tries::{self, Attempt};
use crate::clock::text_of;
use crate::http::address::ClientAddress;
use crate::http::body;
use crate::http::failure::Failure;
use crate::official::inbox::{self, Text};
use crate::store::activity::{self, Happened};
use crate::store::citizen::{self, Citizen};
use crate::store::{notice, session, unfinished};

/// `GET /v1/password`
pub(crate) async fn status(
    State(app): State<Shared>,
    caller: Caller,
) -> Result<Json<PasswordStatus>, Failure> {
    let citizen = citizen::by_id(&mut *app.store.read().await?, &caller.citizen_id).await?;
    let citizen = citizen.ok_or(ProblemCode::TokenInvalid)?;
    Ok(Json(PasswordStatus {
        set: citizen.password_hash.is_some(),
        changed_at: citizen.password_changed_at.map(text_of),
    }))
}

/// `PUT /v1/password`
pub(crate) async fn set(
    State(app): State<Shared>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    body::Json(request): body::Json<PasswordRequest>,
) -> Result<Json<PasswordReply>, Failure> {
    caller.require_step_up(&app)?;
    let citizen = citizen::by_id(&mut *app.store.read().await?, &caller.citizen_id).await?;
    let citizen = citizen.ok_or(ProblemCode::TokenInvalid)?;
    let new =
        parse(&citizen, &request.new_password).map_err(|problem| Failure::fields(vec![problem]))?;
    let citizen = prove(&app, &caller, citizen, request.current_password, address).await?;
    let hash = app.passwords.hash(new.into_text()).await?;

    let mut tx = app.store.write().await?;
    let still = session::find(&mut tx, &caller.session_id).await?;
    // Hashing takes a while: somebody may have ended this session meanwhile, for a good reason.
    still
        .filter(|session| session.ended_at.is_none())
        .ok_or(ProblemCode::TokenInvalid)?;
    let change = Change {
        citizen: &citizen,
        session_id: Some(&caller.session_id),
        action: match citizen.password_hash {
            Some(_) => "password.changed",
            None => "password.set",
        },
        hash: &hash,
    };
    write(&app, &mut tx, change).await?;
    let ended = match request.end_others {
        true => end_all_others(&app, &mut tx, &caller).await?,
        false => 0,
    };
    tx.commit().await?;
    Ok(Json(PasswordReply {
        changed_at: app.clock.now_text(),
        ended,
    }))
}

/// Parses a new password for this citizen.
pub(crate) fn parse(citizen: &Citizen, typed: &str) -> Result<NewPassword, FieldProblem> {
    let own = [&*citizen.phone, citizen.account.as_deref().unwrap_or("")];
    NewPassword::parse(typed, &own).map_err(|code| FieldProblem {
        unit: "password".into(),
        field: "new_password".to_owned(),
        code,
    })
}

/// A password is about to be written.
pub(crate) struct Change<'a> {
    pub(crate) citizen: &'a Citizen,
    /// The session in which it is done.
    pub(crate) session_id: Option<&'a str>,
    /// What the audit trail says.
    pub(crate) action: &'static str,
    /// PHC string.
    pub(crate) hash: &'a str,
}

/// Writes it, tells the person, and ends what the old one has begun: logins that are not finished, and the
/// count of wrong ones.
pub(crate) async fn write(
    app: &App,
    conn: &mut SqliteConnection,
    change: Change<'_>,
) -> Result<(), Failure> {
    let (id, now) = (change.citizen.citizen_id.as_str(), app.clock.now());
    citizen::set_password(conn, id, change.hash, now).await?;
    unfinished::end(conn, id, now).await?;
    tries::forget(app, conn, change.citizen).await?;
    let notice = inbox::notice(&app.clock, NoticeKind::Account, text(change.action))?;
    notice::insert(conn, id, &notice).await?;
    let happened = Happened {
        action: change.action,
        citizen_id: Some(id),
        session_id: change.session_id,
        ..Happened::default()
    };
    Ok(activity::record(conn, now, happened).await?)
}

/// Passes where the account has no password, where the present one came along, and where the person has
/// last authenticated with a code: one who has forgotten it is no stranger.
async fn prove(
    app: &Shared,
    caller: &Caller,
    citizen: Citizen,
    current: Option<String>,
    address: String,
) -> Result<Citizen, Failure> {
    if citizen.password_hash.is_none() {
        return Ok(citizen);
    }
    if let Some(password) = current.filter(|current| !current.is_empty()) {
        if password.len() > LONGEST {
            return Err(ProblemCode::MalformedRequest.into());
        }
        let attempt = Attempt {
            citizen: Some(citizen),
            account: String::new(),
            password,
            address,
            session_id: Some(caller.session_id.clone()),
        };
        return tries::check(app, attempt).await;
    }
    let session = session::find(&mut *app.store.read().await?, &caller.session_id).await?;
    let by_code = session.is_some_and(|session| session.auth_method == SMS_CODE);
    by_code
        .then_some(citizen)
        .ok_or_else(|| ProblemCode::CurrentPasswordNeeded.into())
}

fn text(action: &str) -> Text<'static> {
    match action {
        "password.set" => Text {
            title: "您的账号已设置密码",
            body: "以后也可以用密码登录。如果不是您本人操作，请立即重新设置密码并联系客服。\n\n\
                   A password was set for your account. If this was not you, set another one at once and \
                   call us.",
        },
        "password.recovered" => Text {
            title: "您的密码已通过短信验证码重新设置",
            body: "其他设备上的登录已全部结束。如果不是您本人操作，请立即用手机验证码登录、修改密码并联系客服。\n\n\
                   Your password was replaced with a code by SMS, and every other login has ended. If this was \
                   not you, log in with a code, change the password and call us.",
        },
        _ => Text {
            title: "您的密码已修改",
            body: "如果不是您本人操作，请立即用手机验证码登录、修改密码并联系客服。\n\n\
                   Your password was changed. If this was not you, log in with a code, change it again and call \
                   us.",
        },
    }
}
