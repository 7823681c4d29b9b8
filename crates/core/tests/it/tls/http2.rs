//! Platforms that speak HTTP/2 and, at first, do not take what is sent to them (RFC 9113, 6.8 and 8.7).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use axum::http::Response;
use h2::server::{Connection, SendResponse};
use h2::{Reason, server};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::server::TlsStream;

use super::hostile::{Certificate, Server};

/// What the first connection does with the first request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// The stream is refused; the connection stays.
    RefusedStream,
    /// The connection goes away before it has looked at any stream.
    GoAwayUnseen,
    /// The connection goes away, and answers what it had.
    GoAwayAnswered,
}

impl Certificate {
    /// Such a platform. Later requests are answered with an empty object.
    pub(crate) async fn http2(self, first: First) -> Server {
        let mut config = self.config(&[&TLS12, &TLS13]);
        config.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let connections = Arc::new(AtomicUsize::new(0));
        Server::start("https", move |stream, seen| {
            let (acceptor, connections) = (acceptor.clone(), Arc::clone(&connections));
            async move {
                let is_first = connections.fetch_add(1, Ordering::SeqCst) == 0;
                let stream = acceptor.accept(stream).await.unwrap();
                let connection = server::handshake(stream).await.unwrap();
                serve(connection, is_first.then_some(first), &seen).await;
            }
        })
        .await
    }
}

type Http2 = Connection<TlsStream<TcpStream>, Bytes>;

async fn serve(mut connection: Http2, mut first: Option<First>, seen: &AtomicUsize) {
    if first == Some(First::GoAwayUnseen) {
        connection.abrupt_shutdown(Reason::NO_ERROR);
    }
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        match first.take() {
            Some(First::RefusedStream) => respond.send_reset(Reason::REFUSED_STREAM),
            Some(First::GoAwayAnswered) => {
                connection.graceful_shutdown();
                answer(respond, seen);
            }
            Some(First::GoAwayUnseen) | None => answer(respond, seen),
        }
    }
}

fn answer(mut respond: SendResponse<Bytes>, seen: &AtomicUsize) {
    seen.fetch_add(1, Ordering::SeqCst);
    let head = Response::builder().header("content-type", "application/json");
    let mut body = respond
        .send_response(head.body(()).unwrap(), false)
        .unwrap();
    body.send_data("{}".into(), true).unwrap();
}
