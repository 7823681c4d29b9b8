//! A platform with a clock that tests move, and a client that speaks DPoP.

pub(crate) mod attachment;
pub(crate) mod binary;
pub(crate) mod citizen;
pub(crate) mod key;
pub(crate) mod pages;
pub(crate) mod reply;
pub(crate) mod stream;

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use sst_platform::{Clock, Limits, Options, Platform};

use key::{Key, Proof};
use reply::Reply;

/// A platform of its own, and a clock that stands still until moved.
pub(crate) struct World {
    pub(crate) platform: Platform,
    pub(crate) clock: Clock,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Clock::manual();
        // Many citizens of one test share the address of this computer.
        let limits = Limits {
            codes_per_address: 1_000,
            ..Limits::default()
        };
        let mut options = Options {
            clock: clock.clone(),
            limits,
            ..Options::default()
        };
        change(&mut options);
        let platform = Platform::start(options).await.unwrap();
        Self { platform, clock }
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// A computer that has never been here.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.platform.url(), self.clock.clone())
    }
}

/// A computer with a key of its own.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) key: Key,
    pub(crate) nonce: String,
    pub(crate) access_token: Option<String>,
}

/// What a request carries.
pub(crate) enum Body<'a> {
    Nothing,
    Json(String),
    Form(&'a [(&'a str, &'a str)]),
    Octets(&'a [u8]),
}

impl Client {
    pub(crate) fn new(url: &str, clock: Clock) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: url.to_owned(),
            clock,
            key: Key::generate(),
            nonce: String::new(),
            access_token: None,
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, Body::Nothing).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &impl Serialize) -> Reply {
        let body = Body::Json(serde_json::to_string(body).unwrap());
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: &impl Serialize) -> Reply {
        let body = Body::Json(serde_json::to_string(body).unwrap());
        self.send(Method::PUT, path, body).await
    }

    pub(crate) async fn form(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send(Method::POST, path, Body::Form(form)).await
    }

    /// Sends with a proof; where the platform wants another nonce, once more with it.
    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Body<'_>) -> Reply {
        let reply = self.send_once(method.clone(), path, &body).await;
        if reply.code() == "nonce-required" {
            self.send_once(method, path, &body).await
        } else {
            reply
        }
    }

    async fn send_once(&mut self, method: Method, path: &str, body: &Body<'_>) -> Reply {
        let proof = self.proof(&method, path);
        let jwt = self.key.sign(&proof);
        self.send_with(method, path, body, &jwt).await
    }

    /// The proof that this client would send.
    pub(crate) fn proof(&self, method: &Method, path: &str) -> Proof {
        let htu = format!("{}{}", self.url, path.split('?').next().unwrap());
        let mut proof = Proof::new(method.as_str(), &htu, self.clock.now() / 1000);
        proof.set("nonce", self.nonce.as_str());
        if let Some(token) = &self.access_token {
            proof.set_access_token(token);
        }
        proof
    }

    /// Sends with this very proof.
    pub(crate) async fn send_with(
        &mut self,
        method: Method,
        path: &str,
        body: &Body<'_>,
        jwt: &str,
    ) -> Reply {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        request = request.header("DPoP", jwt);
        if let Some(token) = &self.access_token {
            request = request.header("Authorization", format!("DPoP {token}"));
        }
        request = match body {
            Body::Nothing => request,
            Body::Json(json) => request
                .header("Content-Type", "application/json")
                .body(json.clone()),
            Body::Form(form) => request.form(form),
            Body::Octets(bytes) => request
                .header("Content-Type", "application/octet-stream")
                .body(bytes.to_vec()),
        };
        let response = request.send().await.unwrap();
        if let Some(nonce) = response.headers().get("dpop-nonce") {
            self.nonce = nonce.to_str().unwrap().to_owned();
        }
        Reply::read(response).await
    }
}
