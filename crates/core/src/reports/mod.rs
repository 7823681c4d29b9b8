//! Reports about the client itself: what was used, and where it failed. They are made with consent only, shown before
//! they are sent, and sent by the person (docs/decisions/0016-reports-are-sent-by-hand.md).

mod counting;
mod note;
mod report;
mod shelf;
mod show;

use std::sync::Arc;

use jiff::Timestamp;
use sst_api::report::{Part, Screen};
use sst_domain::consent::Control;
use sst_domain::report::is_place;

pub(crate) use counting::{Counting, write as write_counts};
pub use note::CrashWatch;
pub(crate) use report::Report;
pub(crate) use shelf::Shelf;

use crate::OpenAccount;
use crate::client::Core;
use crate::consent::{CrashReports, PersonTerms, UsageStatistics};
use crate::error::ClientError;
use crate::remote::{ReportRemote, host_of};
use crate::store::{CitizenStore, StoreError};
use crate::view::ReportsView;
use report::{About, Sent};

/// Most places of a trail; the contract takes no more.
const MOST_STEPS: usize = sst_api::report::MOST_STEPS;

/// Reports about the client itself, of whoever is logged in.
pub struct Reports<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Reports<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// A part of the client was opened. Without the person's consent nothing comes of it; without anybody logged in
    /// there is none.
    pub fn opened(&self, screen: Screen) {
        let Ok(account) = self.core.account() else {
            return;
        };
        if let Some(granted) = account.grants.granted::<UsageStatistics>() {
            counting::count(self.core, &account, &granted, screen);
        }
    }

    /// The screens failed, at the first of these places; the others led there. Without the person's consent nothing
    /// comes of it. What is no place is left out.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn page_failed(&self, places: Vec<String>) -> Result<(), ClientError> {
        let Ok(account) = self.core.account() else {
            return Ok(());
        };
        if account.grants.granted::<CrashReports>().is_none() {
            return Ok(());
        }
        let mut places = places.into_iter().filter(|place| is_place(place));
        let Some(place) = places.next() else {
            return Ok(());
        };
        let about = About::Crash {
            day: self.core.clock.today_in_shenyang(),
            part: Part::Page,
            place,
            trail: places.take(MOST_STEPS).collect(),
        };
        let report = Report::new(&self.core.config.app_version, about);
        keep(self.core, &account, report).await
    }

    /// The reports: what waits, and what was sent.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`] and its like, [`ClientError::Store`].
    pub async fn view(&self) -> Result<ReportsView, ClientError> {
        let account = self.core.account()?;
        take_note(self.core).await;
        counting::write(self.core, &account).await;
        // What is too old goes as it is looked at.
        change(self.core, &account, |_| {}).await?;
        let reader = Arc::clone(&account);
        let shelf = account
            .store
            .run(move |_| reader.store.read(|tx| tx.reports()));
        Ok(show::view(self.core, &account, shelf.await?))
    }

    /// Sends one report, if `shown`, what the person has seen, is every byte of it.
    ///
    /// # Errors
    ///
    /// [`ClientError::ReportChanged`] where it says something else, is not finished, or is not there;
    /// [`ClientError::ItemConsentNeeded`], also where the consent went as it was on its way, which breaks it off;
    /// [`ClientError::Remote`], [`ClientError::Store`] where it was sent and that
    /// could not be written down: sent again, it counts once.
    pub async fn send(&self, id: &str, shown: &str) -> Result<ReportsView, ClientError> {
        let account = self.core.account()?;
        let report = find(&account, id).await?;
        let report = report.filter(|report| report.sent.is_none() && report.text() == shown);
        let report = report
            .filter(|report| report.is_finished(self.core.clock.today_in_shenyang()))
            .ok_or(ClientError::ReportChanged)?;
        let remote = ReportRemote::new(&self.core.http, self.core.gate.account()?);
        let grants = &account.grants;
        let reply = match report.control() {
            Control::UsageStatistics => {
                let send = async |granted: &_| remote.usage(granted, id, shown).await;
                grants.while_granted(send).await
            }
            _ => {
                let send = async |granted: &_| remote.crash(granted, id, shown).await;
                grants.while_granted(send).await
            }
        };
        // Broken off, some of it may have left, which the list of what was sent says.
        reply.ok_or(ClientError::ItemConsentNeeded)??;
        // The platform has it, also where the consent went meanwhile: that is not to be hidden.
        let sent = Some(Sent {
            at: now(self.core),
            host: host_of(self.core.http.origin()),
            text: shown.to_owned(),
        });
        change(self.core, &account, move |shelf| {
            shelf.put(Report { sent, ..report });
        })
        .await?;
        self.view().await
    }

    /// Deletes a report from this computer, sent or not. What was sent the platform has.
    ///
    /// # Errors
    ///
    /// As [`Reports::view`].
    pub async fn delete(&self, id: &str) -> Result<ReportsView, ClientError> {
        let account = self.core.account()?;
        let id = id.to_owned();
        change(self.core, &account, move |shelf| {
            shelf.0.remove(&id);
        })
        .await?;
        self.view().await
    }
}

