//! Logging in and out, the tokens between, and the keyring behind them.

mod accounts;
mod attend;
mod browser;
mod callback;
mod device_grant;
#[cfg(test)]
mod fuzzed;
mod guard;
mod idle;
mod join;
mod keeping;
mod kept;
mod keyring;
mod local;
mod lock;
mod log_out;
mod login;
mod loopback;
mod opening;
mod outside;
mod qr;
mod recovery;
mod removal;
mod sign_in;
mod stale_keys;
mod state;
mod step_up;
mod tokens;
mod underway;
mod unlock;

use std::sync::Arc;

use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::SessionView;

pub use browser::BrowserAddress;
pub use tokens::Tokens;

pub(crate) use attend::{stop_sync, sync_if_allowed};
pub(crate) use idle::{used, view as lock_soon};
pub(crate) use state::SessionState;
pub(crate) use underway::parse_code;

/// Logging in and out.
pub struct Session<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// Who is logged in.
    pub fn view(&self) -> SessionView {
        self.core.session.view()
    }

    /// Tries again to open what could not be opened, at the start or beside a session in memory. The person
    /// may be asked to unlock the keyring, in its own dialogue, and may take 90 s for it. What comes of it is
    /// said by events, too.
    ///
    /// # Errors
    ///
    /// Beside a session: what stands in the way, [`ClientError::UnsentLeft`] where that is what this session
    /// has not sent yet. At the start the view says it.
    pub async fn retry(&self) -> Result<SessionView, ClientError> {
        match self.view() {
            SessionView::Unavailable { .. } => opening::retry(Arc::clone(self.core)).await,
            SessionView::SignedIn(_) | SessionView::Expired(_) => self.try_to_join().await?,
            _ => {}
        }
        Ok(self.view())
    }
}

/// Opens the account that was logged in, and ends what was cut off, the first time that it is called. On
/// the present tokio runtime.
pub(crate) fn start(core: &Arc<Core>) {
    if !core.session.starts() {
        return;
    }
    let opening = Arc::clone(core);
    tokio::spawn(async move {
        opening::resume(Arc::clone(&opening)).await;
        crate::consent::at_start(&opening).await;
    });
    tokio::spawn(idle::watch(Arc::downgrade(core)));
}

/// Stops what runs beside the screen. What was edited is on the disk.
pub(crate) async fn stop(core: &Arc<Core>) {
    core.session.outside.cancel();
    let Some(open) = core.session.open() else {
        return;
    };
    if let Some(attendant) = &open.attendant {
        attendant.abort();
    }
    if let Some(worker) = &open.worker {
        worker.stop().await;
    }
    crate::reports::write_counts(core, &open.account).await;
    core.http.sent().write().await;
    let closed = open.account.store.run(|store| store.close()).await;
    if let Err(error) = closed {
        tracing::warn!(code = error.code(), "the store was not closed in order");
    }
}

/// Tells the screen who is logged in now.
fn tell(core: &Core) {
    core.tell(ClientEvent::Session(core.session.view()));
}
