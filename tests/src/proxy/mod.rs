//! A fault proxy: stands between a client and a platform on the loopback, and does to what passes what networks do.
//!
//! HTTP/1.1 only, without TLS. Each request is sent on by a connection of its own, so that an answer ends where the
//! platform closes it, whatever its framing; towards the client connections are kept open. The platform is not told that
//! the client could take a compressed answer.

mod connection;
mod rule;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;

pub use rule::{Act, answer, json};

use rule::Rule;
pub use wire::Wire;

/// A request that reached the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `POST`, `GET`.
    pub method: String,
    /// Path with its query.
    pub target: String,
    /// Head and body, as they came.
    pub bytes: Vec<u8>,
    /// What was given to the client so far, head and body.
    pub answer: Vec<u8>,
}

/// A proxy before one platform. It stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The platform; none before there is one.
    upstream: Option<SocketAddr>,
    rules: Vec<Rule>,
    wire: Wire,
    seen: Vec<Seen>,
    connections: usize,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proxy {
    /// A proxy on a free port of the loopback, which leads nowhere yet: a platform has to know its address first.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub async fn open() -> io::Result<Self> {
        Self::at(SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0))).await
    }

    /// The same at this address.
    ///
    /// # Errors
    ///
    /// Where the port is somebody else's.
    pub async fn at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
        });
        let mut proxy = Self {
            address,
            shared,
            tasks: JoinSet::new(),
        };
        proxy.serve(listener);
        Ok(proxy)
    }

    /// The platform that it leads to from now on.
    pub fn lead_to(&self, platform: SocketAddr) {
        self.shared.state().upstream = Some(platform);
    }

    /// What a client calls instead of the platform.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on nobody listens, and what is open is reset.
    pub async fn close(&mut self) {
        self.tasks.shutdown().await;
    }

    /// Listens again at the same address.
    ///
    /// # Errors
    ///
    /// Where somebody else took the port meanwhile.
    pub async fn reopen(&mut self) -> io::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.serve(listener);
        Ok(())
    }

    /// Nobody answers a connection any more, not even to refuse it: the queue of those who wait is full.
    ///
    /// # Errors
    ///
    /// Where somebody else took the port meanwhile.
    pub async fn fall_silent(&mut self) -> io::Result<()> {
        self.close().await;
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        let listener = socket.listen(1)?;
        let address = self.address;
        self.tasks.spawn(async move {
            let mut waiting = JoinSet::new();
            for _ in 0..8 {
                waiting.spawn(TcpStream::connect(address));
            }
            // Those that got in keep their places; the others wait as long as this task.
            let mut held = Vec::new();
            while let Some(connected) = waiting.join_next().await {
                held.push(connected);
            }
            drop(listener);
        });
        // Until the queue is full.
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok(())
    }

    /// Does `act` to requests whose path begins with `path`, so many times. What was said first goes first.
    pub fn on(&self, path: &str, times: usize, act: Act) {
        self.shared.state().rules.push(Rule {
            path: path.to_owned(),
            times,
            act,
        });
    }

    /// Forgets what was to be done to requests, and makes the wire a good one. What is being done goes on.
    pub fn clear(&self) {
        let mut state = self.shared.state();
        state.rules.clear();
        state.wire = Wire::default();
    }

    /// How the wire is, for requests that come from now on.
    pub fn wire(&self, wire: Wire) {
        self.shared.state().wire = wire;
    }

    /// Every request so far whose path begins with `path`.
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        let state = self.shared.state();
        let wanted = state
            .seen
            .iter()
            .filter(|seen| seen.target.starts_with(path));
        wanted.cloned().collect()
    }

    /// How many requests so far have a path that begins with `path`.
    pub fn count(&self, path: &str) -> usize {
        let state = self.shared.state();
        let wanted = |seen: &&Seen| seen.target.starts_with(path);
        state.seen.iter().filter(wanted).count()
    }

    /// How many connections were taken so far.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }

    fn serve(&mut self, listener: TcpListener) {
        let shared = Arc::clone(&self.shared);
        self.tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                shared.state().connections += 1;
                connections.spawn(connection::serve(Arc::clone(&shared), stream));
                while connections.try_join_next().is_some() {}
            }
        });
    }
}

/// Closes a connection in the way of a lost peer: with a reset.
fn reset(stream: TcpStream) {
    // Where it does not take, it is an orderly end, and a test that needs a reset sees that.
    let _ = stream.set_zero_linger();
    drop(stream);
}