/// Takes up what the program wrote down as it failed, if it was while this account was open and the person still
/// agrees to reports; forgets it in any other case, save that it waits while that is not known.
pub(crate) async fn take_note(core: &Arc<Core>) {
    let Ok(account) = core.account() else {
        return;
    };
    if account.terms.get() == PersonTerms::Learning {
        return;
    }
    let watch = Arc::clone(core.session.crash_watch());
    let reading = Arc::clone(&watch);
    let noted = tokio::task::spawn_blocking(move || reading.read()).await;
    let Ok(Some(noted)) = noted else {
        return;
    };
    if let Some(report) = noted
        && let Err(error) = keep(core, &account, report).await
    {
        // It stays for the next time.
        return tracing::warn!(code = error.code(), "a failure was not taken up");
    }
    // Locked meanwhile: whose it is was not to be seen.
    let same = core.account().is_ok_and(|now| Arc::ptr_eq(&now, &account));
    if same {
        let _ = tokio::task::spawn_blocking(move || watch.forget()).await;
    }
}

/// Takes the reports of one account over into another store of the same person.
pub(crate) async fn carry(core: &Arc<Core>, from: &Arc<OpenAccount>, to: &CitizenStore) {
    counting::write(core, from).await;
    let reader = Arc::clone(from);
    let kept = from
        .store
        .run(move |_| reader.store.read(|tx| tx.reports()));
    let carried = match kept.await {
        Ok(kept) if kept.0.is_empty() => Ok(()),
        Ok(kept) => to.run(move |store| add(store, kept)).await,
        Err(error) => Err(error),
    };
    if let Err(error) = carried {
        tracing::warn!(code = error.code(), "reports were not taken along");
    }
}

fn add(store: &CitizenStore, kept: Shelf) -> Result<(), StoreError> {
    store.write(|tx| {
        let mut shelf = tx.reports()?;
        kept.0.into_values().for_each(|report| shelf.put(report));
        tx.put_reports(shelf)
    })
}

/// Keeps it, if the person agrees as it is written.
async fn keep(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
    report: Report,
) -> Result<(), ClientError> {
    let grants = account.grants.clone();
    change(core, account, move |shelf| {
        if let Some(granted) = grants.granted() {
            shelf.note(&granted, report);
        }
    })
    .await
}

async fn find(account: &Arc<OpenAccount>, id: &str) -> Result<Option<Report>, ClientError> {
    let (reader, id) = (Arc::clone(account), id.to_owned());
    let found = account.store.run(move |_| {
        let shelf = reader.store.read(|tx| tx.reports())?;
        Ok::<_, StoreError>(shelf.0.get(&id).cloned())
    });
    Ok(found.await?)
}

async fn change(
    core: &Arc<Core>,
    account: &Arc<OpenAccount>,
    change: impl FnOnce(&mut Shelf) + Send + 'static,
) -> Result<(), ClientError> {
    let (today, now) = (core.clock.today_in_shenyang(), now(core));
    let changed = account.store.run(move |store| {
        store.write(|tx| {
            let mut shelf = tx.reports()?;
            change(&mut shelf);
            shelf.prune(today, now);
            tx.put_reports(shelf)
        })
    });
    Ok(changed.await?)
}

fn now(core: &Core) -> Timestamp {
    let now = core.clock.now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
