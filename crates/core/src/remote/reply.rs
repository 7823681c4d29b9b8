//! One answer, whole, and what it says.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sst_api::problem::{Problem, ProblemCode};
use zeroize::Zeroizing;

use super::RemoteError;

/// Longest wait that a platform can ask for (protocol, Retry).
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// One answer, whole. Its body may hold tokens or personal values.
pub(crate) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Zeroizing<Vec<u8>>,
    /// When it came, by this computer's clock.
    pub(super) at: Timestamp,
}

/// What both kinds of refusal have in common: those of OAuth and problems.
#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    code: Option<ProblemCode>,
}

impl Reply {
    /// What the platform sent, or why it is not that.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, RemoteError> {
        self.accept()?;
        serde_json::from_slice(&self.body).map_err(|_| RemoteError::NotTheContract)
    }

    /// The bytes that the platform sent, or why they are not JSON of it.
    pub(crate) fn bytes(&self) -> Result<&[u8], RemoteError> {
        self.accept()?;
        Ok(&self.body)
    }

    /// Takes the platform's word that something is done, to which there is nothing to say.
    pub(crate) fn done(&self) -> Result<(), RemoteError> {
        match self.status {
            StatusCode::NO_CONTENT if self.body.is_empty() => Ok(()),
            _ => self.accept(),
        }
    }

    /// Takes only the platform's own success.
    pub(super) fn accept(&self) -> Result<(), RemoteError> {
        if !self.status.is_success() {
            return Err(self.failure());
        }
        if self.is_json() {
            return Ok(());
        }
        Err(if self.is_page() {
            RemoteError::Captive
        } else {
            RemoteError::NotTheContract
        })
    }

    /// Whether the copy with the tag `held`, which was asked about, is still what the platform has. What says so without
    /// naming it (RFC 9110, 15.4.5) is not the platform.
    pub(super) fn confirms(&self, held: &str) -> bool {
        let same = |tag: &str| bare(tag) == bare(held);
        self.status == StatusCode::NOT_MODIFIED && self.header(ETAG.as_str()).is_some_and(same)
    }

    /// What a refusal of OAuth says, such as `insufficient_authorization`; `None` for anything else.
    pub(super) fn oauth<T: DeserializeOwned>(&self) -> Option<T> {
        let client_error = self.status.is_client_error() && self.is_json();
        client_error
            .then(|| serde_json::from_slice(&self.body).ok())
            .flatten()
    }

    /// Why this is no success.
    pub(super) fn failure(&self) -> RemoteError {
        match self.status.as_u16() {
            // Of nothing that was asked about.
            304 => RemoteError::NotTheContract,
            300..=399 => RemoteError::Redirected,
            407 => RemoteError::Proxy,
            511 => RemoteError::Captive,
            status @ (408 | 425 | 429 | 500 | 502..=504) => RemoteError::Busy {
                status,
                problem: self.problem(),
                wait: self.wait(),
            },
            _ => match self.problem() {
                Some(problem) => RemoteError::Problem(problem),
                None if self.is_page() => RemoteError::Captive,
                None => RemoteError::NotTheContract,
            },
        }
    }

    /// Whether a fresh nonce is asked for (RFC 9449, 8 and 9).
    pub(super) fn wants_nonce(&self) -> bool {
        self.refused().is_some_and(|refused| {
            refused.error.as_deref() == Some("use_dpop_nonce")
                || refused.code == Some(ProblemCode::NonceRequired)
        })
    }

    /// Whether the proof was not taken, for its time or for anything else.
    pub(super) fn refuses_proof(&self) -> bool {
        use ProblemCode::{ClockSkew, ProofInvalid};
        self.refused().is_some_and(|refused| {
            refused.error.as_deref() == Some("invalid_dpop_proof")
                || matches!(refused.code, Some(ProofInvalid | ClockSkew))
        })
    }

    /// Whether the access token is good no more.
    pub(crate) fn refuses_token(&self) -> bool {
        use ProblemCode::{SessionEnded, TokenExpired, TokenInvalid, TokenMissing};
        self.status == StatusCode::UNAUTHORIZED
            && self.refused().is_some_and(|refused| {
                refused.error.as_deref() == Some("invalid_token")
                    || matches!(
                        refused.code,
                        Some(TokenExpired | TokenInvalid | TokenMissing | SessionEnded)
                    )
            })
    }

    /// Value of a header, where it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the platform itself has answered, not something in between.
    pub(super) fn is_json(&self) -> bool {
        let kind = self.media_type();
        kind == "application/json" || kind == "application/problem+json"
    }

    fn is_page(&self) -> bool {
        matches!(self.media_type(), "text/html" | "application/xhtml+xml")
    }

    fn media_type(&self) -> &str {
        let kind = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim()
    }

    fn refused(&self) -> Option<Refused> {
        let possible = self.status.is_client_error() && self.is_json();
        possible
            .then(|| serde_json::from_slice(&self.body).ok())
            .flatten()
    }

    fn problem(&self) -> Option<Box<Problem>> {
        self.is_json()
            .then(|| serde_json::from_slice(&self.body).ok().map(Box::new))
            .flatten()
    }

    /// `Retry-After`: seconds or a date (RFC 9110, 10.2.3).
    fn wait(&self) -> Option<Duration> {
        let text = self.header(RETRY_AFTER.as_str())?;
        let wait = match text.trim().parse() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => {
                let until = jiff::fmt::rfc2822::DateTimeParser::new()
                    .parse_timestamp(text)
                    .ok()?;
                // By the platform's own clock, where it says what that shows.
                let now = self.header("date").and_then(|date| {
                    jiff::fmt::rfc2822::DateTimeParser::new()
                        .parse_timestamp(date)
                        .ok()
                });
                let wait = until.duration_since(now.unwrap_or(self.at));
                Duration::try_from(wait).unwrap_or(Duration::ZERO)
            }
        };
        Some(wait.min(LONGEST_WAIT))
    }
}

