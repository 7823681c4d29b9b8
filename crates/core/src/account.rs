//! The account of a session, opened.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use sst_api::contact::Channel;

use crate::consent::{
    Covered as _, CrashReports, DecisionLog, Grants, PersonTerms, Policies, Terms, UsageStatistics,
};
use crate::profile::Reveals;
use crate::reports::Counting;
use crate::session::Tokens;
use crate::store::{CitizenStore, StoreError};
use crate::view::{KeepingTier, KeepingView};

/// The account of a session, opened: what is kept for the person, and the tokens of the session.
pub struct OpenAccount {
    /// What is kept for the person.
    pub(crate) store: CitizenStore,
    /// The tokens of the session.
    pub(crate) tokens: Arc<Tokens>,
    /// What the person has agreed to.
    pub(crate) grants: Grants,
    /// Whether they agreed to the policy.
    pub(crate) terms: Terms,
    /// The policies that are at hand: what was agreed to under an earlier one may have to be agreed to again.
    policies: Arc<Policies>,
    /// What was opened and is not written down.
    pub(crate) counting: Counting,
    /// One delivery of decisions outside sync at a time.
    pub(crate) delivering: tokio::sync::Mutex<()>,
    keeping: RwLock<KeepingView>,
    reveals: Mutex<Reveals>,
    contact_changes: Mutex<HashMap<Channel, String>>,
}

impl OpenAccount {
    /// The account of `store`.
    pub(crate) fn new(
        store: CitizenStore,
        keeping: KeepingView,
        tokens: Arc<Tokens>,
        policies: Arc<Policies>,
    ) -> Self {
        let account = Self {
            policies,
            terms: Terms::default(),
            grants: Grants::default(),
            store,
            tokens,
            counting: Counting::default(),
            delivering: tokio::sync::Mutex::new(()),
            keeping: RwLock::new(keeping),
            reveals: Mutex::default(),
            contact_changes: Mutex::default(),
        };
        // Where the log cannot be read, nothing is granted.
        if let Err(error) = account.read_grants() {
            tracing::warn!(code = error.code(), "the decisions were not read");
        }
        account
    }

    /// Reads anew what the person has agreed to. Blocks on the disk.
    pub(crate) fn read_grants(&self) -> Result<(), StoreError> {
        let memory_only = self.is_memory_only();
        // Within the store: an older reading must not come after a newer one.
        self.store.read(|tx| {
            let log = DecisionLog::read(tx)?;
            // What is not known stays as it was: only the platform's whole log can say that they never answered.
            if let Some(terms) = log.terms() {
                self.terms.set(terms);
            }
            self.grants.set(match self.terms.get() {
                PersonTerms::Agreed => log.given(memory_only, &self.policies),
                _ => BTreeSet::new(),
            });
            Ok::<_, StoreError>(())
        })?;
        self.drop_reports()
    }

    /// Drops reports that wait and that the person does not agree to any more.
    fn drop_reports(&self) -> Result<(), StoreError> {
        let mut off = Vec::new();
        if self.grants.granted::<UsageStatistics>().is_none() {
            off.push(UsageStatistics::CONTROL);
        }
        if self.grants.granted::<CrashReports>().is_none() {
            off.push(CrashReports::CONTROL);
        }
        // While it is not known whether they agreed at all, nothing is lost.
        if off.is_empty() || self.terms.get() == PersonTerms::Learning {
            return Ok(());
        }
        let mut shelf = self.store.read(|tx| tx.reports())?;
        if !shelf.drop_waiting(&off) {
            return Ok(());
        }
        self.store.write(|tx| {
            let mut shelf = tx.reports()?;
            shelf.drop_waiting(&off);
            tx.put_reports(shelf)
        })
    }

    /// Where the keys are kept.
    pub(crate) fn keeping(&self) -> KeepingView {
        self.keeping
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The keys are kept elsewhere from now on.
    pub(crate) fn set_keeping(&self, keeping: KeepingView) {
        *self.keeping.write().unwrap_or_else(PoisonError::into_inner) = keeping;
    }

    /// Whether what is kept here is lost when the window closes.
    pub(crate) fn is_memory_only(&self) -> bool {
        self.keeping().tier == KeepingTier::Memory
    }

    /// What was revealed lately.
    pub(crate) fn reveals(&self) -> MutexGuard<'_, Reveals> {
        self.reveals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes of phone and e-mail that wait for their code: the platform's identifier of each.
    pub(crate) fn contact_changes(&self) -> MutexGuard<'_, HashMap<Channel, String>> {
        self.contact_changes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing of the person is shown.
impl fmt::Debug for OpenAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAccount")
            .field("keeping", &self.keeping())
            .finish_non_exhaustive()
    }
}
