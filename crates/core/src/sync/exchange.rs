//! One exchange with the platform, step by step as the planner says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sst_api::consent::ConsentEntry;
use sst_api::device::DeviceRequest;
use sst_api::problem::Problem;
use sst_api::sync::{Changes, MutationResult};
use sst_domain::consent::{Countersigned, Hash, LogEntry};
use thiserror::Error;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::ask::Halt;
use super::grace::Grace;
use super::link::ServerLink;
use super::planner::{Absorbed, Arrival, Asked, Intent, Remedy, Replica, Step};
use super::status::{Status, Throttle, count};
use super::upload::PartSize;
use crate::account::OpenAccount;
use crate::clock::Clock;
use crate::consent::{Granted, SensitiveIdentity, SystemNotifications};
use crate::event::{ClientEvent, Events};
use crate::notices::inbox_of;
use crate::profile::{CorrectionsSeer, shown};
use crate::remote::RemoteError;
use crate::store::{StoreError, Tx};
use crate::view::{CorrectionsView, InboxView, ProfileView, SyncStateView};

/// Most refusals of batches that are remedied in one exchange. More of them mean that remedies do not help.
const MAX_REMEDIES: u32 = 200;
/// Most refusals of anything else.
const MAX_FETCHES: u32 = 5;
/// Most registrations of one exchange.
const MAX_REGISTRATIONS: u32 = 3;

/// Something that another part of the client has to hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The platform has this version of the policy in force.
    PolicyVersion(String),
    /// The log of decisions has grown, or the platform did not take one.
    Decided,
}

/// Why an exchange stopped.
#[derive(Debug, Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Remote(#[from] RemoteError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who takes part in an exchange.
pub(super) struct Exchange {
    pub(super) account: Arc<OpenAccount>,
    pub(super) link: Arc<dyn ServerLink>,
    pub(super) events: Events,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) device: DeviceRequest,
    pub(super) news: mpsc::UnboundedSender<News>,
    pub(super) status: Arc<Status>,
    pub(super) part_size: PartSize,
    pub(super) told: Throttle,
    pub(super) grace: Arc<Grace>,
}

/// Whether an exchange has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Nothing is left to do.
    Done,
    /// There is more to send of what is attached; between two parts whoever called is heard.
    More,
}

impl Exchange {
    /// Goes on until nothing is left to do but to send what is attached, of which it does one step. The platform is
    /// asked at least once: by what is sent, or by a fetch where nothing waits.
    pub(super) async fn run(&self) -> Result<Pace, Trouble> {
        let (mut fetch, mut registrations) = (true, 0);
        let (mut remedies, mut fetches) = (MAX_REMEDIES, MAX_FETCHES);
        // Whether no byte of the batch has left yet.
        let mut fresh = false;
        loop {
            let replica = self.replica().await?;
            let corrections = self.may_send_identity();
            let step = replica.next_step(fetch, corrections);
            let done = match step {
                Step::Rest => return Ok(Pace::Done),
                Step::Upload(upload) => {
                    self.upload(&upload).await?;
                    return Ok(Pace::More);
                }
                // What was edited a moment ago can still be taken back: only news is asked for.
                Step::Freeze
                    if self.grace.until().is_some() && !replica.has_unsendable(corrections) =>
                {
                    match replica.question().filter(|_| fetch) {
                        Some(query) => self.fetch(&query).await.map(|more| fetch = more),
                        None => return Ok(Pace::Done),
                    }
                }
                Step::Freeze => {
                    self.grace.end();
                    fresh = self
                        .change(move |replica| replica.freeze(corrections))
                        .await?;
                    continue;
                }
                Step::Register => {
                    registrations += 1;
                    if registrations > MAX_REGISTRATIONS {
                        return Err(RemoteError::NotTheContract.into());
                    }
                    self.register().await
                }
                Step::Push(batch) => {
                    let first = std::mem::take(&mut fresh);
                    self.push(&batch, first).await.map(|()| fetch = false)
                }
                Step::Fetch(query) => self.fetch(&query).await.map(|more| fetch = more),
            };
            let (asked, problem) = match done {
                Ok(()) => continue,
                Err(Halt::Refused(asked, problem)) => (asked, problem),
                Err(Halt::Trouble(trouble)) => return Err(trouble),
            };
            let left = match asked {
                Asked::Push { .. } => &mut remedies,
                Asked::Fetch | Asked::Page | Asked::Other => &mut fetches,
            };
            if *left == 0 || !self.remedied(&problem, asked).await? {
                return Err(RemoteError::Problem(problem).into());
            }
            *left -= 1;
        }
    }

