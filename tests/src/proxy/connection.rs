//! One connection of a client.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::rule::Act;
use super::wire::Wire;
use super::{Seen, Shared, reset};

/// Longest request.
const MOST: usize = 16 * 1024 * 1024;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// What becomes of a connection after an answer.
enum After {
    KeepOpen,
    Close,
    Reset,
}

/// Serves a connection to its end.
pub(super) async fn serve(shared: Arc<Shared>, mut stream: TcpStream) {
    // Without it small pieces wait for each other, and a wire is slower than it was made.
    let _ = stream.set_nodelay(true);
    let after = loop {
        match one(&shared, &mut stream).await {
            Ok(After::KeepOpen) => {}
            Ok(after) => break after,
            Err(_) => break After::Close,
        }
    };
    if matches!(after, After::Reset) {
        reset(stream);
    }
}

/// One request and what becomes of it.
async fn one(shared: &Shared, client: &mut TcpStream) -> io::Result<After> {
    let Some(request) = Request::read(client).await? else {
        return Ok(After::Close);
    };
    let (act, wire, number) = taken(shared, &request);
    tokio::time::sleep(wire.delay + wire.time_for(request.bytes.len())).await;
    let mut line = Line {
        shared,
        number,
        wire,
        client,
    };
    let upstream = async || request.send(shared).await;
    match act {
        None => line.pass(upstream().await?).await,
        Some(Act::ResetBefore) => Ok(After::Reset),
        Some(Act::ResetAfter) => {
            upstream().await?.read_u8().await?;
            Ok(After::Reset)
        }
        Some(Act::Cut(bytes)) => {
            let answer = whole(upstream().await?).await?;
            let end = bytes.min(answer.len());
            line.give(&answer[..end]).await?;
            Ok(After::Close)
        }
        Some(Act::HeadOnly) => {
            let answer = read_head(&mut upstream().await?).await?;
            let end = end_of_head(&answer).unwrap_or(answer.len());
            line.give(&kept_open(&answer[..end])).await?;
            line.be_silent().await
        }
        Some(Act::Swallow) => line.be_silent().await,
        Some(Act::SwallowAnswer) => {
            whole(upstream().await?).await?;
            line.be_silent().await
        }
        Some(Act::Late(wait)) => {
            let upstream = upstream().await?;
            tokio::time::sleep(wait).await;
            line.pass(upstream).await
        }
        Some(Act::Drip(bytes, pause)) => {
            let answer = whole(upstream().await?).await?;
            for piece in answer.chunks(bytes.max(1)) {
                line.give(piece).await?;
                tokio::time::sleep(pause).await;
            }
            Ok(After::KeepOpen)
        }
        Some(Act::Answer(answer)) => {
            line.give(&answer).await?;
            Ok(After::KeepOpen)
        }
        Some(Act::AnswerInstead(answer)) => {
            whole(upstream().await?).await?;
            line.give(&answer).await?;
            Ok(After::KeepOpen)
        }
        Some(Act::Twice) => {
            whole(upstream().await?).await?;
            line.pass(upstream().await?).await
        }
    }
}

/// What is to be done to a request, which is written down.
fn taken(shared: &Shared, request: &Request) -> (Option<Act>, Wire, usize) {
    let mut state = shared.state();
    let rule = state
        .rules
        .iter_mut()
        .find(|rule| rule.times > 0 && request.target.starts_with(&rule.path));
    let act = rule.map(|rule| {
        rule.times -= 1;
        rule.act.clone()
    });
    state.seen.push(Seen {
        method: request.method.clone(),
        target: request.target.clone(),
        bytes: request.bytes.clone(),
        answer: Vec::new(),
    });
    (act, state.wire, state.seen.len() - 1)
}

/// A whole request.
struct Request {
    method: String,
    target: String,
    bytes: Vec<u8>,
}

