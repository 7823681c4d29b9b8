//! What runs beside an open account: sync, and an ear for the end of the session and for news.

use std::sync::Arc;

use sst_api::device::DeviceRequest;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::state::Open;
use crate::OpenAccount;
use crate::client::Core;
use crate::event::ClientEvent;
use crate::sync::{News, Worker, WorkerParts};

/// Syncs the open account if the decision allows it and nothing syncs it yet.
pub(crate) fn sync_if_allowed(core: &Arc<Core>) {
    let Some(open) = core.session.open() else {
        return;
    };
    if core.gate.account().is_err() || open.account.terms.check().is_err() {
        return;
    }
    if let Some(worker) = &open.worker {
        // It stands still while the decision does not allow it to go on.
        return worker.wake().now();
    }
    let (news, heard) = mpsc::unbounded_channel();
    let worker = Worker::spawn(WorkerParts {
        account: Arc::clone(&open.account),
        link: core.link(&open.account),
        events: core.events.clone(),
        clock: Arc::clone(&core.clock),
        device: DeviceRequest {
            name: core.config.device_name.clone(),
            app_version: core.config.app_version.clone(),
        },
        news,
    });
    let worker = Arc::new(worker);
    let mine = Arc::clone(&worker);
    // Somebody else may have logged in meanwhile, or somebody have begun to sync this account.
    let mut taken = false;
    core.session.change_of(&open.account, |open| {
        taken = open.worker.is_none();
        open.worker.get_or_insert(mine);
    });
    if taken {
        tokio::spawn(hear(Arc::clone(core), heard));
    } else {
        tokio::spawn(async move { worker.stop().await });
    }
}

/// Listens beside the open account.
pub(super) fn attend(core: &Arc<Core>) {
    let Some(open) = core.session.open() else {
        return;
    };
    let account = Arc::clone(&open.account);
    let delivering = crate::consent::watch(Arc::clone(core), Arc::clone(&account));
    let listening = listen(Arc::clone(core), open);
    let task = tokio::spawn(async move {
        tokio::select! {
            () = listening => {}
            () = delivering => {}
        }
    });
    let task = task.abort_handle();
    let mine = task.clone();
    if !core
        .session
        .change_of(&account, |open| open.attendant = Some(mine))
    {
        task.abort();
    }
}

/// Stops syncing the open account; what else runs beside it goes on.
pub(crate) async fn stop_sync(core: &Core, account: &Arc<OpenAccount>) {
    let mut stopped = None;
    core.session
        .change_of(account, |open| stopped = open.worker.take());
    if let Some(worker) = stopped {
        worker.stop().await;
        core.tell(ClientEvent::Sync(core.sync_view()));
    }
}

/// Stops everything that runs beside the open account.
pub(super) async fn dismiss(core: &Core) {
    let mut stopped = (None, None);
    core.session
        .change(|open| stopped = (open.attendant.take(), open.worker.take()));
    let (attendant, worker) = stopped;
    stop(attendant, worker).await;
}

/// Stops what runs beside an account that is not the present one any more.
pub(super) async fn stop(attendant: Option<AbortHandle>, worker: Option<Arc<Worker>>) {
    if let Some(attendant) = attendant {
        attendant.abort();
    }
    if let Some(worker) = worker {
        worker.stop().await;
    }
}

/// The end of the session is said at once; the account's name and phone are said when they become known.
async fn listen(core: Arc<Core>, open: Open) {
    let mut ended = open.account.tokens.watch_end();
    let mut events = core.events.subscribe();
    let mut shown = core.session.view();
    loop {
        tokio::select! {
            over = ended.wait_for(|ended| *ended) => {
                let expired = over.is_ok()
                    && core
                        .session
                        .change_of(&open.account, |open| open.expired = true);
                if expired {
                    super::tell(&core);
                }
                return;
            }
            event = events.recv() => match event {
                Ok(ClientEvent::Profile(_)) | Err(RecvError::Lagged(_)) => {
                    let view = core.session.view();
                    if view != shown {
                        shown = view;
                        super::tell(&core);
                    }
                }
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// Asks for the platform's policy when sync begins, and whenever the platform names another version; follows what
/// becomes of a guardian's agreement.
async fn hear(core: Arc<Core>, mut news: mpsc::UnboundedReceiver<News>) {
    crate::consent::follow(&core).await;
    crate::consent::compare(&core).await;
    while let Some(news) = news.recv().await {
        match news {
            News::PolicyVersion(_) => crate::consent::compare(&core).await,
            News::Decided => crate::consent::follow(&core).await,
        }
    }
}
