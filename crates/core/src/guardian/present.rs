//! Whether a guardian is there.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sst_api::guardian::{GuardianConsent, GuardianPurpose};
use zeroize::Zeroizing;

use crate::view::{GuardianPresentView, GuardianTask};

/// The guardian of this process, if there is one.
#[derive(Default)]
pub(crate) struct GuardianState(Mutex<Option<Begun>>);

struct Begun {
    challenge: Zeroizing<String>,
    task: GuardianTask,
    /// Until when they are there; `None` before the code came back.
    until: Option<Timestamp>,
    /// What they were shown of their agreements.
    consents: Vec<GuardianConsent>,
}

impl GuardianState {
    /// A code is on its way; whoever was there before is there no more.
    pub(super) fn begin(&self, challenge: Zeroizing<String>, task: GuardianTask) {
        *self.slot() = Some(Begun {
            challenge,
            task,
            until: None,
            consents: Vec::new(),
        });
    }

    /// What shows who asked for a code.
    pub(super) fn begun(&self) -> Option<Zeroizing<String>> {
        let slot = self.slot();
        slot.as_ref().map(|begun| begun.challenge.clone())
    }

    /// The code came back; `None` where another one was asked for meanwhile.
    pub(super) fn came(
        &self,
        challenge: &Zeroizing<String>,
        now: Timestamp,
        seconds: u32,
    ) -> Option<GuardianPresentView> {
        let mut slot = self.slot();
        let begun = slot.as_mut()?;
        if begun.challenge != *challenge {
            return None;
        }
        let for_so_long = SignedDuration::from_secs(seconds.into());
        begun.until = now.checked_add(for_so_long).ok();
        view(begun, now)
    }

    /// Nobody is there.
    pub(crate) fn leave(&self) {
        *self.slot() = None;
    }

    /// Who is there at `now`.
    pub(super) fn view(&self, now: Timestamp) -> Option<GuardianPresentView> {
        view(self.slot().as_ref()?, now)
    }

    /// What shows that a guardian is there for `task`.
    pub(crate) fn challenge(&self, task: GuardianTask, now: Timestamp) -> Option<String> {
        let slot = self.slot();
        let begun = slot.as_ref()?;
        let there = begun.task == task && view(begun, now).is_some();
        there.then(|| begun.challenge.to_string())
    }

    /// What they are shown of their agreements.
    pub(super) fn show(&self, consents: &[GuardianConsent]) {
        if let Some(begun) = self.slot().as_mut() {
            begun.consents = consents.to_vec();
        }
    }

    /// The agreement with this record, as they were shown it.
    pub(super) fn shown(&self, record: &str) -> Option<GuardianConsent> {
        let slot = self.slot();
        let consents = &slot.as_ref()?.consents;
        consents.iter().find(|one| one.record == record).cloned()
    }

    fn slot(&self) -> MutexGuard<'_, Option<Begun>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn view(begun: &Begun, now: Timestamp) -> Option<GuardianPresentView> {
    let left = begun.until?.duration_since(now).as_secs();
    Some(GuardianPresentView {
        task: begun.task,
        seconds_left: u32::try_from(left).ok().filter(|left| *left > 0)?,
    })
}

impl From<GuardianTask> for GuardianPurpose {
    fn from(task: GuardianTask) -> Self {
        match task {
            GuardianTask::Confirm => Self::Confirm,
            GuardianTask::Withdraw => Self::Withdraw,
        }
    }
}
