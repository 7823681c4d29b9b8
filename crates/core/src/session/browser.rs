//! Logging in with the system browser (RFC 8252): code and PKCE, back over loopback.

use std::time::Duration;

use reqwest::Url;
use sst_api::approval::AuthorizationQuery;
use sst_api::auth::CLIENT_ID;
use sst_api::problem::{Problem, ProblemCode};

use super::Session;
use super::callback::{Answer, Expected};
use super::loopback::Loopback;
use super::underway::{UnderWay, generate_text};
use crate::consent::Permit as _;
use crate::error::ClientError;
use crate::remote::{Declared, ProofKey, RemoteError, declared_page, host_of};
use crate::view::LoginOutcomeView;

/// How long the client waits for the browser.
const WAIT: Duration = Duration::from_secs(5 * 60);

/// An address that the system browser may be shown. It was built and checked here: https, or http on a literal
/// loopback address.
#[derive(Clone)]
pub struct BrowserAddress(Url);

impl BrowserAddress {
    /// The address. Whoever opens it hands it to the system's browser and to nothing else.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Session<'_> {
    /// Logs in with the system browser: has `open` show an address in it, and waits at most five minutes for
    /// what comes back. `open` says whether the browser could be opened.
    ///
    /// # Errors
    ///
    /// [`ClientError::WayNotOffered`], [`ClientError::BrowserNotOpened`], [`ClientError::LoopbackRefused`],
    /// [`ClientError::LoginTimedOut`], [`ClientError::LoginCancelled`]; `authorization-denied` where the
    /// person did not agree; and as [`Session::password`].
    pub async fn browser(
        &self,
        open: impl FnOnce(&BrowserAddress) -> bool,
    ) -> Result<LoginOutcomeView, ClientError> {
        let permit = self.permit_to_log_in()?;
        let discovered = self.core.auth.discover(&permit).await?;
        let page = discovered
            .authorization_page()
            .ok_or(ClientError::WayNotOffered)?;
        let begun = UnderWay::begin(ProofKey::generate()?)?;
        let loopback = Loopback::bind()
            .await
            .map_err(|_| ClientError::LoopbackRefused)?;
        let redirect_uri = loopback.redirect_uri();
        let state = generate_text()?;
        let query = AuthorizationQuery {
            response_type: "code".to_owned(),
            client_id: CLIENT_ID.to_owned(),
            redirect_uri: redirect_uri.clone(),
            state: state.to_string(),
            code_challenge: begun.code_challenge(),
            code_challenge_method: "S256".to_owned(),
            dpop_jkt: begun.key.thumbprint()?,
            terminal_name: Some(self.core.config.device_name.clone()),
        };
        let (address, declared) = address(page, &query)?;
        let mut turn = self.core.session.outside.begin_browser(address.clone());
        if !open(&address) {
            self.core.session.outside.end(&turn);
            return Err(ClientError::BrowserNotOpened);
        }
        // What it is asked with goes to whoever keeps that page: the platform, or the provider that it names.
        drop(self.core.http.sent().begin(&declared, &host_of(page)));
        let expected = Expected {
            state,
            discovered: &discovered,
        };
        let answer = tokio::select! {
            biased;
            () = turn.cancelled() => Err(ClientError::LoginCancelled),
            () = permit.pass().revoked() => Err(ClientError::ConsentNeeded),
            answer = loopback.answer(&expected) => Ok(answer),
            () = tokio::time::sleep(WAIT) => Err(ClientError::LoginTimedOut),
        };
        let outside = &self.core.session.outside;
        let done = match answer {
            Ok(Answer::Code(code)) => {
                let wanted = || outside.is_under_way(&turn);
                self.finish(begun, code, Some(redirect_uri), wanted).await
            }
            Ok(Answer::Refused(code)) => {
                Err(RemoteError::Problem(Box::new(Problem::new(code))).into())
            }
            Err(error) => Err(error),
        };
        outside.end(&turn);
        done
    }

    /// Shows the same address once more, where the person has closed the browser.
    ///
    /// # Errors
    ///
    /// [`ClientError::NothingUnderWay`], [`ClientError::BrowserNotOpened`].
    pub fn browser_again(
        &self,
        open: impl FnOnce(&BrowserAddress) -> bool,
    ) -> Result<(), ClientError> {
        let address = self.core.session.outside.browser();
        let address = address.ok_or(ClientError::NothingUnderWay)?;
        open(&address)
            .then_some(())
            .ok_or(ClientError::BrowserNotOpened)
    }
}

/// The request, added to whatever the endpoint's own query is (RFC 6749, section 3.1).
fn address(
    page: &Url,
    query: &AuthorizationQuery,
) -> Result<(BrowserAddress, Declared), RemoteError> {
    let ours = serde_urlencoded::to_string(query).map_err(|_| RemoteError::NotTheContract)?;
    let declared = declared_page(&ours)?;
    let whole = match page.query().filter(|own| !own.is_empty()) {
        Some(own) => format!("{own}&{ours}"),
        None => ours,
    };
    let mut address = page.clone();
    address.set_query(Some(&whole));
    Ok((BrowserAddress(address), declared))
}

/// What an error of the authorization endpoint means.
pub(super) fn refusal(error: &str) -> ProblemCode {
    match crate::remote::named(error) {
        ProblemCode::Unknown => ProblemCode::GrantInvalid,
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_added_to_the_address_of_the_page() {
        let query = AuthorizationQuery {
            response_type: "code".to_owned(),
            client_id: CLIENT_ID.to_owned(),
            redirect_uri: "http://127.0.0.1:5/callback".to_owned(),
            state: "s".to_owned(),
            code_challenge: "c".to_owned(),
            code_challenge_method: "S256".to_owned(),
            dpop_jkt: "j".to_owned(),
            terminal_name: Some("电脑 & 1".to_owned()),
        };
        let page = Url::parse("https://login.example/authorize?tenant=1").unwrap();
        let (address, _) = address(&page, &query).unwrap();
        let url = Url::parse(address.as_str()).unwrap();
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs.len(), 9);
        assert_eq!(pairs[0], ("tenant".to_owned(), "1".to_owned()));
        assert_eq!(pairs[8].1, "电脑 & 1");
        assert_eq!(refusal("access_denied"), ProblemCode::AuthorizationDenied);
        assert_eq!(refusal("something_new"), ProblemCode::GrantInvalid);
    }
}
