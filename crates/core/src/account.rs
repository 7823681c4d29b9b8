//! The account of a session, opened.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use sst_api::contact::Channel;
use sst_domain::consent::{Control, Standing};

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
        let ended = self.store.read(|tx| {
            let log = DecisionLog::read(tx)?;
            // What is not known stays as it was: only the platform's whole log can say that they never answered.
            if let Some(terms) = log.terms() {
                self.terms.set(terms);
            }
            let terms = self.terms.get();
            self.grants.set(match terms {
                PersonTerms::Agreed => log.given(memory_only, &self.policies),
                _ => BTreeSet::new(),
            });
            // What is asked again, or cannot be read now, has not ended.
            let standing = log.standing();
            let goes_on = |control: &Control| match terms {
                PersonTerms::Agreed => standing.get(control.as_str()).is_some_and(Standing::allows),
                PersonTerms::Learning => true,
                PersonTerms::Unasked | PersonTerms::Closed => false,
            };
            let controls = [UsageStatistics::CONTROL, CrashReports::CONTROL];
            let ended = controls.into_iter().filter(|control| !goes_on(control));
            Ok::<_, StoreError>(ended.collect::<Vec<_>>())
        })?;
        // What could not be dropped is dropped at the next reading; no grant leads to it meanwhile.
        if let Err(error) = self.drop_reports(&ended) {
            let code = error.code();
            tracing::warn!(code, "reports without consent were not dropped");
        }
        Ok(())
    }

    /// Drops reports that wait and need one of these consents, which have ended.
    pub(crate) fn drop_reports(&self, ended: &[Control]) -> Result<(), StoreError> {
        if ended.contains(&UsageStatistics::CONTROL) {
            self.counting.forget();
        }
        let mut shelf = self.store.read(|tx| tx.reports())?;
        if !shelf.drop_waiting(ended) {
            return Ok(());
        }
        self.store.write(|tx| {
            let mut shelf = tx.reports()?;
            shelf.drop_waiting(ended);
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