    /// Takes in a refusal. Returns whether it helps to go on.
    async fn remedied(&self, problem: &Problem, asked: Asked) -> Result<bool, StoreError> {
        let (code, refused) = (problem.code.as_str(), problem.clone());
        let remedy = self
            .change(move |replica| replica.refused(&refused, asked))
            .await?;
        tracing::info!(code, ?asked, ?remedy, "the platform refused");
        Ok(remedy == Remedy::GoOn)
    }

    /// Does one step of what is attached, and nothing else: what was just edited can still be taken back.
    pub(super) async fn run_uploads(&self) -> Result<Pace, Trouble> {
        let replica = self.replica().await?;
        match replica.next_upload(self.may_send_identity()) {
            Some(upload) => self.upload(&upload).await.map(|()| Pace::More),
            None => Ok(Pace::Done),
        }
    }

    fn may_send_identity(&self) -> bool {
        self.account.grants.granted::<SensitiveIdentity>().is_some()
    }

    /// Takes an answer in, in one transaction, and tells what it changed.
    pub(super) async fn absorb(
        &self,
        results: Vec<MutationResult>,
        mut changes: Changes,
        whole: bool,
    ) -> Result<(), StoreError> {
        changes.snapshot |= whole;
        let now = self.clock.now().to_string();
        let memory_only = self.account.is_memory_only();
        let policy = changes.policy_version.clone();
        let seer = CorrectionsSeer::of(&self.account);
        let told = self
            .account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let before = tx.replica();
                    let first = before.line.epoch.is_none();
                    let mut replica = before.clone();
                    let absorbed = replica.absorb(&results, &changes, &mut Uuid::now_v7);
                    let mut told = Told::default();
                    let mut asked = false;
                    if let Absorbed::Taken { read, restored } = absorbed {
                        told.restored = restored;
                        let opened = before.read_marks();
                        let arrival = Arrival {
                            changes: &changes,
                            read: &read,
                            opened: &opened,
                            first,
                        };
                        asked = learn_corrections(tx, &changes, restored, &mut replica)?;
                        told.decided = learn_decisions(tx, &changes, &mut replica)?
                            || before.decisions() != replica.decisions();
                        if changes.snapshot || !changes.notices.is_empty() || !read.is_empty() {
                            let mut inbox = tx.inbox()?;
                            let arrived = arrival.enter(&mut inbox);
                            told.arrived = arrived;
                            told.inbox = Some(inbox_of(&inbox, &replica.read_marks()));
                            tx.put_inbox(inbox)?;
                        }
                    }
                    if replica != before {
                        replica.line.last_contact = Some(now);
                        told.profile = Some(shown(&replica, memory_only))
                            .filter(|view| view.units != shown(&before, memory_only).units);
                    }
                    asked |= replica.corrections() != before.corrections();
                    tx.put_replica(replica)?;
                    told.corrections = asked.then(|| seer.corrections(tx)).transpose()?;
                    Ok::<_, StoreError>(told)
                })
            })
            .await?;
        if told.decided {
            let account = Arc::clone(&self.account);
            self.account
                .store
                .run(move |_| account.read_grants())
                .await?;
            // Nobody waiting for news is no error.
            let _ = self.news.send(News::Decided);
        }
        self.tell(told);
        if let Some(version) = policy {
            // Nobody waiting for news is no error.
            let _ = self.news.send(News::PolicyVersion(version));
        }
        self.in_touch().await
    }

    fn tell(&self, told: Told) {
        if told.restored {
            tracing::warn!("the platform was restored from a backup; everything was fetched anew");
        }
        let profile = told.profile.map(ClientEvent::Profile);
        let corrections = told.corrections.filter(|view| self.told.admits(view));
        let corrections = corrections.map(ClientEvent::Corrections);
        let inbox = told.inbox.map(ClientEvent::Inbox);
        let decided = told.decided.then_some(ClientEvent::Decided);
        let toast = self.account.grants.granted::<SystemNotifications>();
        let arrived = toast.and_then(|granted| arrived(granted, told.arrived));
        for event in [profile, corrections, inbox, decided, arrived]
            .into_iter()
            .flatten()
        {
            // Nobody listening is no error.
            let _ = self.events.send(event);
        }
    }

    async fn in_touch(&self) -> Result<(), StoreError> {
        let replica = self.replica().await?;
        let now = self.clock.now().to_string();
        self.status.set(|view| {
            count(&replica, view);
            view.last_contact = Some(now);
        });
        Ok(())
    }

    pub(super) fn working(&self) {
        self.status.set(|view| view.state = SyncStateView::Working);
    }

    pub(super) async fn replica(&self) -> Result<Replica, StoreError> {
        self.account
            .store
            .run(|store| store.read(|tx| Ok(tx.replica())))
            .await
    }

    /// One step of the planner, in one transaction. The screen hears of what it changed: an edit that has
    /// been frozen, for one, cannot be taken back any more.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Replica) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        self.change_with(|replica, _| Ok(step(replica))).await
    }

    /// The same, with what else is kept.
    pub(super) async fn change_with<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Replica, &mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let memory_only = self.account.is_memory_only();
        let seer = CorrectionsSeer::of(&self.account);
        let (done, profile, corrections) = self
            .account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let mut replica = tx.replica();
                    let before = replica.clone();
                    let done = step(&mut replica, tx)?;
                    let profile = Some(shown(&replica, memory_only))
                        .filter(|view| view.units != shown(&before, memory_only).units);
                    let asked = replica.corrections() != before.corrections();
                    tx.put_replica(replica)?;
                    let corrections = asked.then(|| seer.corrections(tx)).transpose()?;
                    Ok::<_, StoreError>((done, profile, corrections))
                })
            })
            .await?;
        self.tell(Told {
            profile,
            corrections,
            ..Told::default()
        });
        Ok(done)
    }
}

