//! What left this computer, noted at the boundary and kept with the account that it left for.
//!
//! Noting costs a call nothing but a lock in memory. What was noted is written down together, at most half a minute
//! later; a program that is killed loses that half minute of it, and no call waits for the disk.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use sst_api::path;
use sst_api::registry::operations;

use super::ledger::{Ledger, SentLine};
use crate::clock::Clock;
use crate::remote::Declared;
use crate::store::{CitizenStore, StoreError};

/// How long what was noted may wait to be written down.
const WRITE_AFTER: Duration = Duration::from_secs(30);

/// The log of what left this computer.
#[derive(Debug)]
pub(crate) struct SentLog {
    clock: Arc<dyn Clock>,
    noted: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    /// Where what is noted goes; none while nobody is logged in.
    owner: Option<CitizenStore>,
    /// Counts up with every owner.
    turn: u64,
    /// Not written down yet; without an owner it stays here.
    waiting: Ledger,
    /// What left before the log-in and is no part of it: public reads. It is forgotten with the log-out.
    before: Ledger,
    /// What was noted for owners that have left, until it is written down.
    left: Vec<(CitizenStore, Ledger)>,
    /// Why it could not be written down the last time.
    trouble: Option<&'static str>,
    /// Whether somebody will write it down by themselves.
    scheduled: bool,
}

/// What is in the log.
pub(crate) struct Contents {
    /// For whoever is logged in, or for nobody.
    pub(crate) own: Ledger,
    /// Before the log-in.
    pub(crate) before: Ledger,
    /// Why it cannot be kept, by code.
    pub(crate) trouble: Option<&'static str>,
}

