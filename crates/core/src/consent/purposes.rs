//! What a person can decide about, and where they stand with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use sst_domain::consent::{AgeBand, Control, Decision, Standing, TERMS, items_of};
use sst_domain::policy::Purpose;
use uuid::Uuid;

use super::Consent;
use super::log::{Decided, DecisionLog, Placed};
use super::policies::Version;
use super::policy::tag;
use crate::client::Core;
use crate::error::ClientError;
use crate::public::{Offered, last_offered, openness};
use crate::view::{ConsentItemView, Delivery, ItemStanding, Openness, PurposeView, PurposesView};

impl Consent<'_> {
    /// Every purpose of the policy in force, and where the person stands with each thing that they can decide
    /// about. Where nobody is logged in everything is shown as it is then: off.
    ///
    /// # Errors
    ///
    /// [`ClientError::Policy`], [`ClientError::Store`].
    pub async fn purposes(&self, language: &str) -> Result<PurposesView, ClientError> {
        let (core, language) = (Arc::clone(self.core), tag(language));
        let read = move || {
            let shown = core.policies.in_force(language)?;
            purposes(&core, &shown)
        };
        let read = tokio::task::spawn_blocking(read);
        read.await.map_err(|_| ClientError::Internal)?
    }
}

/// Blocks on the disk.
pub(super) fn purposes(core: &Core, shown: &Version) -> Result<PurposesView, ClientError> {
    let bundle = &shown.bundle;
    let served = serve(core)?;
    Ok(PurposesView {
        text_hash: bundle.document.text_hash.clone(),
        version: bundle.document.version.clone(),
        served_id: Uuid::now_v7().to_string(),
        closed: served.closed.map(str::to_owned),
        needs_guardian: needs_guardian(core)?,
        purposes: bundle
            .sidecar
            .purposes
            .iter()
            .map(|purpose| purpose_view(purpose, served.items(core, purpose)))
            .collect(),
    })
}

/// Where a person stands, as it is shown.
pub(super) struct Served {
    pub(super) log: DecisionLog,
    standing: BTreeMap<String, Standing>,
    closed: Option<&'static str>,
    memory_only: bool,
    offered: Option<Offered>,
}

/// Reads where the person stands; where nobody is logged in, nowhere.
pub(super) fn serve(core: &Core) -> Result<Served, ClientError> {
    let (log, closed, memory_only) = match core.account() {
        Ok(account) => {
            let log = account.store.read(DecisionLog::read)?;
            (log, None, account.is_memory_only())
        }
        Err(error) => (DecisionLog(Vec::new()), Some(error.code()), false),
    };
    Ok(Served {
        standing: log.standing(),
        log,
        closed,
        memory_only,
        offered: last_offered(core),
    })
}

impl Served {
    /// What there is to decide about a purpose.
    pub(super) fn items(&self, core: &Core, purpose: &Purpose) -> Vec<ConsentItemView> {
        let view = |item| self.item(core, item);
        items_of(purpose).into_iter().map(view).collect()
    }

    /// Where the person stands with the policy as a whole, and what they were shown.
    pub(super) fn terms(&self) -> Option<(&Standing, &Decided)> {
        let standing = self.standing.get(TERMS)?;
        Some((standing, self.log.find(&standing.record)?))
    }

    fn item(&self, core: &Core, item: String) -> ConsentItemView {
        let standing = self.standing.get(&item);
        let decided = standing.and_then(|standing| self.log.find(&standing.record));
        let again = decided.is_some_and(|decided| core.policies.asks_again(decided));
        let shown = standing.map_or(ItemStanding::NotAsked, |standing| shown(standing, again));
        let control = Control::parse(&item);
        ConsentItemView {
            control,
            // The platform alone acts on a decision about what has no switch here.
            openness: control.map_or(Openness::Open, |control| {
                openness(control, self.offered.as_ref())
            }),
            standing: shown,
            decided_at: standing.map(|standing| standing.at.clone()),
            delivery: decided.map(|decided| delivery(&decided.place, self.memory_only)),
            item,
        }
    }
}

/// Whether the person whose computer this is has said that they are not of age yet.
pub(super) fn needs_guardian(core: &Core) -> Result<bool, ClientError> {
    Ok(matches!(
        age_band(core)?,
        Some(AgeBand::Under14 | AgeBand::From14To17)
    ))
}

/// The age band that the person gave last; where nobody is logged in, the one that was given on this computer.
pub(super) fn age_band(core: &Core) -> Result<Option<AgeBand>, ClientError> {
    if let Ok(account) = core.account() {
        let log = account.store.read(DecisionLog::read)?;
        let given = log
            .0
            .iter()
            .rev()
            .find_map(|decided| decided.record.age_band);
        if given.is_some() {
            return Ok(given);
        }
    }
    let decision = core.device.decision()?;
    Ok(decision.and_then(|decision| decision.age_band))
}

/// Why a purpose cannot be refused; empty for one that can be.
pub(crate) fn why_not_refusable(purpose: &Purpose) -> String {
    if purpose.is_refusable() {
        String::new()
    } else {
        purpose.necessity.clone()
    }
}

fn purpose_view(purpose: &Purpose, items: Vec<ConsentItemView>) -> PurposeView {
    PurposeView {
        id: purpose.id.clone(),
        title: purpose.title.clone(),
        basis: purpose.basis,
        refusable: purpose.is_refusable(),
        necessity: why_not_refusable(purpose),
        data: purpose.data.clone(),
        sensitive: purpose.sensitive,
        impact: purpose.impact.clone(),
        method: purpose.method.clone(),
        retention: purpose.retention.clone(),
        recipients: purpose.recipients.clone(),
        third_party: purpose.third_party.clone(),
        automated: purpose.automated,
        clauses: purpose.clauses.clone(),
        items,
    }
}

fn shown(standing: &Standing, again: bool) -> ItemStanding {
    match standing.decision {
        Decision::Given if standing.lapsed => ItemStanding::Lapsed,
        Decision::Given if again => ItemStanding::AskedAgain,
        Decision::Given => ItemStanding::Given,
        Decision::Refused => ItemStanding::Refused,
        Decision::Withdrawn => ItemStanding::Withdrawn,
    }
}

pub(super) fn delivery(place: &Placed, memory_only: bool) -> Delivery {
    match place {
        Placed::Logged { position, .. } => Delivery::Countersigned {
            position: *position,
        },
        Placed::Waiting if memory_only => Delivery::NotKept,
        Placed::Waiting => Delivery::Waiting,
        Placed::Refused { code } => Delivery::Refused { code: code.clone() },
    }
}
