//! The decision about the policy.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use specta::Type;
use sst_domain::consent::{
    Actor, AgeBand, Channel, Choice, Decision, Draft, FirstRunDecision, Form, GuardianWord,
    Standing, TERMS, Trigger,
};
use uuid::Uuid;

use super::compare::blocking;
use super::corrected_age::may_be_adult;
use super::deliver::deliver;
use super::policy::tag;
use super::{Consent, DecisionLog, PersonTerms, notice, sign, view};
use crate::client::Core;
use crate::device::SignedBefore;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::{ConsentView, PolicyView};

/// Longest time that a refusal waits for the platform to hear of it.
const DELIVER_WITHIN: Duration = Duration::from_secs(2);

/// A decision, as the screen hands it over.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct DecisionInput {
    /// The answer.
    pub choice: Choice,
    /// The age band; needed in order to agree. A minor's agreement opens nothing before the guardian's
    /// ([`crate::Guardian::agree`]).
    pub age_band: Option<AgeBand>,
    /// Hash of the text that was shown.
    pub text_hash: String,
    /// Language of the screen, `zh-CN` or `en`.
    pub language: String,
}

impl Consent<'_> {
    /// Records a decision. Only once it is on the disk does anything open; where it cannot be written,
    /// everything stays as it was. Going back on an agreement works at once.
    ///
    /// Whoever pressed a wrong age decides anew with this, as long as no guardian has confirmed it.
    ///
    /// # Errors
    ///
    /// [`ClientError::PolicyTextChanged`] for another text than the one in force here,
    /// [`ClientError::AgeBandMissing`], [`ClientError::GuardianConfirmed`] and [`ClientError::NotOfAge`] where a minor
    /// may not say to be an adult in this way, [`ClientError::Policy`], [`ClientError::Device`],
    /// [`ClientError::Store`].
    pub async fn decide(&self, input: DecisionInput) -> Result<ConsentView, ClientError> {
        if input.choice == Choice::Agree && input.age_band == Some(AgeBand::Adult) {
            blocking(self.core, may_be_adult).await?;
        }
        self.answer(input, None).await
    }

    /// As [`Consent::decide`]. `occasion` is what led to it, and where; by default the policy itself.
    pub(super) async fn answer(
        &self,
        input: DecisionInput,
        occasion: Option<(Trigger, &'static str)>,
    ) -> Result<ConsentView, ClientError> {
        let shown = self.policy(&input.language).await?;
        if shown.text_hash != input.text_hash {
            return Err(ClientError::PolicyTextChanged);
        }
        if input.choice == Choice::Agree && input.age_band.is_none() {
            return Err(ClientError::AgeBandMissing);
        }
        let newcomer = is_newcomer(self.core);
        let first = newcomer || self.core.device.decision()?.is_none();
        let usual = if first {
            (Trigger::FirstRun, "first_run")
        } else {
            (Trigger::PrivacyCentre, "policy")
        };
        let (trigger, presentation) = occasion.unwrap_or(usual);
        let said = match input.choice {
            Choice::Agree => Said::Agreed,
            Choice::BrowseOnly => Said::NotAgreed,
        };
        let decision = self.decision(input, &shown);
        let answer = Answered {
            decision,
            said,
            trigger,
            presentation,
        };
        take(self.core, answer).await
    }

    fn decision(&self, input: DecisionInput, shown: &PolicyView) -> FirstRunDecision {
        FirstRunDecision {
            policy_id: shown.document.id.clone(),
            policy_version: shown.document.version.clone(),
            text_hash: input.text_hash,
            choice: input.choice,
            age_band: input.age_band,
            guardian: GuardianWord::Missing,
            language: input.language,
            at: self.core.clock.now().to_string(),
            later: None,
        }
    }
}

/// An answer to the policy, and how it came about.
pub(crate) struct Answered {
    pub(crate) decision: FirstRunDecision,
    pub(crate) said: Said,
    pub(crate) trigger: Trigger,
    pub(crate) presentation: &'static str,
}

/// What was said to the text that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// 同意.
    Agreed,
    /// 不同意: an agreement that there was is gone back on.
    NotAgreed,
    /// 不接受 to a changed policy: what was agreed to before stays.
    Declined,
    /// 知道了: nothing was decided.
    Noted,
}

