//! The decision about the policy.

use std::sync::Arc;

use serde::Deserialize;
use specta::Type;
use sst_domain::consent::{
    Actor, AgeBand, Channel, Choice, Decision, Draft, FirstRunDecision, Form, Standing, TERMS,
    Trigger,
};
use uuid::Uuid;

use super::policy::{bundle_in_force, tag};
use super::{Consent, DecisionLog, notice, sign, view};
use crate::client::Core;
use crate::device::SignedBefore;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::{AppearanceView, ConsentView, PolicyView};

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
        let trigger = match self.core.device.decision()? {
            None => (Trigger::FirstRun, "first_run"),
            Some(before) if before.text_hash != input.text_hash => {
                (Trigger::PolicyChange, "policy_change")
            }
            Some(_) => (Trigger::PrivacyCentre, "policy"),
        };
        let decision = self.decision(input, &shown);
        let reach = decision.reach();
        let (core, appearance) = (Arc::clone(self.core), self.core.appearance());
        let recorded =
            tokio::task::spawn_blocking(move || record(&core, &decision, &appearance, trigger));
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

/// With nobody logged in the proof lies beside the decision; otherwise it goes into the person's own chain.
fn record(
    core: &Arc<Core>,
    decision: &FirstRunDecision,
    appearance: &AppearanceView,
    (trigger, presentation): (Trigger, &str),
) -> Result<(), ClientError> {
    let language = tag(&decision.language);
    let bundle = bundle_in_force(core, language)?.bundle;
    let notice = notice::terms(&bundle, language, presentation);
    let notice = notice.to_bytes().map_err(|_| ClientError::Internal)?;
    let minor = decision.age_band.is_some_and(|band| band != AgeBand::Adult);
    let by_guardian = minor && decision.guardian_agreed;
    let (form, actor) = if by_guardian {
        (Form::Guardian, Actor::Guardian)
    } else {
        (Form::Explicit, Actor::Person)
    };
    let draft = |before: Option<Standing>, seen: u64| Draft {
        id: Uuid::now_v7().to_string(),
        notice: notice.hash(),
        item: TERMS.to_owned(),
        state: decided(decision.choice, before.as_ref()),
        form,
        actor,
        age_band: decision.age_band,
        trigger,
        served_id: Uuid::now_v7().to_string(),
        supersedes: before.map(|before| before.record),
        at: decision.at.clone(),
        channel: Channel::Desktop,
        app: core.config.app_version.clone(),
        seen,
    };
    let Ok(account) = core.account() else {
        let keep = |signed: &SignedBefore| {
            let kept = core.device.record(decision, appearance, Some(signed));
            Ok(kept?)
        };
        let (draft, notice) = (draft(None, 0), notice.clone());
        return core.before_login.sign(&core.device, draft, notice, keep);
    };
    // The gate follows from this one, so it comes first.
    core.device.record(decision, appearance, None)?;
    account.store.write(|tx| {
        let log = DecisionLog::read(tx)?;
        let draft = draft(log.standing().remove(TERMS), log.seen());
        sign::sign(tx, draft, notice.clone()).map(drop)
    })?;
    Ok(())
}

fn decided(choice: Choice, before: Option<&Standing>) -> Decision {
    let given = before.is_some_and(|before| before.decision == Decision::Given);
    match choice {
        Choice::Agree => Decision::Given,
        Choice::BrowseOnly if given => Decision::Withdrawn,
        Choice::BrowseOnly => Decision::Refused,
    }
}
