//! Noticing that the computer has slept. Timers do not count that time everywhere, and connections do not
//! survive it.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Notify;

use super::link::ServerLink;
use super::wake::Wake;
use crate::clock::Clock;

const LOOK: Duration = Duration::from_secs(5);
/// More time than this between two looks was slept through, or the clock was set: either is a reason to ask
/// the platform.
const GAP: SignedDuration = SignedDuration::from_secs(20);

/// Wakes the worker, and ends the event stream, when the computer has slept.
pub(super) async fn watch_for_sleep(
    clock: Arc<dyn Clock>,
    link: Arc<dyn ServerLink>,
    wake: Wake,
    slept: Arc<Notify>,
) {
    let mut last = clock.now();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = clock.now();
        if now.duration_since(last).abs() > GAP {
            tracing::info!("the computer has slept");
            link.begin_anew();
            slept.notify_waiters();
            wake.news();
        }
        last = now;
    }
}
