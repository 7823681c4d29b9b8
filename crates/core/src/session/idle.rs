//! Locking for being left alone. One clock decides, and it is here: it warns, and then it locks. A screen
//! only shows what it is told.

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::lock;
use crate::client::Core;
use crate::error::whole_seconds;
use crate::event::ClientEvent;
use crate::settings;
use crate::view::LockSoonView;

/// How often it is looked at the latest: the settings may have changed.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long the person is warned before. Never for more than half of the time in which it locks.
const WARN_FOR: Duration = Duration::from_secs(30);

/// How long the client has been left alone.
pub(super) struct Idle {
    /// By a clock that nobody sets, and by one that runs in the computer's sleep, too.
    last_used: (Instant, SystemTime),
    /// Whether the person has been told that it is about to lock.
    warned: bool,
}

impl Idle {
    pub(super) fn new() -> Self {
        Self {
            last_used: now(),
            warned: false,
        }
    }

    /// For how long nobody has used the client, the computer's sleep included.
    pub(super) fn unused_for(&self) -> Duration {
        let (since, at) = self.last_used;
        // A clock that was put back says nothing.
        since.elapsed().max(at.elapsed().unwrap_or_default())
    }

    /// Tells the screen, where it does not know yet. Whoever changes this holds it until the screen is told,
    /// so that no warning comes after the use that took it back.
    fn say(&mut self, core: &Core, left: Option<Duration>) {
        if self.warned != left.is_some() {
            self.warned = left.is_some();
            let seconds = left.map(whole_seconds);
            core.tell(ClientEvent::LockSoon(LockSoonView { seconds }));
        }
    }
}

fn now() -> (Instant, SystemTime) {
    (Instant::now(), SystemTime::now())
}

/// Somebody uses the client: it does not lock for being left alone, and a warning is taken back.
pub(crate) fn used(core: &Core) {
    let mut idle = core.session.idle();
    idle.last_used = now();
    idle.say(core, None);
}

/// How long it takes until the account locks, where the person has been warned of that.
pub(crate) fn view(core: &Core) -> LockSoonView {
    let limit = limit(core);
    let idle = core.session.idle();
    let left = limit.map(|limit| limit.saturating_sub(idle.unused_for()));
    LockSoonView {
        seconds: left.filter(|_| idle.warned).map(whole_seconds),
    }
}

/// Warns, and locks, when nobody has used the client for as long as the settings say.
pub(super) async fn watch(core: Weak<Core>) {
    loop {
        let wait = {
            let Some(core) = core.upgrade() else { return };
            look(&core).await
        };
        tokio::time::sleep(wait.min(LOOK_EVERY)).await;
    }
}

/// Looks once, and says when to look again at the latest.
async fn look(core: &Arc<Core>) -> Duration {
    let limit = limit(core);
    let due = {
        let mut idle = core.session.idle();
        let due = limit.map_or(Due::Nothing(LOOK_EVERY), |limit| {
            Due::after(idle.unused_for(), limit)
        });
        match due {
            Due::Nothing(_) => idle.say(core, None),
            Due::Warning(left) => idle.say(core, Some(left)),
            // What was said stands until it is locked.
            Due::Lock => {}
        }
        due
    };
    match (due, limit) {
        (Due::Nothing(wait) | Due::Warning(wait), _) => return wait,
        (Due::Lock, Some(limit)) => {
            lock::lock_unused(core, limit).await;
        }
        (Due::Lock, None) => {}
    }
    // What is locked is not about to lock any more.
    if core.session.open().is_none() {
        core.session.idle().say(core, None);
    }
    LOOK_EVERY
}

/// In which time what is open locks for being left alone; `None` where nothing is open, or it never does.
fn limit(core: &Core) -> Option<Duration> {
    core.session.open()?;
    let minutes = settings::lock_settings(core).idle_minutes;
    (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60))
}

/// What the time without use calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Nothing yet, for this long.
    Nothing(Duration),
    /// A warning: it locks in this time.
    Warning(Duration),
    /// The lock.
    Lock,
}

impl Due {
    fn after(unused: Duration, limit: Duration) -> Self {
        let left = limit.saturating_sub(unused);
        let warn = WARN_FOR.min(limit / 2);
        if left.is_zero() {
            Self::Lock
        } else if left <= warn {
            Self::Warning(left)
        } else {
            Self::Nothing(left - warn)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_comes_half_a_minute_before_and_in_the_second_half_at_the_earliest() {
        let s = Duration::from_secs;
        let (minute, quarter) = (s(60), s(15 * 60));
        assert_eq!(Due::after(s(0), quarter), Due::Nothing(s(870)));
        assert_eq!(Due::after(s(869), quarter), Due::Nothing(s(1)));
        assert_eq!(Due::after(s(870), quarter), Due::Warning(s(30)));
        assert_eq!(Due::after(s(899), quarter), Due::Warning(s(1)));
        assert_eq!(Due::after(s(900), quarter), Due::Lock);
        assert_eq!(Due::after(s(9000), quarter), Due::Lock);
        assert_eq!(Due::after(s(29), minute), Due::Nothing(s(1)));
        assert_eq!(Due::after(s(30), minute), Due::Warning(s(30)));
        assert_eq!(Due::after(s(19), s(40)), Due::Nothing(s(1)));
        assert_eq!(Due::after(s(20), s(40)), Due::Warning(s(20)));
    }
}
