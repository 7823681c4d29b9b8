//! The pages on which a person says who they are, sees what wants to log in, and agrees or does not: to a
//! browser's request (RFC 8252) or to a terminal's (RFC 8628). They hold no script and set no cookie. What
//! has happened on a page is kept on the platform, under an opaque token that its form brings back.

mod asked;
mod decide;
mod enter;
mod identify;
mod page;
mod refused;
mod style;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sst_api::approval::TERMINAL_NAME_MAX;
use sst_api::problem::ProblemCode;

use crate::app::{App, Shared};
use crate::http::address::ClientAddress;
use crate::http::body::Form;
use crate::secret::hash_secret;
use crate::store::approval::{self, Approval};

pub(super) use asked::{Asked, Prompt};
pub(crate) use enter::{claim, enter};
pub(super) use refused::PageRefused;
pub(crate) use style::CONTENT_SECURITY_POLICY;

/// Where the person types a terminal's code.
pub(crate) const DEVICE_PAGE: &str = "/device";
/// Where the forms of the pages go.
pub(crate) const APPROVAL: &str = "/oauth/approval";

/// What a form brings back.
#[derive(Deserialize)]
pub(crate) struct Answer {
    /// The page's token.
    page: String,
    step: Step,
    #[serde(default)]
    phone: Option<String>,
    /// What the code that was sent belongs to.
    #[serde(default)]
    auth_session: Option<String>,
    #[serde(default)]
    sms_code: Option<String>,
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    password: Option<String>,
    /// The number that the terminal shows.
    #[serde(default)]
    number: Option<String>,
}

/// Which button was pressed.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    SendCode,
    GiveCode,
    Register,
    GivePassword,
    StartAgain,
    Approve,
    Deny,
}

/// `POST /oauth/approval`
pub(crate) async fn answer(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Result<Response, PageRefused> {
    from_our_page(&app, &headers)?;
    let hash = hash_secret(&answer.page);
    let found = approval::find(&mut *app.store.read().await?, &hash).await?;
    let found = found
        .filter(|found| found.expires_at > app.clock.now())
        .ok_or(ProblemCode::AuthSessionInvalid)?;
    let open = Open {
        app: &app,
        hash,
        asked: &found,
        address,
    };
    match (answer.step, &found.citizen_id) {
        // Denying needs nobody's name.
        (Step::Deny, _) => open.deny().await,
        (Step::Approve, Some(citizen_id)) => open.approve(citizen_id, &answer).await,
        (Step::Approve, None) => Err(ProblemCode::AuthSessionInvalid.into()),
        // Who has shown who they are does not become another.
        (_, Some(_)) => Err(ProblemCode::AuthSessionInvalid.into()),
        (Step::StartAgain, None) => Ok(Asked::new(&app, &answer.page, &found)
            .identify(&Prompt::default())
            .into_response()),
        (_, None) => open.identify(answer).await,
    }
}

/// A page that is being answered.
struct Open<'a> {
    app: &'a Shared,
    hash: [u8; 32],
    asked: &'a Approval,
    address: String,
}

/// A form of ours is sent by a page of ours. Another site could else put a page that it began itself before a
/// person (login CSRF). Browsers that do not say (Fetch Metadata) are not refused: after the person has said
/// who they are, the page's token is new, and nobody else knows it.
fn from_our_page(app: &App, headers: &HeaderMap) -> Result<(), ProblemCode> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        // Our own pages send no referrer, and so no origin either.
        (None, Some(origin)) => origin == app.issuer || origin == "null",
        (None, None) => true,
    };
    ours.then_some(()).ok_or(ProblemCode::MalformedRequest)
}

/// A name that is fit to be shown: one line, not too long.
pub(super) fn terminal_name(given: Option<&str>) -> String {
    let given = given.unwrap_or_default();
    let line: String = given
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let name: String = line.trim().chars().take(TERMINAL_NAME_MAX).collect();
    if name.is_empty() {
        "没有名称的终端".to_owned()
    } else {
        name
    }
}

/// Characters that turn the direction of text or take no space: a name could look like another with them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_has_a_name_of_one_line() {
        assert_eq!(
            terminal_name(Some(" 服务大厅\n3 号终端 ")),
            "服务大厅 3 号终端"
        );
        assert_eq!(terminal_name(Some("a\u{202e}b\u{200b}")), "ab");
        assert_eq!(
            terminal_name(Some(&"长".repeat(99))).chars().count(),
            TERMINAL_NAME_MAX
        );
        for none in [None, Some(""), Some(" \n")] {
            assert_eq!(terminal_name(none), "没有名称的终端");
        }
    }
}
