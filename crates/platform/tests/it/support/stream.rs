use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::Method;
use sst_api::event::EventData;
use sst_api::path;

use super::Client;

/// An open event stream.
pub(crate) struct EventStream {
    bytes: futures_util::stream::BoxStream<'static, reqwest::Result<Vec<u8>>>,
    buffer: String,
    /// Heartbeats so far.
    pub(crate) heartbeats: u32,
}

impl Client {
    /// Opens the event stream, and takes its first event.
    pub(crate) async fn events(&mut self) -> EventStream {
        let jwt = self.key.sign(&self.proof(&Method::GET, path::EVENTS));
        let token = self.access_token.as_deref().unwrap();
        let request = self
            .http
            .get(format!("{}{}", self.url, path::EVENTS))
            .header("DPoP", jwt);
        let response = request
            .header("Authorization", format!("DPoP {token}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let bytes = response
            .bytes_stream()
            .map(|chunk| chunk.map(|bytes| bytes.to_vec()))
            .boxed();
        let mut stream = EventStream {
            bytes,
            buffer: String::new(),
            heartbeats: 0,
        };
        let first = stream.next().await.unwrap();
        assert!(first.kinds.is_empty());
        stream
    }
}

impl EventStream {
    /// The next event; `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<EventData> {
        loop {
            while let Some((event, rest)) = self.buffer.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.buffer = rest;
                let line = |name| event.lines().find_map(|line| line.strip_prefix(name));
                match line("data: ") {
                    None => self.heartbeats += 1,
                    Some(data) => {
                        let data: EventData = serde_json::from_str(data).unwrap();
                        assert_eq!(line("id: "), Some(data.rev.to_string().as_str()));
                        return Some(data);
                    }
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.bytes.next()).await;
            match chunk.unwrap() {
                Some(Ok(chunk)) => self.buffer.push_str(std::str::from_utf8(&chunk).unwrap()),
                Some(Err(_)) | None => return None,
            }
        }
    }
}
