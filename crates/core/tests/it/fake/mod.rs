//! A small platform that does what a test tells it to, and checks every proof that it is given.

mod answers;
pub(crate) mod proof;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;

use proof::Proof;

/// A request, as far as a test looks at it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) form: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// What the platform is to do.
#[derive(Default)]
pub(crate) struct Told {
    /// Replies to refreshes that get lost on their way.
    pub(crate) lose_refresh_replies: u32,
    /// Proofs need this nonce.
    pub(crate) nonce: Option<String>,
    /// No access token is taken any more.
    pub(crate) refuse_every_token: bool,
    /// The session was ended on the platform.
    pub(crate) session_ended: bool,
    /// How far the platform's clock is from this computer's.
    pub(crate) clock: SignedDuration,
    /// How long ago whoever logs in has authenticated.
    pub(crate) authenticated_ago: SignedDuration,
    /// Calls of this path are never answered.
    pub(crate) hang_at: Option<&'static str>,
    /// Who logs in.
    pub(crate) sub: String,
    /// The phone's next code is right, and has no account.
    pub(crate) unknown_number: bool,
    /// Seconds that an access token lives; 600 if zero.
    pub(crate) token_life: u32,
    /// What another path answers with: status, content type, body.
    pub(crate) instead: HashMap<String, Instead>,
}

/// Status, headers and body.
type Instead = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// What the platform remembers.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) seen: Vec<Seen>,
    pub(crate) bad_proofs: Vec<String>,
    pub(crate) proofs: Vec<Proof>,
    jtis: HashSet<String>,
    used: HashSet<String>,
    pub(crate) refreshes: u32,
    pub(crate) revoked: Vec<String>,
    pub(crate) pushes: u32,
    /// The decisions of each citizen.
    consents: HashMap<String, Vec<serde_json::Value>>,
    /// Number of the last mutation that was taken.
    last_seq: u64,
    /// Good access tokens, with the thumbprint that they are bound to.
    access: HashMap<String, String>,
    /// Good refresh tokens; the old one stays until its successor is used.
    refresh: HashMap<String, String>,
    issued: u32,
    challenge: String,
    pub(crate) told: Told,
    /// How many streams of events are open.
    pub(crate) streams: Arc<AtomicUsize>,
}

pub(crate) struct Fake {
    pub(crate) url: String,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Clone)]
struct Platform {
    url: String,
    memory: Arc<Mutex<Memory>>,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let memory = Arc::new(Mutex::new(Memory::default()));
        memory.lock().unwrap().told.sub = "citizen-1".to_owned();
        let platform = Platform {
            url: url.clone(),
            memory: Arc::clone(&memory),
        };
        let router = Router::new().fallback(serve).with_state(platform);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, memory }
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap()
    }

    pub(crate) fn tell(&self, tell: impl FnOnce(&mut Told)) {
        tell(&mut self.memory().told);
    }

    pub(crate) fn seen(&self, path: &str) -> Vec<Seen> {
        self.memory()
            .seen
            .iter()
            .filter(|seen| seen.path == path)
            .cloned()
            .collect()
    }

    /// How often it was called.
    pub(crate) fn calls(&self) -> usize {
        self.memory().seen.len()
    }

    /// From now on it takes no edits.
    pub(crate) fn take_no_edits(&self) {
        self.answer("/v1/sync/push", 503, &[], "");
    }

    /// Every access token used so far is good no more. One that has just been given out is not meant:
    /// tokens live for minutes.
    pub(crate) fn expire_access_tokens(&self) {
        let mut memory = self.memory();
        let used = std::mem::take(&mut memory.used);
        memory.access.retain(|token, _| !used.contains(token));
    }

    /// Has `path` answer with this.
    pub(crate) fn answer(
        &self,
        path: &str,
        status: u16,
        headers: &[(&'static str, &str)],
        body: impl Into<Vec<u8>>,
    ) {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.tell(|told| {
            told.instead
                .insert(path.to_owned(), (status, headers, body.into()));
        });
    }

    /// No call came with a proof that another implementation refuses.
    pub(crate) fn proofs_were_good(&self) {
        let memory = self.memory();
        assert_eq!(memory.bad_proofs, Vec::<String>::new());
        assert!(!memory.proofs.is_empty());
    }
}

impl Memory {
    fn now(&self) -> Timestamp {
        Timestamp::now() + self.told.clock
    }
}

async fn serve(State(platform): State<Platform>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect();
    let form = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    let seen = Seen {
        method,
        path,
        headers,
        form,
        body: body.to_vec(),
    };
    let hang = {
        let mut memory = platform.memory.lock().unwrap();
        memory.seen.push(seen.clone());
        memory.told.hang_at == Some(seen.path.as_str())
    };
    if hang {
        std::future::pending::<()>().await;
    }
    platform.answer(&seen)
}