/// Records an answer and lets the client go as far as it reaches.
pub(super) async fn take(core: &Arc<Core>, answer: Answered) -> Result<ConsentView, ClientError> {
    let said = answer.said;
    if said == Said::NotAgreed && !is_newcomer(core) {
        // Closed first: whether it can be written down decides only about the next start.
        core.gate
            .set(answer.decision.reach().min(core.gate.reach()));
    }
    blocking(core, move |core| record(core, &answer)).await?;
    core.gate.set(core.device.reach()?);
    if said == Said::NotAgreed
        && let Ok(account) = core.account()
    {
        // Whoever leaves after this should leave nothing untold; without a network it is told later.
        let delivered = tokio::time::timeout(DELIVER_WITHIN, deliver(core, &account)).await;
        tracing::info!(
            told = matches!(delivered, Ok(Ok(()))),
            "the policy was not agreed to"
        );
    }
    crate::session::sync_if_allowed(core);
    let view = view(core);
    core.tell(ClientEvent::Consent(view.clone()));
    Ok(view)
}

/// With nobody logged in the proof lies beside the decision; otherwise it goes into the person's own chain.
fn record(core: &Core, answer: &Answered) -> Result<(), ClientError> {
    let (decision, appearance) = (&answer.decision, &core.appearance());
    let language = tag(&decision.language);
    let shown = core.policies.in_force(language)?;
    if answer.said == Said::Noted {
        return Ok(core.device.record(decision, appearance, None)?);
    }
    let notice = notice::terms(&shown.bundle, language, answer.presentation);
    let notice = notice.to_bytes().map_err(|_| ClientError::Internal)?;
    let draft = |before: Option<Standing>, agreed: bool, seen: u64| Draft {
        id: Uuid::now_v7().to_string(),
        notice: notice.hash(),
        item: TERMS.to_owned(),
        state: decided(answer.said, agreed),
        form: Form::Explicit,
        actor: Actor::Person,
        age_band: decision.age_band,
        trigger: answer.trigger,
        served_id: Uuid::now_v7().to_string(),
        supersedes: before.map(|before| before.record),
        at: decision.at.clone(),
        channel: Channel::Desktop,
        app: core.config.app_version.clone(),
        seen,
    };
    match core.account() {
        Err(_) => {
            let keep = |signed: &SignedBefore| {
                let kept = core.device.record(decision, appearance, Some(signed));
                Ok(kept?)
            };
            let (draft, notice) = (draft(None, false, 0), notice.clone());
            core.before_login.sign(&core.device, draft, notice, keep)?;
        }
        Ok(account) => {
            // Somebody who is new here answers for themselves only: what opens the gate before a log-in stays, save
            // that of a minor waits for their guardian.
            let newcomer = account.terms.get() == PersonTerms::Unasked;
            let ours = !newcomer || (answer.said == Said::Agreed && decision.is_minor());
            let agrees = answer.said == Said::Agreed;
            // What closes the gate comes before its proof, and what opens it after.
            if ours && !agrees {
                core.device.record(decision, appearance, None)?;
            }
            account.store.write(|tx| {
                let log = DecisionLog::read(tx)?;
                let agreed = log.terms() == Some(PersonTerms::Agreed);
                let draft = draft(log.standing().remove(TERMS), agreed, log.seen());
                sign::sign(tx, draft, notice.clone()).map(drop)
            })?;
            if ours && agrees {
                core.device.record(decision, appearance, None)?;
            }
            account.read_grants()?;
        }
    }
    // Without the text, a later version is held against the notice instead.
    if let Err(error) = core.policies.keep(&shown, core.clock.now()) {
        tracing::warn!(code = error.code(), "the policy was not kept");
    }
    Ok(())
}

/// Whether somebody is logged in who has not answered yet.
pub(super) fn is_newcomer(core: &Core) -> bool {
    let account = core.session.account();
    account.is_some_and(|account| account.terms.get() == PersonTerms::Unasked)
}

fn decided(said: Said, agreed: bool) -> Decision {
    match said {
        Said::Agreed => Decision::Given,
        Said::NotAgreed if agreed => Decision::Withdrawn,
        Said::NotAgreed | Said::Declined | Said::Noted => Decision::Refused,
    }
}
