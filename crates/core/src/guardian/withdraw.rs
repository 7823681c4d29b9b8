//! A guardian looks at what they have agreed to and goes back on it, from any computer and without the minor.

use sst_api::guardian::{
    GuardianConsent, GuardianConsents, GuardianConsentsRequest, GuardianWithdrawalRequest,
};
use sst_api::path;
use sst_domain::consent::{
    Actor, ChainHead, Channel, ConsentNotice, Decision, Draft, Form, SignedRecord, Trigger,
};
use uuid::Uuid;

use super::{Guardian, ask};
use crate::consent::by_guardian::new_key;
use crate::error::ClientError;
use crate::view::{GuardianConsentView, GuardianTask};

impl Guardian<'_> {
    /// What the guardian who is there has agreed to and what still stands, newest first.
    ///
    /// # Errors
    ///
    /// [`ClientError::GuardianNeeded`] where nobody is there, [`ClientError::Remote`].
    pub async fn consents(&self) -> Result<Vec<GuardianConsentView>, ClientError> {
        let request = GuardianConsentsRequest {
            challenge: self.challenge()?,
        };
        let list = ask(self.core, path::GUARDIAN_CONSENTS, &request).await?;
        Ok(self.show(list))
    }

    /// Goes back on one agreement; gives what is left. The platform enters it into the minor's log, and the minor's
    /// computers close what it covered as soon as they hear of it.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotFound`] for what was not in the list, and as [`Guardian::consents`].
    pub async fn withdraw(&self, record: &str) -> Result<Vec<GuardianConsentView>, ClientError> {
        let challenge = self.challenge()?;
        let of = self.core.guardian.shown(record);
        let of = of.ok_or(ClientError::NotFound)?;
        let signed = self.sign(&of)?;
        let request = GuardianWithdrawalRequest {
            challenge,
            withdraws: of.record,
            record: signed.record,
            signature: signed.signature,
            notice: of.notice,
        };
        let list = ask(self.core, path::GUARDIAN_WITHDRAWALS, &request).await?;
        Ok(self.show(list))
    }

    fn challenge(&self) -> Result<String, ClientError> {
        let now = self.core.clock.now();
        let challenge = self.core.guardian.challenge(GuardianTask::Withdraw, now);
        challenge.ok_or(ClientError::GuardianNeeded)
    }

    fn show(&self, list: GuardianConsents) -> Vec<GuardianConsentView> {
        self.core.guardian.show(&list.consents);
        list.consents.iter().map(shown).collect()
    }

    /// The withdrawal, in a chain of its own: its key is forgotten with it. A chain is one minor's, and nothing of a
    /// guardian is kept here.
    fn sign(&self, of: &GuardianConsent) -> Result<SignedRecord, ClientError> {
        let key = new_key()?;
        let draft = Draft {
            id: Uuid::now_v7().to_string(),
            notice: of.notice.hash(),
            item: of.item.clone(),
            state: Decision::Withdrawn,
            form: Form::Guardian,
            actor: Actor::Guardian,
            age_band: None,
            trigger: Trigger::PrivacyCentre,
            served_id: Uuid::now_v7().to_string(),
            supersedes: Some(of.record.clone()),
            at: self.core.clock.now().to_string(),
            channel: Channel::Desktop,
            app: self.core.config.app_version.clone(),
            seen: of.seen,
        };
        let signed = ChainHead::default().sign(&key, draft);
        Ok(signed.map_err(|_| ClientError::Internal)?.0)
    }
}

fn shown(consent: &GuardianConsent) -> GuardianConsentView {
    let notice: Option<ConsentNotice> = serde_json::from_slice(&consent.notice.0).ok();
    GuardianConsentView {
        record: consent.record.clone(),
        person: consent.person.clone(),
        item: consent.item.clone(),
        title: notice.map(|notice| notice.title).unwrap_or_default(),
        since: consent.since.clone(),
    }
}