/// What the desktop shows of notices that have just arrived.
fn arrived(_: Granted<SystemNotifications>, count: u32) -> Option<ClientEvent> {
    (count > 0).then_some(ClientEvent::NoticesArrived { count })
}

/// Takes in what is new in the log of decisions; says whether anything is. What a platform that was restored from a
/// backup has lost of it waits to be sent again.
fn learn_decisions(
    tx: &mut Tx<'_>,
    changes: &Changes,
    replica: &mut Replica,
) -> Result<bool, StoreError> {
    if changes.consents.is_empty() && !changes.snapshot {
        return Ok(false);
    }
    let before = tx.consents()?;
    let mut log = if changes.snapshot {
        BTreeMap::new()
    } else {
        before.clone()
    };
    for entry in &changes.consents {
        let logged: LogEntry = serde_json::from_slice(&entry.entry.statement.0)?;
        log.insert(logged.position, entry.clone());
    }
    let known: BTreeSet<Hash> = log.values().map(|entry| entry.record.hash()).collect();
    for entry in before.values() {
        if !known.contains(&entry.record.hash()) {
            send_again(entry, replica)?;
        }
    }
    let changed = log != before;
    tx.put_consents(log)?;
    Ok(changed)
}

/// Takes in requests for correction that are new or have changed; says whether any has. One that a platform which was
/// restored from a backup has lost comes back to the person: what was attached is not here any more.
fn learn_corrections(
    tx: &mut Tx<'_>,
    changes: &Changes,
    restored: bool,
    replica: &mut Replica,
) -> Result<bool, StoreError> {
    if changes.corrections.is_empty() && !changes.snapshot {
        return Ok(false);
    }
    let before = tx.requests()?;
    let mut requests = if changes.snapshot {
        BTreeMap::new()
    } else {
        before.clone()
    };
    let told = changes.corrections.iter();
    requests.extend(told.map(|request| (request.id, request.clone())));
    if restored {
        for lost in before.values().filter(|known| known.state.is_open()) {
            if !requests.contains_key(&lost.id) {
                replica.correction_lost(lost);
            }
        }
    }
    replica.corrections_arrived(&requests.keys().copied().collect());
    let changed = requests != before;
    tx.put_requests(requests)?;
    Ok(changed)
}

fn send_again(entry: &ConsentEntry, replica: &mut Replica) -> Result<(), StoreError> {
    let signed = entry.receipt().signed;
    let record = signed.read().map_err(|_| StoreError::Corrupt)?;
    let id = Uuid::parse_str(&record.id).map_err(|_| StoreError::Corrupt)?;
    if replica.outbox.values().any(|row| row.id == id) {
        return Ok(());
    }
    let intent = Intent::Consent {
        signed,
        notice: entry.notice.clone(),
        guardian: entry.guardian.clone().map(Countersigned::from),
        before_login: false,
    };
    replica.decide(id, intent, &record.at);
    Ok(())
}

/// What an answer changed.
#[derive(Default)]
struct Told {
    profile: Option<ProfileView>,
    corrections: Option<CorrectionsView>,
    inbox: Option<InboxView>,
    arrived: u32,
    decided: bool,
    restored: bool,
}
