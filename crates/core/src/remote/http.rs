//! Sending one call and taking one answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, DATE, HeaderValue, IF_NONE_MATCH,
};
use reqwest::{Request, Response, Url, redirect};
use zeroize::Zeroizing;

use super::call::{Body, Call};
use super::classify::classify;
use super::declared::{Declared, declared};
use super::skew::Skew;
use super::{MAX_BODY_BYTES, RemoteError, Reply};
use crate::clock::Clock;
use crate::consent::Permit;
use crate::registry::SentLog;

/// Longest time until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest time of a call, from its beginning to the last byte of the answer, beside a wait that was asked for.
const TOTAL: Duration = Duration::from_secs(20);
/// A connection that nobody used for so long is closed.
const IDLE: Duration = Duration::from_secs(30);
const PING_EVERY: Duration = Duration::from_secs(15);
const PING_WITHIN: Duration = Duration::from_secs(5);

/// What a call shows of who it comes from.
pub(super) struct Credentials {
    /// DPoP proof (RFC 9449).
    pub(super) proof: String,
    /// Access token, where there is one.
    pub(super) token: Option<Zeroizing<String>>,
}

/// The HTTP client. Nothing of it exists before the first call with a permit: no TLS, no proxy settings
/// read, no socket.
#[derive(Debug)]
pub struct Http {
    origin: Url,
    clock: Arc<dyn Clock>,
    client: Mutex<Option<reqwest::Client>>,
    skew: Skew,
    sent: Arc<SentLog>,
}

impl Http {
    /// A client of the platform at `origin`.
    pub(crate) fn new(origin: Url, clock: Arc<dyn Clock>) -> Self {
        Self {
            origin,
            sent: SentLog::new(Arc::clone(&clock)),
            clock,
            client: Mutex::default(),
            skew: Skew::default(),
        }
    }

    /// The platform's origin.
    pub(crate) fn origin(&self) -> &Url {
        &self.origin
    }

    /// What left this computer.
    pub(crate) fn sent(&self) -> &Arc<SentLog> {
        &self.sent
    }

    /// What the platform's clock shows now, as far as is known.
    pub(crate) fn platform_now(&self) -> Timestamp {
        self.skew.platform_time(self.clock.now())
    }

    /// How far this computer's clock is off, where a person should hear of it.
    pub(crate) fn clock_off_by(&self) -> Option<SignedDuration> {
        self.skew.worth_saying()
    }

    /// How far the platform's clock is ahead of this computer's, as far as is known.
    pub(super) fn ahead(&self) -> SignedDuration {
        self.skew.off()
    }

    /// Whether it has since turned out to be another `ahead`, by more than an answer takes on its way.
    pub(super) fn clock_moved(&self, ahead: SignedDuration) -> bool {
        self.skew.moved(ahead)
    }

    /// The address of a call, as a proof names it (RFC 9449, 4.2: without query and fragment).
    pub(super) fn address(&self, call: &Call) -> Result<Url, RemoteError> {
        self.origin
            .join(&call.path)
            .map_err(|_| RemoteError::NotTheContract)
    }

    /// Sends a call and takes the whole answer.
    pub(super) async fn send(
        &self,
        permit: &impl Permit,
        call: &Call,
        credentials: Option<&Credentials>,
    ) -> Result<Reply, RemoteError> {
        let answered = async {
            let (mut request, declared) = self.request(call, credentials)?;
            *request.timeout_mut() = Some(call.wait + TOTAL);
            self.take(self.execute(request, &declared).await?).await
        };
        self.sure_of_the_way(permit.pass().run(answered).await)
    }

    /// Sends a call whose answer goes on; only its head has a limit in time.
    pub(super) async fn open(
        &self,
        permit: &impl Permit,
        call: &Call,
        credentials: &Credentials,
    ) -> Result<Response, RemoteError> {
        let answered = async {
            let (request, declared) = self.request(call, Some(credentials))?;
            let response = tokio::time::timeout(TOTAL, self.execute(request, &declared)).await;
            response.map_err(|_| RemoteError::TimedOut)?
        };
        self.sure_of_the_way(permit.pass().run(answered).await)
    }

