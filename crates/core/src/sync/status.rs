//! The state of sync, for the screen.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::account::OpenAccount;
use crate::event::{ClientEvent, Events};
use crate::store::StoreError;
use crate::sync::planner::Replica;
use crate::view::{CorrectionStateView, CorrectionsView, SyncStateView, SyncView};

/// How often progress is told at most.
const EVERY: Duration = Duration::from_millis(250);

/// What was last said about sync, and whom to tell.
pub(super) struct Status {
    view: Mutex<SyncView>,
    events: Events,
}

impl Status {
    pub(super) fn new(view: SyncView, events: Events) -> Self {
        Self {
            view: Mutex::new(view),
            events,
        }
    }

    pub(super) fn view(&self) -> SyncView {
        self.lock().clone()
    }

    /// Changes what is said, and says it if it differs from what was said before.
    pub(super) fn set(&self, change: impl FnOnce(&mut SyncView)) {
        let mut view = self.lock();
        let before = view.clone();
        change(&mut view);
        if *view != before {
            // Nobody listening is no error.
            let _ = self.events.send(ClientEvent::Sync(view.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, SyncView> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps the screen from hearing of each part of an attachment.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Option<(Instant, Vec<Stage>)>>);

/// A request, and how far it has come but for the bytes that have arrived.
type Stage = (String, Option<CorrectionStateView>);

impl Throttle {
    /// Whether this view is told: always where more has changed than how many bytes have arrived.
    pub(super) fn admits(&self, view: &CorrectionsView) -> bool {
        let stages = view.requests.iter().map(|request| {
            let state = Some(request.state.clone());
            let progress = |state: &CorrectionStateView| {
                matches!(state, CorrectionStateView::Uploading { .. })
            };
            (request.id.clone(), state.filter(|state| !progress(state)))
        });
        let stages: Vec<Stage> = stages.collect();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some((at, known)) = &*last
            && *known == stages
            && now.duration_since(*at) < EVERY
        {
            return false;
        }
        *last = Some((now, stages));
        true
    }
}

/// The state of sync while nothing syncs; blocks on the disk where there is an account.
pub fn view_without_worker(account: Option<&OpenAccount>) -> SyncView {
    let counted = account.map(counted);
    // A store that cannot be read says so wherever it is read for its content.
    counted.and_then(Result::ok).unwrap_or(SyncView {
        state: SyncStateView::Off,
        waiting: 0,
        needs_you: 0,
        last_contact: None,
    })
}

/// The state of sync before anything was tried; blocks on the disk.
pub(super) fn counted(account: &OpenAccount) -> Result<SyncView, StoreError> {
    account.store.read(|tx| {
        let mut view = SyncView {
            state: SyncStateView::Off,
            waiting: 0,
            needs_you: 0,
            last_contact: None,
        };
        let replica = tx.replica();
        count(&replica, &mut view);
        view.last_contact = replica.line.last_contact;
        Ok(view)
    })
}

/// Puts what waits into the view. Where nothing is under way, it says whether the person is waited for.
pub(super) fn count(replica: &Replica, view: &mut SyncView) {
    view.waiting = u32::try_from(replica.waiting()).unwrap_or(u32::MAX);
    view.needs_you = u32::try_from(replica.needs_person()).unwrap_or(u32::MAX);
    if matches!(view.state, SyncStateView::Idle | SyncStateView::Held { .. }) {
        view.state = match u32::try_from(replica.held()).unwrap_or(u32::MAX) {
            0 => SyncStateView::Idle,
            count => SyncStateView::Held { count },
        };
    }
}
