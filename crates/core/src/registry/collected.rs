//! 收集清单: every kind of data, and every purpose of the policy with what is taken for it.

use std::sync::Arc;

use sst_domain::policy::Purpose;
use sst_domain::registry::{DataKind, kinds_used_by, named_in};

use super::Registry;
use super::held::Held;
use crate::consent::{Consent, why_not_refusable};
use crate::error::ClientError;
use crate::view::{CollectedPurposeView, CollectedView, KindView};

impl Registry<'_> {
    /// What is collected, with the purposes of the policy in force in `language`; and what of it is here now, without
    /// a value, where somebody is logged in.
    ///
    /// # Errors
    ///
    /// [`ClientError::Policy`], [`ClientError::Store`], [`ClientError::Device`].
    pub async fn collected(&self, language: &str) -> Result<CollectedView, ClientError> {
        let policy = Consent::new(self.core).policy(language).await?;
        let core = Arc::clone(self.core);
        let held = tokio::task::spawn_blocking(move || Held::read(&core));
        let held = held.await.map_err(|_| ClientError::Internal)??;
        let own = || {
            policy
                .purposes
                .iter()
                .filter(|one| one.third_party.is_none())
        };
        let kind_view = |kind: &DataKind| {
            let users = own().filter(|purpose| kinds_used_by(purpose).contains(kind));
            kind_view(
                *kind,
                &held,
                users.map(|purpose| purpose.id.clone()).collect(),
            )
        };
        Ok(CollectedView {
            version: policy.document.version.clone(),
            closed: held.closed.map(str::to_owned),
            kinds: DataKind::ALL.iter().map(kind_view).collect(),
            purposes: own().map(purpose_view).collect(),
        })
    }
}

fn kind_view(kind: DataKind, held: &Held, purposes: Vec<String>) -> KindView {
    let entry = kind.entry();
    KindView {
        kind,
        source: entry.source,
        scene: entry.scene,
        kept: entry.kept,
        basis: entry.basis,
        sensitive: kind.is_sensitive(),
        held: held.of(kind),
        purposes,
    }
}

fn purpose_view(purpose: &Purpose) -> CollectedPurposeView {
    let others = purpose
        .data
        .iter()
        .filter(|words| named_in(words).is_empty());
    CollectedPurposeView {
        id: purpose.id.clone(),
        title: purpose.title.clone(),
        clauses: purpose.clauses.clone(),
        basis: purpose.basis,
        refusable: purpose.is_refusable(),
        necessity: why_not_refusable(purpose),
        retention: purpose.retention.clone(),
        kinds: kinds_used_by(purpose),
        others: others.cloned().collect(),
    }
}