/// A tag without its weakness: the same may come in another coding (RFC 9110, 8.8.3.2).
pub(super) fn bare(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
        let headers = headers.iter().map(|(name, value)| {
            (
                reqwest::header::HeaderName::from_static(name),
                value.parse().unwrap(),
            )
        });
        Reply {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.collect(),
            body: Zeroizing::new(body.as_bytes().to_vec()),
            at: "2026-11-24T04:00:00Z".parse().unwrap(),
        }
    }

    const JSON: (&str, &str) = ("content-type", "application/json");
    const PROBLEM: (&str, &str) = ("content-type", "application/problem+json");
    const PAGE: (&str, &str) = ("content-type", "text/html; charset=utf-8");

    #[test]
    fn a_page_is_never_an_answer() {
        let read = |status| reply(status, &[PAGE], "<html>").read::<serde_json::Value>();
        assert_eq!(read(200), Err(RemoteError::Captive));
        assert_eq!(read(302), Err(RemoteError::Redirected));
        assert_eq!(read(403), Err(RemoteError::Captive));
        assert!(matches!(
            read(502),
            Err(RemoteError::Busy {
                status: 502,
                problem: None,
                ..
            })
        ));
        assert_eq!(read(511), Err(RemoteError::Captive));
    }

    #[test]
    fn json_of_another_form_is_not_the_contract() {
        let read =
            |headers: &[(&'static str, &str)], body| reply(200, headers, body).read::<Vec<u32>>();
        assert_eq!(read(&[JSON], "[1]"), Ok(vec![1]));
        assert_eq!(read(&[JSON], "{"), Err(RemoteError::NotTheContract));
        assert_eq!(read(&[JSON], "{}"), Err(RemoteError::NotTheContract));
        assert_eq!(read(&[], "[1]"), Err(RemoteError::NotTheContract));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait =
            |headers: &[(&'static str, &str)]| reply(503, headers, "").failure().retry_after();
        assert_eq!(
            wait(&[("retry-after", "60")]),
            Some(Duration::from_secs(60))
        );
        assert_eq!(wait(&[("retry-after", "99999999")]), Some(LONGEST_WAIT));
        let date = ("retry-after", "Tue, 24 Nov 2026 04:01:30 GMT");
        assert_eq!(wait(&[date]), Some(Duration::from_secs(90)));
        // The computer's clock is an hour behind; the platform's own date counts.
        let server = ("date", "Tue, 24 Nov 2026 04:01:00 GMT");
        assert_eq!(wait(&[date, server]), Some(Duration::from_secs(30)));
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn only_the_copy_that_is_named_is_confirmed() {
        let confirms = |status, tag| reply(status, &[("etag", tag)], "").confirms("W/\"a\"");
        assert!(confirms(304, "W/\"a\"") && confirms(304, "\"a\""));
        assert!(!confirms(304, "\"b\"") && !confirms(200, "\"a\""));
        assert!(!reply(304, &[], "").confirms("\"a\""));
        assert_eq!(reply(304, &[], "").failure(), RemoteError::NotTheContract);
    }

    #[test]
    fn a_problem_keeps_its_code() {
        let body = serde_json::to_string(&Problem::new(ProblemCode::StepUpRequired)).unwrap();
        let reply = reply(401, &[PROBLEM], &body);
        assert_eq!(reply.failure().code(), "step-up-required");
        assert!(!reply.refuses_token());
    }
}
