//! Counting what is opened. A count costs a lock in memory; counts are written down together, at most half a minute
//! later or as the account closes. A program that is killed loses them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sst_api::report::{Openings, Screen};

use crate::OpenAccount;
use crate::client::Core;
use crate::consent::{Granted, UsageStatistics};

/// How long counts may wait to be written down.
const WRITE_AFTER: Duration = Duration::from_secs(30);

/// What was counted for an open account and is not written down.
#[derive(Debug, Default)]
pub(crate) struct Counting(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    opened: Openings,
    /// Whether it will be written down without anybody asking.
    scheduled: bool,
}

impl Counting {
    /// Forgets what is not written down.
    pub(crate) fn forget(&self) {
        self.lock().opened = Openings::default();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts one opening.
pub(super) fn count(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
    _granted: &Granted<UsageStatistics>,
    screen: Screen,
) {
    let mut waiting = account.counting.lock();
    waiting.opened.add(screen, 1);
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    if !std::mem::replace(&mut waiting.scheduled, true) {
        let (core, account) = (Arc::downgrade(core), Arc::downgrade(account));
        runtime.spawn(async move {
            tokio::time::sleep(WRITE_AFTER).await;
            if let (Some(core), Some(account)) = (core.upgrade(), account.upgrade()) {
                account.counting.lock().scheduled = false;
                write(&core, &account).await;
            }
        });
    }
}

/// Writes down what was counted, if the person still agrees as it is written; else it is forgotten.
pub(crate) async fn write(core: &Arc<Core>, account: &Arc<OpenAccount>) {
    let opened = std::mem::take(&mut account.counting.lock().opened);
    if opened == Openings::default() {
        return;
    }
    let (app, today) = (
        core.config.app_version.clone(),
        core.clock.today_in_shenyang(),
    );
    let grants = account.grants.clone();
    let written = super::change(core, account, move |shelf| {
        if let Some(granted) = grants.granted() {
            shelf.count(&granted, &app, today, opened);
        }
    });
    if let Err(error) = written.await {
        tracing::warn!(code = error.code(), "counts were lost");
    }
}
