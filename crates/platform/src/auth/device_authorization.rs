//! Logging in with another device begins here (RFC 8628, section 3.1; BCP 247).

use axum::Json;
use axum::extract::State;
use sst_api::approval::{DeviceAuthorizationReply, DeviceAuthorizationRequest};
use sst_api::auth::CLIENT_ID;
use sst_api::problem::ProblemCode;

use super::approval::{DEVICE_PAGE, terminal_name};
use super::proven::Proven;
use crate::app::{App, Shared};
use crate::clock::{millis, seconds};
use crate::http::body::Form;
use crate::http::failure::OauthFailure;
use crate::secret::{generate_number, generate_secret, hash_secret};
use crate::store::device_authorization::{self, DeviceAuthorization, State as Waiting};

/// Nine digits: easy to type on any keyboard (RFC 8628, section 6.1), and with the limit on tries too many
/// to guess within two minutes.
const USER_CODE_DIGITS: u32 = 9;

/// `POST /oauth/device_authorization`
pub(crate) async fn begin(
    State(app): State<Shared>,
    Proven { jkt }: Proven,
    Form(request): Form<DeviceAuthorizationRequest>,
) -> Result<Json<DeviceAuthorizationReply>, OauthFailure> {
    if request.client_id != CLIENT_ID {
        return Err(ProblemCode::ClientUnknown.into());
    }
    let now = app.clock.now();
    let device_code = generate_secret()?;
    let digits = generate_number(10_u32.pow(USER_CODE_DIGITS))?;
    let user_code = format!("{digits:09}");
    let number = (10 + generate_number(90)?).to_string();
    let waiting = DeviceAuthorization {
        device_hash: hash_secret(&device_code).to_vec(),
        user_hash: user_hash(&app, &user_code),
        jkt,
        terminal: terminal_name(request.terminal_name.as_deref()),
        number: number.clone(),
        state: Waiting::Open,
        citizen_id: None,
        opened_account: false,
        auth_time: None,
        poll_interval: millis(app.limits.poll_interval),
        polled_at: None,
        expires_at: now + millis(app.limits.user_code_lifetime),
    };
    let mut tx = app.store.write().await?;
    device_authorization::insert(&mut tx, &waiting, now).await?;
    tx.commit().await?;

    let shown = grouped(&user_code);
    let page = format!("{}{DEVICE_PAGE}", app.issuer);
    Ok(Json(DeviceAuthorizationReply {
        device_code,
        verification_uri_complete: Some(format!("{page}?user_code={shown}")),
        verification_uri: page,
        user_code: shown,
        expires_in: seconds(app.limits.user_code_lifetime),
        interval: seconds(app.limits.poll_interval),
        matching_number: Some(number),
    }))
}

/// What is kept of a user code.
pub(super) fn user_hash(app: &App, digits: &str) -> Vec<u8> {
    app.hash_key.hash("user-code", &[digits]).to_vec()
}

/// The nine digits that were typed, however they were typed; `None` where they are not nine.
pub(super) fn parse_user_code(typed: &str) -> Option<String> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        other => Some(other),
    };
    let is_between = |c: &char| c.is_whitespace() || matches!(c, '-' | '－' | '—' | '–');
    let digits: String = typed
        .chars()
        .filter(|c| !is_between(c))
        .filter_map(narrow)
        .collect();
    let fits = digits.len() == USER_CODE_DIGITS as usize
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

/// In three groups, as it is read out.
pub(super) fn grouped(digits: &str) -> String {
    let groups: Vec<&str> = [0, 3, 6]
        .into_iter()
        .filter_map(|from| digits.get(from..from + 3))
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_code_may_be_typed_as_one_likes() {
        for typed in [
            "019450730",
            "019-450-730",
            " 019 450 730 ",
            "０１９－４５０－７３０",
        ] {
            assert_eq!(
                parse_user_code(typed).as_deref(),
                Some("019450730"),
                "{typed}"
            );
        }
        for typed in ["", "01945073", "0194507301", "01945073a"] {
            assert_eq!(parse_user_code(typed), None, "{typed}");
        }
        assert_eq!(grouped("019450730"), "019-450-730");
    }
}