impl Request {
    /// The next request; none where the client has closed the connection.
    async fn read(client: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(end) = end_of_head(&bytes) {
                break end;
            }
            if client.read_buf(&mut bytes).await? == 0 || bytes.len() > MOST {
                return Ok(None);
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
        let mut words = text.split(' ').map(str::to_owned);
        let (method, target) = (words.next(), words.next());
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        let length = head + length.unwrap_or(0);
        while bytes.len() < length.min(MOST) {
            if client.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        }
        Ok(method.zip(target).map(|(method, target)| Self {
            method,
            target,
            bytes,
        }))
    }

    /// Sends it to the platform, which is asked to close the connection after its answer, and to send that as it is: tests
    /// read what went by.
    async fn send(&self, shared: &Shared) -> io::Result<TcpStream> {
        let platform = shared.state().upstream;
        let platform = platform.ok_or(io::ErrorKind::NotConnected)?;
        let mut upstream = TcpStream::connect(platform).await?;
        let line = self.bytes.iter().position(|byte| *byte == b'\n');
        let (line, rest) = self.bytes.split_at(line.map_or(0, |end| end + 1));
        upstream.write_all(line).await?;
        upstream.write_all(b"connection: close\r\n").await?;
        let end = end_of_head(rest).unwrap_or(rest.len());
        let (head, body) = rest.split_at(end);
        upstream.write_all(&without_codings(head)).await?;
        upstream.write_all(body).await?;
        Ok(upstream)
    }
}

/// Headers without the one that lets an answer be compressed.
fn without_codings(head: &[u8]) -> Vec<u8> {
    let lines = head.split_inclusive(|byte| *byte == b'\n');
    let name = b"accept-encoding:";
    let others = lines.filter(|line| {
        let start = line.get(..name.len());
        !start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    });
    others.flatten().copied().collect()
}

/// The way back to the client.
struct Line<'a> {
    shared: &'a Shared,
    number: usize,
    wire: Wire,
    client: &'a mut TcpStream,
}

impl Line<'_> {
    /// Passes an answer on as it comes.
    async fn pass(&mut self, mut upstream: TcpStream) -> io::Result<After> {
        let head = read_head(&mut upstream).await?;
        tokio::time::sleep(self.wire.delay).await;
        self.give(&kept_open(&head)).await?;
        let mut piece = Vec::with_capacity(16 * 1024);
        // The end of the client ends this; its next request may come before the platform has closed the connection.
        let (mut is_there, mut first) = (true, [0; 1]);
        loop {
            piece.clear();
            tokio::select! {
                read = upstream.read_buf(&mut piece) => match read? {
                    0 => return Ok(After::KeepOpen),
                    _ => self.give(&piece).await?,
                },
                more = self.client.peek(&mut first), if is_there => match more? {
                    0 => return Ok(After::Close),
                    _ => is_there = false,
                },
            }
        }
    }

    /// Gives bytes to the client.
    async fn give(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.shared.state().seen[self.number]
            .answer
            .extend_from_slice(bytes);
        self.wire.pass(self.client, bytes).await
    }

    /// Says nothing until the client gives up.
    async fn be_silent(&mut self) -> io::Result<After> {
        while self.client.read(&mut [0; 64]).await? > 0 {}
        Ok(After::Close)
    }
}

/// The head of an answer, and what of its body came with it.
async fn read_head(upstream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while end_of_head(&head).is_none() {
        if upstream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(head)
}

/// The whole answer, as for a connection that stays open.
async fn whole(mut upstream: TcpStream) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer).await?;
    Ok(kept_open(&answer))
}

/// Without the word that the connection closes.
fn kept_open(answer: &[u8]) -> Vec<u8> {
    let end = end_of_head(answer).unwrap_or(answer.len());
    let (head, body) = answer.split_at(end);
    let close = b"connection: close\r\n";
    let place = head
        .windows(close.len())
        .position(|words| words.eq_ignore_ascii_case(close));
    match place {
        Some(place) => [&head[..place], &head[place + close.len()..], body].concat(),
        None => answer.to_vec(),
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(END_OF_HEAD.len())
        .position(|four| four == END_OF_HEAD)
        .map(|place| place + END_OF_HEAD.len())
}
