//! The policy, the person's decision about it, and the gate that follows from the decision.

mod audit;
mod before_login;
pub(crate) mod by_guardian;
mod change;
mod check;
mod coming_of_age;
mod compare;
mod corrected_age;
mod decide;
mod deliver;
mod error;
mod follow;
mod gate;
mod grants;
mod item;
mod log;
mod notice;
mod policies;
mod policy;
mod purposes;
mod receipts;
mod sign;
mod terms;

use std::sync::Arc;

use sst_domain::consent::{Choice, Reach};

use crate::client::Core;
use crate::view::ConsentView;

pub use decide::DecisionInput;
pub use error::PolicyError;
pub use gate::{AccountPermit, Gate, Pass, Permit, PublicPermit, RightsPermit, SessionPermit};
pub use terms::PersonTerms;

pub use change::{ChangeAnswer, ChangeAnswerInput};
pub use check::{KeySource, ReceiptsCheck, WholeAudit, WholeFile, check_receipts};
pub use grants::{
    Covered, CrashReports, Granted, Grants, SensitiveIdentity, SystemNotifications, UsageStatistics,
};
pub use item::ItemDecisionInput;

pub(crate) use before_login::{BeforeLogin, enter_what_was_decided};
pub(crate) use by_guardian::waiting_guardian;
pub(crate) use compare::{LANGUAGES, at_start, blocking, compare};
pub(crate) use decide::{Answered, Said};
pub(crate) use deliver::watch;
pub(crate) use follow::{follow, guardian_is_minor};
pub(crate) use log::DecisionLog;
pub(crate) use notice::terms;
pub(crate) use policies::Policies;
pub(crate) use policy::tag;
pub(crate) use purposes::why_not_refusable;
pub(crate) use sign::sign_confirmed;
pub(crate) use terms::Terms;

/// The policy and the decision about it.
pub struct Consent<'a> {
    core: &'a Arc<Core>,
}

impl<'a> Consent<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// What was decided, and how far the client may go.
    pub fn view(&self) -> ConsentView {
        view(self.core)
    }
}

/// What was decided, and how far the client may go.
pub(crate) fn view(core: &Core) -> ConsentView {
    // What cannot be read lets nobody in: the gate was made from the same file.
    let decision = core.device.decision().unwrap_or_default();
    let person = core.session.account().map(|account| account.terms.get());
    let reach = core.gate.reach();
    ConsentView {
        choice: decision.as_ref().map(|decision| decision.choice),
        reach: match person {
            None | Some(PersonTerms::Agreed) => reach,
            Some(_) => reach.min(Reach::PublicReads),
        },
        person,
        age_band: decision.as_ref().and_then(|decision| decision.age_band),
        guardian: decision.as_ref().and_then(|decision| {
            let asked = decision.choice == Choice::Agree && decision.is_minor();
            asked.then_some(decision.guardian)
        }),
        newer_policy: decision.and_then(|decision| change::newer(core, &decision)),
    }
}
