//! Deciding about one thing.

use std::sync::Arc;

use serde::Deserialize;
use specta::Type;
use sst_domain::consent::{Actor, Channel, Control, Decision, Draft, Form, Trigger, item_now};
use sst_domain::policy::{Language, PolicyBundle};
use uuid::Uuid;

use super::by_guardian::{self, Confirmed};
use super::grants::{Covered as _, CrashReports};
use super::log::DecisionLog;
use super::policy::tag;
use super::purposes::{age_band, purposes};
use super::{Consent, notice, sign};
use crate::client::Core;
use crate::error::ClientError;
use crate::event::ClientEvent;
use crate::view::PurposesView;

/// A decision about one thing, as the screen hands it over.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ItemDecisionInput {
    /// What is decided about.
    pub item: String,
    /// On, or off: refused, or gone back on where it was agreed to.
    pub allow: bool,
    /// For a minor: the guardian who is there decides. It counts only where a code of theirs has come back.
    pub by_guardian: bool,
    /// Hash of the policy's text that was shown.
    pub text_hash: String,
    /// [`PurposesView::served_id`] of what was shown.
    pub served_id: String,
    /// What led to it.
    pub trigger: Trigger,
    /// The screen.
    pub presentation: String,
    /// Language of the screen, `zh-CN` or `en`.
    pub language: String,
}

impl Consent<'_> {
    /// Records a decision about one thing. It is signed and on the disk when this returns, and holds at once;
    /// the platform is told when it can be reached. Where it cannot be kept, nothing was decided, but going back
    /// on an agreement works all the same while the window is open.
    ///
    /// # Errors
    ///
    /// [`ClientError::PolicyTextChanged`] for another text than the one in force here,
    /// [`ClientError::NotApplicable`] for what is not for the person to decide, [`ClientError::GuardianNeeded`],
    /// [`ClientError::SignedOut`] and its like, [`ClientError::Store`].
    pub async fn decide_item(&self, input: ItemDecisionInput) -> Result<PurposesView, ClientError> {
        let confirmed = by_guardian::for_item(self.core, &input).await?;
        let core = Arc::clone(self.core);
        let decided = tokio::task::spawn_blocking(move || decide(&core, &input, confirmed));
        let view = decided.await.map_err(|_| ClientError::Internal)??;
        if let Some(worker) = self.core.session.worker() {
            worker.wake().now();
        }
        self.core.tell(ClientEvent::Decided);
        Ok(view)
    }
}

fn decide(
    core: &Arc<Core>,
    input: &ItemDecisionInput,
    confirmed: Option<Confirmed>,
) -> Result<PurposesView, ClientError> {
    let language = tag(&input.language);
    let shown = core.policies.in_force(language)?;
    let bundle = &shown.bundle;
    // Switching off needs no text: whatever was read, it is off.
    if input.allow && bundle.document.text_hash != input.text_hash {
        return Err(ClientError::PolicyTextChanged);
    }
    let account = core.account()?;
    if !input.allow && input.item == CrashReports::CONTROL.as_str() {
        core.session.crash_watch().forget();
    }
    let recorded = record(core, input, bundle, language, confirmed);
    if let (Err(_), false, Some(control)) = (&recorded, input.allow, Control::parse(&input.item)) {
        account.grants.close(control);
        let _ = account.drop_reports(&[control]);
    }
    recorded?;
    if let (true, Some(control)) = (input.allow, Control::parse(&input.item)) {
        account.grants.reopen(control);
    }
    if Control::parse(&input.item) == Some(Control::NotifySystem)
        && let Err(error) = crate::settings::alerts_decided(core)
    {
        tracing::warn!(
            code = error.code(),
            "what an earlier version had switched off stays"
        );
    }
    // Without the text, a later version is held against the notice instead.
    if let Err(error) = core.policies.keep(&shown, core.clock.now()) {
        tracing::warn!(code = error.code(), "the policy was not kept");
    }
    account.read_grants()?;
    purposes(core, &shown)
}

fn record(
    core: &Arc<Core>,
    input: &ItemDecisionInput,
    bundle: &PolicyBundle,
    language: Language,
    confirmed: Option<Confirmed>,
) -> Result<(), ClientError> {
    let item = &input.item;
    let purpose = item_now(bundle, item).ok_or(ClientError::NotApplicable)?;
    let separate = purpose.needs_separate_consent();
    let shown = notice::notice(bundle, purpose, item, language, &input.presentation);
    let shown = shown.to_bytes().map_err(|_| ClientError::Internal)?;
    if confirmed
        .as_ref()
        .is_some_and(|about| about.notice != shown.hash())
    {
        return Err(ClientError::PolicyTextChanged);
    }
    let by_guardian = confirmed.is_some();
    let id = confirmed.as_ref().map(|about| about.record.clone());
    let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
    let (age_band, now) = (age_band(core)?, core.clock.now().to_string());
    core.account()?.store.write(|tx| {
        let log = DecisionLog::read(tx)?;
        let before = log.standing().remove(item);
        let given = before
            .as_ref()
            .is_some_and(|before| before.decision == Decision::Given);
        let draft = Draft {
            id,
            notice: shown.hash(),
            item: item.clone(),
            state: match (input.allow, given) {
                (true, _) => Decision::Given,
                (false, true) => Decision::Withdrawn,
                (false, false) => Decision::Refused,
            },
            form: match (by_guardian, separate) {
                (true, _) => Form::Guardian,
                (false, true) => Form::Separate,
                (false, false) => Form::Explicit,
            },
            actor: if by_guardian {
                Actor::Guardian
            } else {
                Actor::Person
            },
            age_band,
            trigger: input.trigger,
            served_id: input.served_id.clone(),
            supersedes: before.map(|before| before.record),
            at: now,
            channel: Channel::Desktop,
            app: core.config.app_version.clone(),
            seen: log.seen(),
        };
        match &confirmed {
            Some(confirmed) => sign::sign_confirmed(tx, draft, shown, confirmed)?,
            None => sign::sign(tx, draft, shown)?,
        };
        Ok::<_, ClientError>(())
    })
}
