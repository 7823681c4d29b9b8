//! The wish that the computer wait a moment before it sleeps (`logind`'s delay lock; it waits five seconds at
//! most, whatever we do).

use zbus::Connection;
use zbus::zvariant::OwnedFd;

use super::signals::{LOGIND, LOGIND_MANAGER, LOGIND_PATH};
use crate::os_lock::OsEvent;

/// Held while this is awake; the computer sleeps when it is dropped.
#[derive(Default)]
pub(super) struct Delay {
    held: Option<OwnedFd>,
}

impl Delay {
    /// Asks for it. Without it the computer may sleep before the event has been heard.
    pub(super) async fn ask_for(connection: &Connection) -> Self {
        let wish = ("sleep", "盛事通", "上锁", "delay");
        let answer = connection
            .call_method(
                Some(LOGIND),
                LOGIND_PATH,
                Some(LOGIND_MANAGER),
                "Inhibit",
                &wish,
            )
            .await;
        match answer.and_then(|reply| reply.body().deserialize()) {
            Ok(held) => Self { held: Some(held) },
            Err(error) => {
                tracing::info!(%error, "the computer does not wait before it sleeps");
                Self::default()
            }
        }
    }

    /// Lets the computer sleep once that has been heard, and asks again when it is awake.
    pub(super) async fn heard(&mut self, event: OsEvent, connection: &Connection) {
        match event {
            OsEvent::Suspending => self.held = None,
            OsEvent::Resumed => *self = Self::ask_for(connection).await,
            OsEvent::Locked | OsEvent::Unlocked => {}
        }
    }
}
