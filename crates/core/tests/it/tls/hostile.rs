//! Servers as somebody would put them between this computer and the platform.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion, crypto, pki_types};

/// An issuer of certificates.
pub(crate) struct Authority(KeyPair);

impl Authority {
    pub(crate) fn new() -> Self {
        Self(KeyPair::generate().unwrap())
    }

    /// The one with this key.
    pub(crate) fn of(key: &str) -> Self {
        Self(KeyPair::from_pem(key).unwrap())
    }

    pub(crate) fn key(&self) -> String {
        self.0.serialize_pem()
    }

    /// What a computer that trusts it has in its store, as PEM.
    pub(crate) fn certificate(&self) -> String {
        Self::params().self_signed(&self.0).unwrap().pem()
    }

    /// A certificate for `host`, valid from the first to the second year.
    pub(crate) fn issue(&self, host: &str, (from, to): (i32, i32)) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let issuer = Issuer::new(Self::params(), &self.0);
        let chain = params.signed_by(&key, &issuer).unwrap().der().clone();
        Certificate { chain, key }
    }

    fn params() -> CertificateParams {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    }
}

/// A certificate and its key.
pub(crate) struct Certificate {
    chain: pki_types::CertificateDer<'static>,
    key: KeyPair,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Versions {
    Both,
    Only12,
    Only13,
}

impl Certificate {
    pub(crate) fn self_signed(host: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([host.to_owned()]).unwrap();
        let chain = params.self_signed(&key).unwrap().der().clone();
        Self { chain, key }
    }

    /// A platform that answers every request with an empty object.
    pub(crate) async fn serve(self, versions: Versions) -> Server {
        let versions: &[&SupportedProtocolVersion] = match versions {
            Versions::Both => &[&TLS12, &TLS13],
            Versions::Only12 => &[&TLS12],
            Versions::Only13 => &[&TLS13],
        };
        self.answer(versions, EMPTY.to_owned()).await
    }

    /// A platform that sends everybody to another one.
    pub(crate) async fn redirect(self, to: &str) -> Server {
        let answer =
            format!("HTTP/1.1 307 Elsewhere\r\nlocation: {to}/\r\ncontent-length: 0\r\n\r\n");
        self.answer(&[&TLS12, &TLS13], answer).await
    }

    async fn answer(
        self,
        versions: &[&'static SupportedProtocolVersion],
        answer: String,
    ) -> Server {
        let acceptor = TlsAcceptor::from(Arc::new(self.config(versions)));
        Server::start("https", move |stream, seen| {
            let (acceptor, answer) = (acceptor.clone(), answer.clone());
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    reply(stream, answer.as_bytes(), &seen).await;
                }
            }
        })
        .await
    }

    pub(super) fn config(self, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
        let key = pki_types::PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.chain], key.into())
            .unwrap()
    }
}

const EMPTY: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/// A platform without TLS.
pub(crate) async fn plain() -> Server {
    Server::start("http", |stream, seen| async move {
        reply(stream, EMPTY.as_bytes(), &seen).await;
    })
    .await
}

/// A server that agrees to this old version and to no other: its hello, byte by byte (RFC 2246, 7.4.1.3).
pub(crate) async fn old(version: [u8; 2]) -> Server {
    let mut hello = vec![version[0], version[1]];
    hello.extend([0x5a; 32]);
    // No session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    hello.extend([0, 0x00, 0x2f, 0]);
    let length = u8::try_from(hello.len()).unwrap();
    let mut handshake = vec![2, 0, 0, length];
    handshake.extend(hello);
    let mut record = vec![22, version[0], version[1], 0, length + 4];
    record.extend(handshake);
    Server::start("https", move |stream, seen| {
        let record = record.clone();
        async move { reply(stream, &record, &seen).await }
    })
    .await
}

async fn reply(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &[u8], seen: &AtomicUsize) {
    let mut request = [0; 8192];
    if matches!(stream.read(&mut request).await, Ok(length) if length > 0) {
        seen.fetch_add(1, Ordering::SeqCst);
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    }
}

pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<AtomicUsize>,
}

impl Server {
    pub(super) async fn start<F: Future<Output = ()> + Send>(
        scheme: &str,
        serve: impl Fn(tokio::net::TcpStream, Arc<AtomicUsize>) -> F + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, Arc::clone(&counter)).await;
            }
        });
        Self { url, seen }
    }

    /// How many requests were read, after the handshake where there is one.
    pub(crate) fn requests(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}
