//! Between the app and the platform: every text for people that the platform sends gets a hostile end. Which texts
//! those are is told by themselves, so that a new field is poisoned too.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

/// Texts that could be taken for something else by their letters.
const TEXTS: [&str; 2] = ["phone", "phones"];

pub(super) struct Poison {
    address: SocketAddr,
    texts: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Between {
    platform: SocketAddr,
    client: reqwest::Client,
    hostile: Arc<str>,
    texts: Arc<AtomicUsize>,
}

impl Poison {
    /// Starts to listen. It ends with the test's runtime.
    pub(super) async fn between(platform: SocketAddr, hostile: &str) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let texts = Arc::new(AtomicUsize::new(0));
        let between = Between {
            platform,
            client: reqwest::Client::builder().no_proxy().build()?,
            hostile: hostile.into(),
            texts: Arc::clone(&texts),
        };
        let app = axum::Router::new().fallback(pass).with_state(between);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { address, texts })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many texts were poisoned so far.
    pub(super) fn texts(&self) -> usize {
        self.texts.load(Ordering::Relaxed)
    }
}

async fn pass(State(between): State<Between>, request: Request) -> Response {
    match between.ask(request).await {
        Ok(response) => response,
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

impl Between {
    async fn ask(&self, request: Request) -> anyhow::Result<Response> {
        let (mut head, body) = request.into_parts();
        // What is compressed could not be changed.
        head.headers.remove(header::ACCEPT_ENCODING);
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let answer = self
            .client
            .request(head.method, format!("http://{}{path}", self.platform))
            .headers(head.headers)
            .body(axum::body::to_bytes(body, usize::MAX).await?)
            .send()
            .await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        let kind = headers.get(header::CONTENT_TYPE);
        let json = kind.is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
        let body = if json {
            let mut value: Value = serde_json::from_slice(&answer.bytes().await?)?;
            self.poison(&mut value, false);
            headers.remove(header::CONTENT_LENGTH);
            headers.remove(header::TRANSFER_ENCODING);
            Body::from(value.to_string())
        } else {
            Body::from_stream(answer.bytes_stream())
        };
        let mut response = (status, body).into_response();
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn poison(&self, value: &mut Value, is_text: bool) {
        match value {
            Value::String(text) if is_text || !text.is_ascii() => {
                text.push_str(&self.hostile);
                self.texts.fetch_add(1, Ordering::Relaxed);
            }
            Value::Array(values) => values
                .iter_mut()
                .for_each(|value| self.poison(value, is_text)),
            Value::Object(members) => members
                .iter_mut()
                .for_each(|(name, value)| self.poison(value, TEXTS.contains(&name.as_str()))),
            _ => {}
        }
    }
}
