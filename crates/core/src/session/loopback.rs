//! The door through which the browser comes back (RFC 8252, section 7.3): open on loopback alone, for one
//! answer, and closed with it.

use std::io;
use std::net::Ipv4Addr;
use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use sha2::{Digest as _, Sha256};
use sst_api::approval::CALLBACK_PATH;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::callback::{Answer, Expected, Judged};

/// Longest head of a request, in bytes.
const HEAD_MAX: usize = 16 * 1024;
/// Most headers of a request.
const HEADERS_MAX: usize = 64;
/// Longest time for one request: a browser opens connections in advance, and may send nothing on them.
const REQUEST: Duration = Duration::from_secs(10);
/// Most connections at a time.
const AT_ONCE: usize = 16;

/// A listener that waits for one answer.
pub(super) struct Loopback {
    listener: TcpListener,
    port: u16,
}

impl Loopback {
    /// Listens on a port of the system's choice.
    pub(super) async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// Where the browser is to come back to.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{CALLBACK_PATH}", self.port)
    }

    /// Waits for the answer. What does not belong to it is answered, and the waiting goes on.
    pub(super) async fn answer(self, expected: &Expected<'_>) -> Answer {
        let mut open = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if open.len() < AT_ONCE => match accepted {
                    Ok((stream, _)) => open.push(self.serve(stream, expected)),
                    // No more descriptors for now.
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                },
                Some(Some(answer)) = open.next(), if !open.is_empty() => return answer,
            }
        }
    }

    async fn serve(&self, mut stream: TcpStream, expected: &Expected<'_>) -> Option<Answer> {
        let served = async {
            let head = read_head(&mut stream).await?;
            let judged = judge(&head, expected, self.port);
            let (status, page) = match &judged {
                Judged::Answer(Answer::Code(_)) => (200, &*DONE),
                Judged::Answer(Answer::Refused(_)) => (200, &*REFUSED),
                Judged::Foreign { status } => (*status, &*FOREIGN),
            };
            // Whoever does not wait for our page has given their answer all the same.
            let _ = stream.write_all(response(status, page).as_bytes()).await;
            let _ = stream.shutdown().await;
            match judged {
                Judged::Answer(answer) => Some(answer),
                Judged::Foreign { .. } => None,
            }
        };
        tokio::time::timeout(REQUEST, served).await.ok().flatten()
    }
}

/// The head of a request; `None` where there is none, or a longer one than any of ours.
async fn read_head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(1024);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let room = HEAD_MAX.checked_sub(head.len()).filter(|room| *room > 0)?;
        let read = stream.take(room as u64).read_buf(&mut head).await.ok()?;
        if read == 0 {
            return None;
        }
    }
    Some(head)
}

/// What the head of a request is.
pub(super) fn judge(head: &[u8], expected: &Expected<'_>, port: u16) -> Judged {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut headers);
    if request.parse(head).is_err() {
        return Judged::Foreign { status: 400 };
    }
    let mut hosts = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("host"))
        .filter_map(|header| std::str::from_utf8(header.value).ok());
    match (request.method, request.path, hosts.next(), hosts.next()) {
        (Some(method), Some(target), Some(host), None) => {
            expected.judge(method, target, host, port)
        }
        _ => Judged::Foreign { status: 400 },
    }
}

fn response(status: u16, page: &str) -> String {
    let reason = match status {
        200 => "OK",
        404 => "Not Found",
        405 => "Method Not Allowed",
        421 => "Misdirected Request",
        _ => "Bad Request",
    };
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{page}",
        page.len(),
        *POLICY,
    )
}

static DONE: LazyLock<String> = LazyLock::new(|| {
    page(
        "可以回到盛事通了",
        "盛事通已收到您的同意，正在登录。此页可以关闭。",
    )
});
static REFUSED: LazyLock<String> = LazyLock::new(|| {
    page(
        "没有登录",
        "这次登录没有得到同意。请回到盛事通。此页可以关闭。",
    )
});
static FOREIGN: LazyLock<String> = LazyLock::new(|| {
    page(
        "此地址不能这样使用",
        "它只用来把登录结果带回盛事通。此页可以关闭。",
    )
});

const STYLE: &str = "body{max-width:30rem;margin:15vh auto 0;padding:0 1.25rem;\
font:1.125rem/1.6 system-ui,sans-serif;background:Canvas;color:CanvasText}h1{font-size:1.75rem;line-height:1.3}";

/// No script, no frame, nothing loaded but this very style.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; base-uri 'none'"
    )
});

fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title} · 盛事通</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    )
}