    /// After a call that got no whole answer the next one makes a connection of its own, by the system's proxy settings
    /// as they are then.
    fn sure_of_the_way<T>(&self, answered: Result<T, RemoteError>) -> Result<T, RemoteError> {
        use RemoteError::{Broken, Offline, Proxy, TimedOut};
        if let Err(Offline { .. } | TimedOut | Broken | Proxy) = answered {
            self.forget_connections();
        }
        answered
    }

    /// Takes the rest of an answer, and learns from it what time it is on the platform.
    pub(super) async fn take(&self, mut response: Response) -> Result<Reply, RemoteError> {
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(RemoteError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let at = self.clock.now();
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let reply = Reply {
            status,
            headers,
            body,
            at,
        };
        if reply.is_json()
            && let Some(date) = reply.header(DATE.as_str())
        {
            self.skew.learn(date, at);
        }
        Ok(reply)
    }

    /// The request of a call, once all that is in it was found to be declared.
    fn request(
        &self,
        call: &Call,
        credentials: Option<&Credentials>,
    ) -> Result<(Request, Declared), RemoteError> {
        let mut url = self.address(call)?;
        url.set_query(call.query.as_deref());
        let mut request = self.client()?.request(call.method.clone(), url);
        request = match &call.body {
            Body::None => request,
            Body::Form(text) => request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(text.as_bytes().to_vec()),
            Body::Json(bytes) => request
                .header(CONTENT_TYPE, "application/json")
                .body(bytes.to_vec()),
            Body::Bytes(bytes) => request
                .header(CONTENT_TYPE, "application/octet-stream")
                .body(bytes.to_vec()),
        };
        if call.stream {
            request = request
                .header(ACCEPT, "text/event-stream")
                .header(CACHE_CONTROL, "no-store");
        }
        if let Some(last) = &call.last_event {
            request = request.header("last-event-id", last.as_str());
        }
        if let Some(held) = &call.held {
            request = request.header(IF_NONE_MATCH, held.as_str());
        }
        if let Some(credentials) = credentials {
            request = request.header("dpop", &credentials.proof);
            if let Some(token) = &credentials.token {
                request = request.header(AUTHORIZATION, bearer(token)?);
            }
        }
        let request = request.build().map_err(|_| RemoteError::NotTheContract)?;
        let declared = declared(&request, &self.origin, call.discovered)?;
        Ok((request, declared))
    }

    /// Sends what was found to be declared, and notes it, unless there was no connection to send it on.
    async fn execute(
        &self,
        request: Request,
        declared: &Declared,
    ) -> Result<Response, RemoteError> {
        let noting = self.sent.begin(declared, &host_of(request.url()));
        match self.client()?.execute(request).await {
            Ok(response) => Ok(response),
            Err(error) => {
                if error.is_connect() {
                    noting.nothing_left();
                }
                Err(classify(&error))
            }
        }
    }

    /// Closes the connections that nobody uses, and with the next call begins anew: their buffers hold tokens
    /// and personal values of the calls before. A call that is under way ends first.
    pub(crate) fn forget_connections(&self) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn client(&self) -> Result<reqwest::Client, RemoteError> {
        let mut kept = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*kept {
            return Ok(client.clone());
        }
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE)
            .http2_keep_alive_interval(PING_EVERY)
            .http2_keep_alive_timeout(PING_WITHIN)
            .redirect(redirect::Policy::none())
            .referer(false)
            .min_tls_version(reqwest::tls::Version::TLS_1_2)
            .https_only(self.origin.scheme() == "https")
            .build()
            .map_err(|_| RemoteError::Tls)?;
        Ok(kept.insert(client).clone())
    }
}

/// Host and port of an address, as a person is shown it.
pub(crate) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn bearer(token: &str) -> Result<HeaderValue, RemoteError> {
    let text = Zeroizing::new(format!("DPoP {token}"));
    let mut value = HeaderValue::from_str(&text).map_err(|_| RemoteError::NotTheContract)?;
    value.set_sensitive(true);
    Ok(value)
}
