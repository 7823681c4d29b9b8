//! The screen's lock on the session bus, `systemd-logind` on the system bus.

mod delay;
mod signals;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::stream::{SelectAll, select_all};
use zbus::connection::Builder;
use zbus::{Connection, MessageStream};

use super::{OsEvent, Tell, apart};
use delay::Delay;

/// When a bus that is gone is first looked for again, and how seldom it becomes.
const SOON: Duration = Duration::from_secs(5);
const RARELY: Duration = Duration::from_secs(300);
/// Longest time of a call on a bus.
const ANSWER: Duration = Duration::from_secs(5);

/// Each bus on a thread of its own, so that one that does not answer leaves the other heard.
pub(super) fn watch(tell: Tell) {
    for bus in [Bus::Session, Bus::System] {
        let tell = tell.clone();
        apart(move || keep_hearing(bus, || bus.builder(), &tell, SOON));
    }
}

/// Tells what a bus says for as long as the process lives: one that goes away is looked for again, ever more
/// rarely, because its person relies on the lock.
fn keep_hearing(
    bus: Bus,
    builder: impl Fn() -> zbus::Result<Builder<'static>>,
    tell: &Tell,
    soon: Duration,
) {
    let mut wait = soon;
    loop {
        let begun = Instant::now();
        match builder().and_then(|builder| hear(bus, builder, tell)) {
            Ok(()) => tracing::warn!(?bus, "the bus of the system's lock is gone"),
            Err(error) => tracing::info!(%error, ?bus, "the system's lock is not heard here"),
        }
        // It was there for a while.
        if begun.elapsed() > wait {
            wait = soon;
        }
        std::thread::sleep(wait);
        wait = (wait * 2).min(RARELY);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bus {
    Session,
    System,
}

impl Bus {
    fn builder(self) -> zbus::Result<Builder<'static>> {
        match self {
            Self::Session => Builder::session(),
            Self::System => Builder::system(),
        }
    }
}

/// Tells what one bus says, until it is gone.
fn hear(bus: Bus, builder: Builder<'static>, tell: &Tell) -> zbus::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut listener = runtime.block_on(Listener::open(bus, builder))?;
    while let Some(event) = runtime.block_on(listener.next()) {
        // Outside of the runtime, so that it may block.
        tell(event);
        if bus == Bus::System {
            runtime.block_on(listener.delay.heard(event, &listener.connection));
        }
    }
    Ok(())
}

struct Listener {
    connection: Connection,
    signals: SelectAll<MessageStream>,
    delay: Delay,
}

impl Listener {
    async fn open(bus: Bus, builder: Builder<'static>) -> zbus::Result<Self> {
        let connection = builder.method_timeout(ANSWER).build().await?;
        let rules = match bus {
            Bus::Session => signals::of_the_session_bus()?,
            Bus::System => signals::of_logind(&connection).await?,
        };
        let mut streams = Vec::new();
        for rule in rules {
            streams.push(MessageStream::for_match_rule(rule, &connection, None).await?);
        }
        let delay = match bus {
            Bus::Session => Delay::default(),
            Bus::System => Delay::ask_for(&connection).await,
        };
        Ok(Self {
            connection,
            signals: select_all(streams),
            delay,
        })
    }

    async fn next(&mut self) -> Option<OsEvent> {
        loop {
            // A message that cannot be read says nothing.
            let Ok(message) = self.signals.next().await? else {
                continue;
            };
            if let Some(event) = signals::meaning(&message) {
                return Some(event);
            }
        }
    }
}
