//! The page on which a terminal's code is typed, or shown again after a QR code was scanned.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sst_api::problem::ProblemCode;

use super::asked::{Asked, Prompt, enter_code};
use super::from_our_page;
use super::refused::PageRefused;
use crate::app::{App, Shared};
use crate::auth::device_authorization::{grouped, parse_user_code, user_hash};
use crate::clock::millis;
use crate::http::address::ClientAddress;
use crate::http::body::{AddressQuery, Form};
use crate::secret::{generate_number, generate_secret, hash_secret};
use crate::store::approval::{self, Approval};
use crate::store::attempt::{self, Kind};
use crate::store::device_authorization::{self, DeviceAuthorization, State as Waiting};

/// What a QR code leads to.
#[derive(Deserialize)]
pub(crate) struct Scanned {
    #[serde(default)]
    user_code: Option<String>,
}

/// `GET /device`: nothing happens yet; who only looks at the address of a QR code uses nothing up.
pub(crate) async fn enter(AddressQuery(scanned): AddressQuery<Scanned>) -> Response {
    let digits = scanned.user_code.as_deref().and_then(parse_user_code);
    let shown = digits.as_deref().map(grouped).unwrap_or_default();
    enter_code(&shown, None).into_response()
}

/// The code that was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    user_code: String,
}

/// `POST /device`: the code is used up, and its page opens.
pub(crate) async fn claim(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, PageRefused> {
    from_our_page(&app, &headers)?;
    let Some(digits) = parse_user_code(&typed.user_code) else {
        let wrong = "登录码是 9 位数字，请对照终端屏幕再输入一次";
        return Ok(enter_code(&typed.user_code, Some(wrong)).into_response());
    };
    let now = app.clock.now();
    let by_address = app.hash_key.hash("user-code", &["from", &address]);
    let since = now - millis(app.limits.password_window);
    let mut tx = app.store.write().await?;
    let (tries, _) = attempt::count(&mut tx, Kind::UserCodeWrong, &by_address, since).await?;
    if tries >= app.limits.user_code_tries_per_address {
        return Err(ProblemCode::TooManyRequests.into());
    }
    let found = device_authorization::by_user_code(&mut tx, &user_hash(&app, &digits)).await?;
    let wrong = match &found {
        None => Some("没有终端显示这个登录码，请对照终端屏幕再输入一次"),
        Some(found) if found.state != Waiting::Open => {
            Some("这个登录码已经用过了。每个登录码只能用一次，请用终端上新显示的登录码")
        }
        Some(found) if found.expires_at <= now => {
            Some("这个登录码已过期。登录码两分钟内有效，请用终端上新显示的登录码")
        }
        Some(_) => None,
    };
    let (Some(waiting), None) = (found, wrong) else {
        attempt::record(&mut tx, Kind::UserCodeWrong, &by_address, now).await?;
        tx.commit().await?;
        return Ok(enter_code("", wrong).into_response());
    };
    let asked = asked(&app, &waiting)?;
    let page = generate_secret()?;
    approval::insert(&mut tx, &hash_secret(&page), &asked, now).await?;
    let (hash, until) = (&waiting.device_hash, asked.expires_at);
    device_authorization::advance(&mut tx, hash, Waiting::Claimed, until).await?;
    tx.commit().await?;
    Ok(Asked::new(&app, &page, &asked)
        .identify(&Prompt::default())
        .into_response())
}

fn asked(app: &App, waiting: &DeviceAuthorization) -> Result<Approval, getrandom::Error> {
    Ok(Approval {
        terminal: waiting.terminal.clone(),
        device_hash: Some(waiting.device_hash.clone()),
        numbers: numbers_with(&waiting.number)?,
        redirect_uri: None,
        client_state: None,
        code_challenge: None,
        jkt: None,
        citizen_id: None,
        opened_account: false,
        auth_time: None,
        expires_at: app.clock.now() + millis(app.limits.approval_lifetime),
    })
}

/// The right number among two others, in order, so that its place says nothing.
fn numbers_with(right: &str) -> Result<String, getrandom::Error> {
    let mut numbers = vec![right.to_owned()];
    while numbers.len() < 3 {
        let other = (10 + generate_number(90)?).to_string();
        if !numbers.contains(&other) {
            numbers.push(other);
        }
    }
    numbers.sort_unstable();
    Ok(numbers.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_number_is_one_of_three() {
        for _ in 0..50 {
            let numbers = numbers_with("42").unwrap();
            let numbers: Vec<&str> = numbers.split(' ').collect();
            assert!(numbers.len() == 3 && numbers.contains(&"42") && numbers.is_sorted());
            assert!(numbers[0] != numbers[1] && numbers[1] != numbers[2]);
        }
    }
}
