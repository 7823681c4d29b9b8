//! What a person can decide about, and where they stand with it.

use std::sync::Arc;

use sst_domain::consent::{AgeBand, Control, Decision, Standing};
use sst_domain::policy::{PolicyBundle, Purpose};
use uuid::Uuid;

use super::log::{DecisionLog, Placed};
use super::policy::{bundle_in_force, tag};
use super::{Consent, notice};
use crate::client::Core;
use crate::error::ClientError;
use crate::view::{ConsentItemView, Delivery, ItemStanding, PurposeView, PurposesView};

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
            let bundle = bundle_in_force(&core, language)?.bundle;
            purposes(&core, &bundle)
        };
        let read = tokio::task::spawn_blocking(read);
        read.await.map_err(|_| ClientError::Internal)?
    }
}

/// Blocks on the disk.
pub(super) fn purposes(core: &Core, bundle: &PolicyBundle) -> Result<PurposesView, ClientError> {
    let (log, closed, memory_only) = match core.account() {
        Ok(account) => {
            let log = account.store.read(DecisionLog::read)?;
            (log, None, account.is_memory_only())
        }
        Err(error) => (DecisionLog(Vec::new()), Some(error.code()), false),
    };
    let standing = log.standing();
    let view = |item: String| {
        let standing = standing.get(&item);
        item_view(item, standing, &log, memory_only)
    };
    let purposes = &bundle.sidecar.purposes;
    Ok(PurposesView {
        text_hash: bundle.document.text_hash.clone(),
        version: bundle.document.version.clone(),
        served_id: Uuid::now_v7().to_string(),
        closed: closed.map(str::to_owned),
        needs_guardian: needs_guardian(core)?,
        purposes: purposes
            .iter()
            .map(|purpose| {
                let items = notice::items(purpose).into_iter().map(view).collect();
                purpose_view(purpose, items)
            })
            .collect(),
    })
}

/// Whether the person whose computer this is has said that they are not of age yet.
pub(super) fn needs_guardian(core: &Core) -> Result<bool, ClientError> {
    Ok(matches!(
        age_band(core)?,
        Some(AgeBand::Under14 | AgeBand::From14To17)
    ))
}

/// The age band that was given at the first run.
pub(super) fn age_band(core: &Core) -> Result<Option<AgeBand>, ClientError> {
    let decision = core.device.decision()?;
    Ok(decision.and_then(|decision| decision.age_band))
}

fn purpose_view(purpose: &Purpose, items: Vec<ConsentItemView>) -> PurposeView {
    PurposeView {
        id: purpose.id.clone(),
        title: purpose.title.clone(),
        basis: purpose.basis,
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

fn item_view(
    item: String,
    standing: Option<&Standing>,
    log: &DecisionLog,
    memory_only: bool,
) -> ConsentItemView {
    let decided = standing.and_then(|standing| log.find(&standing.record));
    ConsentItemView {
        control: Control::parse(&item),
        standing: standing.map_or(ItemStanding::NotAsked, shown),
        decided_at: standing.map(|standing| standing.at.clone()),
        delivery: decided.map(|decided| delivery(&decided.place, memory_only)),
        item,
    }
}

fn shown(standing: &Standing) -> ItemStanding {
    match standing.decision {
        Decision::Given if standing.lapsed => ItemStanding::Lapsed,
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
