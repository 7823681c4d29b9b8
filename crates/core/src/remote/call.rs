//! One call, before it is sent. It can be sent again: a proof is made anew for each time.

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use zeroize::Zeroizing;

use super::RemoteError;

/// One call.
pub(crate) struct Call {
    pub(super) method: Method,
    /// Path on the platform, beginning with a slash.
    pub(super) path: String,
    /// Where it is in the contract, where discovery has placed it.
    pub(super) discovered: Option<&'static str>,
    pub(super) query: Option<String>,
    pub(super) body: Body,
    /// Whether the answer is a stream of events.
    pub(super) stream: bool,
    /// The event after which the stream begins.
    pub(super) last_event: Option<String>,
    /// The tag of the copy that is here: the same again need not be sent.
    pub(super) held: Option<String>,
    /// How long the platform may wait before it answers.
    pub(super) wait: Duration,
}

/// The body of a call. It may hold personal values or a password.
pub(super) enum Body {
    None,
    Form(Zeroizing<String>),
    Json(Zeroizing<Vec<u8>>),
    /// Bytes that are no text.
    Bytes(Zeroizing<Vec<u8>>),
}

impl Call {
    /// Reads `path`.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// Posts to `path`, without a body.
    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// Sends `form` as RFC 6749 has it to where discovery has placed the operation that the contract has at
    /// `contract`.
    pub(crate) fn form(
        contract: &'static str,
        path: impl Into<String>,
        form: &impl Serialize,
    ) -> Result<Self, RemoteError> {
        let text = serde_urlencoded::to_string(form).map_err(|_| RemoteError::NotTheContract)?;
        Ok(Self {
            discovered: Some(contract),
            body: Body::Form(Zeroizing::new(text)),
            ..Self::new(Method::POST, path)
        })
    }

    /// Sends `body` to `path`.
    pub(crate) fn json(
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<Self, RemoteError> {
        let bytes = serde_json::to_vec(body).map_err(|_| RemoteError::NotTheContract)?;
        Ok(Self {
            body: Body::Json(Zeroizing::new(bytes)),
            ..Self::new(Method::POST, path)
        })
    }

    /// Sends JSON that is written already to `path`, byte for byte.
    pub(crate) fn text(path: impl Into<String>, json: String) -> Self {
        Self {
            body: Body::Json(Zeroizing::new(json.into_bytes())),
            ..Self::new(Method::POST, path)
        }
    }

    /// Puts `body` at `path`.
    pub(crate) fn put(path: impl Into<String>, body: &impl Serialize) -> Result<Self, RemoteError> {
        Ok(Self {
            method: Method::PUT,
            ..Self::json(path, body)?
        })
    }

    /// Puts bytes at `path`.
    pub(crate) fn put_bytes(path: impl Into<String>, bytes: &[u8]) -> Self {
        Self {
            body: Body::Bytes(Zeroizing::new(bytes.to_vec())),
            ..Self::new(Method::PUT, path)
        }
    }

    /// Deletes what is at `path`.
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// With these parameters.
    pub(crate) fn query(mut self, query: &impl Serialize) -> Result<Self, RemoteError> {
        let text = serde_urlencoded::to_string(query).map_err(|_| RemoteError::NotTheContract)?;
        self.query = Some(text);
        Ok(self)
    }

    /// As a stream of events, from the one after `last` on.
    pub(super) fn stream(mut self, last: Option<&str>) -> Self {
        self.stream = true;
        self.last_event = last.map(str::to_owned);
        self
    }

    /// Unless it is still what the copy with this tag is.
    pub(crate) fn unless(mut self, held: Option<String>) -> Self {
        self.held = held;
        self
    }

    /// Answered only after such a wait.
    pub(super) fn after(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            discovered: None,
            query: None,
            body: Body::None,
            stream: false,
            last_event: None,
            held: None,
            wait: Duration::ZERO,
        }
    }
}
