//! What a browser brings back to the client, and whether it belongs to the log-in that is under way.

use reqwest::Url;
use sst_api::approval::CALLBACK_PATH;
use sst_api::problem::ProblemCode;
use zeroize::Zeroizing;

use super::browser::refusal;
use crate::remote::Discovery;

/// What an answer has to have.
pub(super) struct Expected<'a> {
    pub(super) state: Zeroizing<String>,
    pub(super) discovered: &'a Discovery,
}

/// What came of it.
pub(super) enum Answer {
    /// An authorization code.
    Code(Zeroizing<String>),
    /// None, and why.
    Refused(ProblemCode),
}

/// What a request to the loopback address is.
pub(super) enum Judged {
    /// The answer that is waited for.
    Answer(Answer),
    /// Nothing that belongs to the log-in; the waiting goes on.
    Foreign {
        /// The HTTP status to answer with.
        status: u16,
    },
}

impl Expected<'_> {
    /// Judges one request. Only the callback's path, this very listener's name (against DNS rebinding), our
    /// `state` (RFC 6749, section 10.12) and the right issuer (RFC 9207) together are an answer.
    pub(super) fn judge(&self, method: &str, target: &str, host: &str, port: u16) -> Judged {
        let own = format!("127.0.0.1:{port}");
        if host != own {
            return Judged::Foreign { status: 421 };
        }
        let Ok(url) = Url::parse(&format!("http://{own}{target}")) else {
            return Judged::Foreign { status: 400 };
        };
        if url.path() != CALLBACK_PATH || !target.starts_with(CALLBACK_PATH) {
            return Judged::Foreign { status: 404 };
        }
        if method != "GET" {
            return Judged::Foreign { status: 405 };
        }
        self.read(&url)
            .map_or(Judged::Foreign { status: 400 }, Judged::Answer)
    }

    fn read(&self, url: &Url) -> Option<Answer> {
        let (state, iss) = (one(url, "state")?, one(url, "iss")?);
        if state.as_deref() != Some(self.state.as_str()) || !self.discovered.is_from(iss.as_deref())
        {
            return None;
        }
        match (one(url, "code")?, one(url, "error")?) {
            (Some(code), None) => Some(Answer::Code(Zeroizing::new(code))),
            (None, Some(error)) => Some(Answer::Refused(refusal(&error))),
            _ => None,
        }
    }
}

/// The value of a parameter, if it is there; `None` where it is there more than once (RFC 6749, section 3.1).
fn one(url: &Url, name: &str) -> Option<Option<String>> {
    let mut values = url.query_pairs().filter(|(key, _)| key == name);
    let first = values.next().map(|(_, value)| value.into_owned());
    values.next().is_none().then_some(first)
}
