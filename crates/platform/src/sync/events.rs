//! `GET /v1/events`: says that something has changed, never what.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt as _};
use sst_api::event::EventData;
use sst_api::problem::ProblemCode;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::hub::Tiding;
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::http::failure::Failure;
use crate::store::{citizen, session};

/// A stream for one client. Its first event carries the present revision and no kind, so that a client sees
/// at once whether it missed anything. The stream ends with the session, with the platform, where it cannot
/// keep up, and of itself after a while, so that no client stays on one server for ever.
pub(crate) async fn events(
    State(app): State<Shared>,
    caller: Caller,
) -> Result<impl IntoResponse, Failure> {
    // Subscribed before the revision is read: what comes between is told twice rather than not at all.
    let tidings = app.hub.subscribe();
    let closed = app.hub.closed();
    let mut conn = app.store.read().await?;
    let session = session::find(&mut conn, &caller.session_id).await?;
    // It may have ended since its token was looked at: then nobody would tell this stream.
    session
        .filter(|session| session.ended_at.is_none())
        .ok_or(ProblemCode::TokenInvalid)?;
    let found = citizen::by_id(&mut conn, &caller.citizen_id).await?;
    let rev = found.ok_or(ProblemCode::TokenInvalid)?.rev.cast_unsigned();
    drop(conn);
    let listener = Listener {
        caller,
        tidings,
        closed,
        rev,
        until: Instant::now() + lifetime(&app)?,
    };
    let keep_alive = KeepAlive::new().interval(app.limits.heartbeat);
    let first = EventData {
        rev,
        kinds: Vec::new(),
    };
    Ok(Sse::new(stream_of(first, listener)).keep_alive(keep_alive))
}

fn stream_of(
    first: EventData,
    listener: Listener,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let later = stream::unfold(listener, |mut listener| async move {
        let data = listener.next().await?;
        Some((data, listener))
    });
    stream::once(async { first }).chain(later).map(|data| {
        let text = serde_json::to_string(&data).unwrap_or_default();
        Ok(Event::default().id(data.rev.to_string()).data(text))
    })
}

struct Listener {
    caller: Caller,
    tidings: Receiver<Tiding>,
    closed: watch::Receiver<bool>,
    rev: u64,
    until: Instant,
}

impl Listener {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<EventData> {
        loop {
            let tiding = tokio::select! {
                tiding = self.tidings.recv() => tiding,
                _ = self.closed.wait_for(|closed| *closed) => return None,
                () = sleep_until(self.until) => return None,
            };
            let kinds = match tiding {
                Ok(Tiding::Citizen {
                    citizen_id,
                    kind,
                    rev,
                }) if citizen_id == self.caller.citizen_id => {
                    // Told already: the log is read a little after it is written, so the first event of a
                    // stream may know more than the tidings that follow it.
                    if rev <= self.rev {
                        continue;
                    }
                    self.rev = rev;
                    vec![kind]
                }
                Ok(Tiding::Everybody { kind }) => vec![kind],
                Ok(Tiding::SessionEnded { session_id }) if session_id == self.caller.session_id => {
                    return None;
                }
                Ok(_) => continue,
                // What was missed cannot be known: the end of this very session may be among it. The client
                // comes again, with a token that is looked at, and its first event tells the revision.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            };
            return Some(EventData {
                rev: self.rev,
                kinds,
            });
        }
    }
}

fn lifetime(app: &App) -> Result<Duration, Failure> {
    let (shortest, longest) = app.limits.stream_lifetime;
    let spread = longest.saturating_sub(shortest);
    Ok(shortest + spread.mul_f64(f64::from(getrandom::u32()?) / f64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use sst_api::event::EventKind;

    use super::super::hub::{BACKLOG, Hub};
    use super::*;

    fn listener(hub: &Hub) -> Listener {
        Listener {
            caller: Caller {
                citizen_id: "citizen".to_owned(),
                session_id: "session".to_owned(),
                device_id: None,
                auth_time: 0,
            },
            tidings: hub.subscribe(),
            closed: hub.closed(),
            rev: 0,
            until: Instant::now() + Duration::from_secs(60),
        }
    }

    /// Somebody else's news until only `BACKLOG` tidings are kept, then ours.
    fn news(hub: &Hub, others: usize) {
        let end = |session_id: &str| Tiding::SessionEnded {
            session_id: session_id.to_owned(),
        };
        hub.tell(end("session"));
        for _ in 0..others {
            hub.tell(end("another"));
        }
        hub.tell(Tiding::Everybody {
            kind: EventKind::Notices,
        });
    }

    #[tokio::test]
    async fn a_stream_that_lags_ends_since_its_session_may_have_ended() {
        let hub = Hub::new();
        let mut listener = listener(&hub);
        news(&hub, BACKLOG);
        assert!(listener.next().await.is_none());
    }

    #[tokio::test]
    async fn a_stream_that_keeps_up_goes_on() {
        let hub = Hub::new();
        let mut listener = listener(&hub);
        listener.caller.session_id = "third".to_owned();
        news(&hub, BACKLOG - 2);
        assert_eq!(
            listener.next().await.map(|data| data.kinds),
            Some(vec![EventKind::Notices])
        );
    }
}
