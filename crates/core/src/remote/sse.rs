//! Server-sent events (WHATWG HTML, 9.2), as far as the contract uses them.

use std::time::Duration;

use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};
use reqwest::Response;
use sst_api::event::EventData;

use super::RemoteError;
use super::classify::classify;
use crate::consent::{AccountPermit, Permit as _};

/// Longest silence; the platform sends a heartbeat every 20 s.
const SILENCE: Duration = Duration::from_secs(45);
/// Longest event, in bytes: an event says that something changed, and no more.
const LONGEST_EVENT: usize = 64 * 1024;

/// The events of an answer, until it ends, stays silent for 45 s, or is no longer allowed.
pub(super) fn events(
    response: Response,
    permit: AccountPermit,
) -> BoxStream<'static, Result<EventData, RemoteError>> {
    let start = Listening {
        response,
        permit,
        lines: Lines::default(),
    };
    try_unfold(start, |mut listening| async move {
        let event = listening.next().await?;
        Ok(event.map(|event| (event, listening)))
    })
    .boxed()
}

struct Listening {
    response: Response,
    permit: AccountPermit,
    lines: Lines,
}

impl Listening {
    async fn next(&mut self) -> Result<Option<EventData>, RemoteError> {
        loop {
            if let Some(data) = self.lines.next_event()? {
                let event = serde_json::from_str(&data).map_err(|_| RemoteError::NotTheContract)?;
                return Ok(Some(event));
            }
            let response = &mut self.response;
            let heard = async {
                let heard = tokio::time::timeout(SILENCE, response.chunk()).await;
                heard
                    .map_err(|_| RemoteError::TimedOut)?
                    .map_err(|error| classify(&error))
            };
            match self.permit.pass().run(heard).await? {
                Some(chunk) => self.lines.push(&chunk)?,
                None => return Ok(None),
            }
        }
    }
}

/// What has arrived and is not yet an event.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    data: String,
}

impl Lines {
    fn push(&mut self, chunk: &[u8]) -> Result<(), RemoteError> {
        if self.bytes.len() + chunk.len() > LONGEST_EVENT {
            return Err(RemoteError::TooLarge);
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// The data of the next whole event, if one has arrived.
    fn next_event(&mut self) -> Result<Option<String>, RemoteError> {
        while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            let line = std::str::from_utf8(&line).map_err(|_| RemoteError::NotTheContract)?;
            let line = line.trim_end_matches(['\r', '\n']);
            if line.is_empty() && !self.data.is_empty() {
                return Ok(Some(std::mem::take(&mut self.data)));
            }
            if let Some(data) = line.strip_prefix("data:") {
                if self.data.len() + data.len() > LONGEST_EVENT {
                    return Err(RemoteError::TooLarge);
                }
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events_of(chunks: &[&str]) -> Result<Vec<String>, RemoteError> {
        let (mut lines, mut events) = (Lines::default(), Vec::new());
        for chunk in chunks {
            lines.push(chunk.as_bytes())?;
            while let Some(event) = lines.next_event()? {
                events.push(event);
            }
        }
        Ok(events)
    }

    #[test]
    fn events_come_out_whole_however_they_are_cut() {
        let text = ": heartbeat\n\nid: 7\nevent: change\ndata: {\"rev\":7}\n\ndata:a\r\ndata: b\r\n\r\ndata: cut";
        let whole = events_of(&[text]).unwrap();
        assert_eq!(whole, ["{\"rev\":7}", "a\nb"]);
        for cut in 0..text.len() {
            assert_eq!(
                events_of(&[&text[..cut], &text[cut..]]).unwrap(),
                whole,
                "{cut}"
            );
        }
    }

    #[test]
    fn an_endless_event_is_refused() {
        let line = format!("data: {}\n", "x".repeat(1000));
        let lines = vec![line.as_str(); 70];
        assert_eq!(events_of(&lines), Err(RemoteError::TooLarge));
        assert_eq!(
            events_of(&[&"x".repeat(LONGEST_EVENT + 1)]),
            Err(RemoteError::TooLarge)
        );
    }
}