impl SentLog {
    /// An empty one.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self {
            clock,
            noted: Mutex::default(),
        })
    }

    /// Begins to note a call to `host`. It is noted when what this gives is dropped, whatever became of the call.
    pub(crate) fn begin(self: &Arc<Self>, declared: &Declared, host: &str) -> Noting {
        let kinds = declared.kinds.iter().map(|kind| kind.as_str().to_owned());
        let now = self.clock.now();
        let now = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        let line = SentLine {
            operation: declared.operation.code.to_owned(),
            kinds: kinds.collect(),
            host: host.to_owned(),
            first: now,
            last: now,
            count: 1,
        };
        Noting {
            log: Arc::clone(self),
            line: Some((self.clock.today_in_shenyang(), line)),
        }
    }

    /// From now on what leaves is noted for this account, or for nobody. What was noted while logging in is part of
    /// the account's; public reads before it are not.
    pub(crate) fn follow(&self, owner: Option<CitizenStore>) {
        let mut noted = self.lock();
        match (noted.owner.take(), owner.is_some()) {
            (None, false) => return,
            (None, true) => {
                let login = noted.waiting.split_off(|line| is_of_login(&line.operation));
                noted.before = std::mem::replace(&mut noted.waiting, login);
            }
            (Some(store), goes_on) => {
                let waiting = std::mem::take(&mut noted.waiting);
                if !waiting.is_empty() {
                    noted.left.push((store, waiting));
                }
                if !goes_on {
                    noted.before = Ledger::default();
                }
            }
        }
        noted.owner = owner;
        noted.turn += 1;
        noted.trouble = None;
    }

    /// Writes down what waits. What cannot be written waits on, and [`SentLog::read`] says why.
    pub(crate) async fn write(&self) {
        let (left, present, turn) = {
            let mut noted = self.lock();
            let left = std::mem::take(&mut noted.left);
            let present = match &noted.owner {
                Some(owner) if !noted.waiting.is_empty() => Some(owner.clone()),
                _ => None,
            };
            let present = present.map(|owner| (owner, std::mem::take(&mut noted.waiting)));
            (left, present, noted.turn)
        };
        for (store, ledger) in left {
            if let Err(error) = self.add(&store, ledger).await {
                tracing::warn!(code = error.code(), "what was sent was not written down");
            }
        }
        let Some((store, ledger)) = present else {
            return;
        };
        let written = self.add(&store, ledger.clone()).await;
        let mut noted = self.lock();
        if noted.turn != turn {
            return;
        }
        noted.trouble = written.as_ref().err().map(StoreError::code);
        if let Err(error) = written {
            tracing::warn!(
                code = error.code(),
                "what was sent waits to be written down"
            );
            noted.waiting.merge(ledger);
            // It does not grow without end where it can never be written.
            noted.waiting.prune(self.clock.today_in_shenyang());
        }
    }

    /// Takes what is kept in one store over into another of the same person.
    pub(crate) async fn carry(&self, from: &CitizenStore, to: &CitizenStore) {
        self.write().await;
        let kept = from.run(|store| store.read(|tx| tx.sent())).await;
        let carried = match kept {
            Ok(ledger) => self.add(to, ledger).await,
            Err(error) => Err(error),
        };
        if let Err(error) = carried {
            tracing::warn!(code = error.code(), "what was sent was not taken along");
        }
    }

    async fn add(&self, store: &CitizenStore, new: Ledger) -> Result<(), StoreError> {
        let today = self.clock.today_in_shenyang();
        let add = move |store: &CitizenStore| {
            store.write(|tx| {
                let mut ledger = tx.sent()?;
                ledger.merge(new);
                ledger.prune(today);
                tx.put_sent(ledger)
            })
        };
        store.run(add).await
    }

    /// Everything that is noted, once what waits has been written down as far as it can be.
    pub(crate) async fn read(&self) -> Contents {
        self.write().await;
        let owner = self.lock().owner.clone();
        let kept = match owner {
            Some(store) => store.run(|store| store.read(|tx| tx.sent())).await,
            None => Ok(Ledger::default()),
        };
        let noted = self.lock();
        let (mut own, unread) = match kept {
            Ok(own) => (own, None),
            Err(error) => (Ledger::default(), Some(error.code())),
        };
        own.merge(noted.waiting.clone());
        own.prune(self.clock.today_in_shenyang());
        Contents {
            own,
            before: noted.before.clone(),
            trouble: noted.trouble.or(unread),
        }
    }

    fn enter(self: &Arc<Self>, day: Date, line: SentLine) {
        let mut noted = self.lock();
        noted.waiting.enter(day, line);
        if noted.owner.is_none() {
            return noted.waiting.prune(day);
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if !std::mem::replace(&mut noted.scheduled, true) {
            let log = Arc::downgrade(self);
            runtime.spawn(async move {
                tokio::time::sleep(WRITE_AFTER).await;
                if let Some(log) = log.upgrade() {
                    log.lock().scheduled = false;
                    log.write().await;
                }
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing of the account is shown.
impl std::fmt::Debug for Noted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Noted").finish_non_exhaustive()
    }
}

/// One call that is being noted.
pub(crate) struct Noting {
    log: Arc<SentLog>,
    line: Option<(Date, SentLine)>,
}

impl Noting {
    /// Nothing has left: there was no connection.
    pub(crate) fn nothing_left(mut self) {
        self.line = None;
    }
}

impl Drop for Noting {
    fn drop(&mut self) {
        if let Some((day, line)) = self.line.take() {
            self.log.enter(day, line);
        }
    }
}

/// Whether an operation belongs to logging in.
fn is_of_login(code: &str) -> bool {
    let mut login = operations().filter(|one| one.discovered || one.path == path::DISCOVERY);
    login.any(|operation| operation.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sst_api::registry::find;
    use sst_domain::registry::DataKind;
    use sst_vault::{Kek, Tier, Vault};

    use super::*;
    use crate::clock::SystemClock;
    use crate::store::StorePlace;

    fn store() -> CitizenStore {
        let (vault, header) = Vault::create(&Kek::generate().unwrap(), Tier::Memory).unwrap();
        CitizenStore::create(StorePlace::Memory, Arc::new(vault), &header).unwrap()
    }

    fn note(log: &Arc<SentLog>, path: &str, kind: Option<DataKind>) {
        let method = if path == path::TOKEN { "POST" } else { "GET" };
        let declared = Declared {
            operation: find(method, path).unwrap(),
            kinds: kind.into_iter().collect(),
        };
        drop(log.begin(&declared, "platform.example"));
    }

    fn kept(store: &CitizenStore) -> Ledger {
        store.read(|tx| tx.sent()).unwrap()
    }

    fn operations_in(ledger: &Ledger) -> BTreeSet<&str> {
        let lines = ledger.0.values().flatten();
        lines.map(|line| line.operation.as_str()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn many_calls_are_written_down_together_and_later() {
        let (log, store) = (SentLog::new(Arc::new(SystemClock)), store());
        log.follow(Some(store.clone()));
        for _ in 0..50 {
            note(&log, path::SYNC_CHANGES, Some(DataKind::DeviceNumber));
        }
        tokio::time::sleep(WRITE_AFTER / 2).await;
        assert!(kept(&store).is_empty());
        tokio::time::sleep(WRITE_AFTER).await;
        for _ in 0..100 {
            if !kept(&store).is_empty() {
                break;
            }
            tokio::task::yield_now().await;
            std::thread::sleep(Duration::from_millis(5));
        }
        let ledger = kept(&store);
        let lines: Vec<_> = ledger.0.values().flatten().collect();
        assert_eq!((lines.len(), lines[0].count), (1, 50));
        assert_eq!(lines[0].kinds, ["device-number".to_owned()].into());
    }

    #[tokio::test]
    async fn a_log_in_belongs_to_the_account_and_a_public_read_before_it_does_not() {
        let (log, first, second) = (SentLog::new(Arc::new(SystemClock)), store(), store());
        note(&log, path::ARTICLES, None);
        note(&log, path::TOKEN, Some(DataKind::SessionCredential));
        log.follow(Some(first.clone()));
        note(&log, path::SYNC_CHANGES, Some(DataKind::DeviceNumber));
        let shown = log.read().await;
        assert_eq!(operations_in(&shown.own), ["changes", "token"].into());
        assert_eq!(operations_in(&shown.before), ["articles"].into());

        note(&log, path::SESSIONS, None);
        log.follow(None);
        let nobody = log.read().await;
        assert!(nobody.own.is_empty() && nobody.before.is_empty());
        let all = ["changes", "sessions", "token"];
        assert_eq!(operations_in(&kept(&first)), all.into());

        log.follow(Some(second.clone()));
        note(&log, path::EVENTS, None);
        log.write().await;
        assert_eq!(operations_in(&kept(&second)), ["events"].into());
        assert_eq!(operations_in(&kept(&first)), all.into());
    }

    #[tokio::test]
    async fn what_cannot_be_kept_is_still_shown_and_said() {
        let (log, store) = (SentLog::new(Arc::new(SystemClock)), store());
        log.follow(Some(store.clone()));
        store.close().unwrap();
        note(&log, path::SESSIONS, None);
        for _ in 0..2 {
            let shown = log.read().await;
            assert_eq!(shown.trouble, Some(StoreError::Closed.code()));
            assert_eq!(
                shown
                    .own
                    .0
                    .values()
                    .flatten()
                    .map(|line| line.count)
                    .sum::<u32>(),
                1
            );
        }
    }

    #[tokio::test]
    async fn what_found_no_connection_has_not_left() {
        let log = SentLog::new(Arc::new(SystemClock));
        let declared = Declared {
            operation: find("GET", path::HALLS).unwrap(),
            kinds: BTreeSet::new(),
        };
        log.begin(&declared, "platform.example").nothing_left();
        assert!(log.read().await.own.is_empty());
    }

    #[tokio::test]
    async fn a_session_that_moves_takes_its_log_along() {
        let (log, from, to) = (SentLog::new(Arc::new(SystemClock)), store(), store());
        log.follow(Some(from.clone()));
        note(&log, path::SESSIONS, None);
        log.carry(&from, &to).await;
        assert_eq!(kept(&to), kept(&from));
        assert_eq!(operations_in(&kept(&to)), ["sessions"].into());
    }
}
