//! The decision about the policy.

use std::sync::Arc;

use serde::Deserialize;
use specta::Type;
use sst_domain::consent::{AgeBand, Choice, FirstRunDecision};

use super::{Consent, view};
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::{ConsentView, PolicyView};

/// A decision, as the screen hands it over.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct DecisionInput {
    /// The answer.
    pub choice: Choice,
    /// The age band; needed in order to agree.
    pub age_band: Option<AgeBand>,
    /// For a minor: the person confirmed that a guardian agreed.
    pub guardian_agreed: bool,
    /// Hash of the text that was shown.
    pub text_hash: String,
    /// Language of the screen, `zh-CN` or `en`.
    pub language: String,
}

impl Consent<'_> {
    /// Records a decision. Only once it is on the disk does anything open; where it cannot be written,
    /// everything stays as it was. Going back on an agreement works at once.
    ///
    /// # Errors
    ///
    /// [`ClientError::PolicyTextChanged`] for another text than the one in force here,
    /// [`ClientError::AgeBandMissing`], [`ClientError::Policy`], [`ClientError::Device`].
    pub async fn decide(&self, input: DecisionInput) -> Result<ConsentView, ClientError> {
        let shown = self.policy(&input.language).await?;
        if shown.text_hash != input.text_hash {
            return Err(ClientError::PolicyTextChanged);
        }
        if input.choice == Choice::Agree && input.age_band.is_none() {
            return Err(ClientError::AgeBandMissing);
        }
        let decision = self.decision(input, &shown);
        let reach = decision.reach();
        let (core, appearance) = (Arc::clone(self.core), self.core.appearance());
        let recorded =
            tokio::task::spawn_blocking(move || core.device.record(&decision, &appearance));
        recorded.await.map_err(|_| ClientError::Internal)??;
        self.core.gate.set(reach);
        crate::session::sync_if_allowed(self.core);
        let view = view(self.core);
        self.core.tell(ClientEvent::Consent(view.clone()));
        Ok(view)
    }

    fn decision(&self, input: DecisionInput, shown: &PolicyView) -> FirstRunDecision {
        FirstRunDecision {
            policy_id: shown.document.id.clone(),
            text_hash: input.text_hash,
            choice: input.choice,
            age_band: input.age_band,
            guardian_agreed: input.guardian_agreed,
            language: input.language,
            at: self.core.clock.now().to_string(),
        }
    }
}
