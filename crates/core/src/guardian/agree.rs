//! A guardian agrees to the policy for the minor whose computer this is.

use std::sync::Arc;

use sst_domain::consent::{
    Actor, Bytes, Channel, Choice, Decision, Draft, FirstRunDecision, Form, GuardianWord, Standing,
    TERMS, Trigger,
};
use uuid::Uuid;

use super::Guardian;
use crate::OpenAccount;
use crate::client::Core;
use crate::consent::by_guardian::{Confirmed, Subject, confirm};
use crate::consent::{
    Answered, DecisionLog, LANGUAGES, Said, blocking, sign_confirmed, tag, terms, view,
};
use crate::device::SignedBefore;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::ConsentView;

impl Guardian<'_> {
    /// Agrees to the policy that the minor has agreed to. The platform confirms that it was the guardian; then it is
    /// signed and on the disk, and only then does anything open.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] where no minor has agreed before; [`ClientError::PolicyTextChanged`] for
    /// another text than the minor's, or than the one in force here; [`ClientError::GuardianNeeded`] where nobody is
    /// there; [`ClientError::Remote`], [`ClientError::Device`], [`ClientError::Store`].
    pub async fn agree(&self, text_hash: &str) -> Result<ConsentView, ClientError> {
        let text_hash = text_hash.to_owned();
        let answer = blocking(self.core, move |core| answer(core, &text_hash)).await?;
        take(self.core, answer).await
    }
}

/// What the minor answered, with the guardian's word in it.
fn answer(core: &Core, text_hash: &str) -> Result<Answered, ClientError> {
    let of_minor =
        |decision: &FirstRunDecision| decision.choice == Choice::Agree && decision.is_minor();
    let decision = core.device.decision()?.filter(of_minor);
    let mut before = decision.ok_or(ClientError::NotApplicable)?;
    if before.text_hash != text_hash {
        before.language = language_of(core, &before, text_hash)?;
        text_hash.clone_into(&mut before.text_hash);
    }
    let trigger = match before.guardian {
        GuardianWord::Missing => Trigger::FirstRun,
        _ => Trigger::PrivacyCentre,
    };
    Ok(Answered {
        decision: FirstRunDecision {
            guardian: GuardianWord::Confirmed,
            at: core.clock.now().to_string(),
            ..before
        },
        said: Said::Agreed,
        trigger,
        presentation: "guardian",
    })
}

/// The window may speak another language than when the minor answered: the guardian agrees to the same version of the
/// policy, in the words that they read.
fn language_of(
    core: &Core,
    answered: &FirstRunDecision,
    text_hash: &str,
) -> Result<String, ClientError> {
    let own = core.policies.in_force(tag(&answered.language))?;
    let own = &own.bundle.document;
    for language in LANGUAGES {
        let read = core.policies.in_force(language)?;
        let read = &read.bundle.document;
        let same = (&read.id, &read.version) == (&own.id, &own.version)
            && own.text_hash == answered.text_hash;
        if same && read.text_hash == text_hash {
            return Ok(language.as_str().to_owned());
        }
    }
    Err(ClientError::PolicyTextChanged)
}

/// Has the platform confirm an agreement of the guardian who is there, records it, and lets the client go as far as it
/// reaches.
///
/// # Errors
///
/// As [`Guardian::agree`].
pub(crate) async fn take(core: &Arc<Core>, answer: Answered) -> Result<ConsentView, ClientError> {
    let account = core.account().ok();
    let (answer, notice) = blocking(core, move |core| {
        let language = tag(&answer.decision.language);
        let shown = core.policies.in_force(language)?;
        if shown.bundle.document.text_hash != answer.decision.text_hash {
            return Err(ClientError::PolicyTextChanged);
        }
        let notice = terms(&shown.bundle, language, answer.presentation).to_bytes();
        let notice = notice.map_err(|_| ClientError::Internal)?;
        Ok((answer, notice))
    })
    .await?;
    let about = Subject {
        notice: notice.hash(),
        item: TERMS,
        state: Decision::Given,
    };
    let confirmed = confirm(core, about).await?;
    let reach = answer.decision.reach();
    blocking(core, move |core| {
        record(core, account.as_deref(), &answer, notice, confirmed)
    })
    .await?;
    core.gate.set(reach);
    crate::session::sync_if_allowed(core);
    let view = view(core);
    core.tell(ClientEvent::Consent(view.clone()));
    core.tell(ClientEvent::Decided);
    Ok(view)
}

fn record(
    core: &Core,
    account: Option<&OpenAccount>,
    answer: &Answered,
    notice: Bytes,
    confirmed: Confirmed,
) -> Result<(), ClientError> {
    let (decision, appearance) = (&answer.decision, core.appearance());
    let draft = |before: Option<Standing>, seen: u64| Draft {
        id: confirmed.record.clone(),
        notice: notice.hash(),
        item: TERMS.to_owned(),
        state: Decision::Given,
        form: Form::Guardian,
        actor: Actor::Guardian,
        age_band: decision.age_band,
        trigger: answer.trigger,
        served_id: Uuid::now_v7().to_string(),
        supersedes: before.map(|before| before.record),
        at: decision.at.clone(),
        channel: Channel::Desktop,
        app: core.config.app_version.clone(),
        seen,
    };
    match account {
        None => {
            let signed = confirmed.sign(core.device.last_before_login()?, draft(None, 0));
            let before = SignedBefore {
                signed: signed.map_err(|_| ClientError::Internal)?,
                notice: notice.clone(),
                guardian: Some(confirmed.statement.clone()),
            };
            core.device.record(decision, &appearance, Some(&before))?;
        }
        Some(account) => {
            // Unlike what closes the gate, this opens it: the proof comes first.
            account.store.write(|tx| {
                let log = DecisionLog::read(tx)?;
                let draft = draft(log.standing().remove(TERMS), log.seen());
                sign_confirmed(tx, draft, notice.clone(), &confirmed).map(drop)
            })?;
            core.device.record(decision, &appearance, None)?;
            account.read_grants()?;
        }
    }
    let shown = core.policies.in_force(tag(&decision.language))?;
    // Without the text, a later version is held against the notice instead.
    if let Err(error) = core.policies.keep(&shown, core.clock.now()) {
        tracing::warn!(code = error.code(), "the policy was not kept");
    }
    Ok(())
}
